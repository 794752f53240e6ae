// When the boards of an event open and close, in words that count down.
import type { BoardEvent } from '../../../../src/model/board-event.ts'
import { countdown } from '../../live-core/format.ts'

const day_ms = 86_400_000

/** `closes in 2:14:07`, `opens in 3 d 2:14:07`, or when it closed. `now_ms`: of the hub's clock. */
export function closingText({ from, to }: Pick<BoardEvent, 'from' | 'to'>, now_ms: number): string {
  const [opens_ms, closes_ms] = [Date.parse(from), Date.parse(to)]
  if (now_ms < opens_ms) return `opens in ${left(opens_ms - now_ms)}`
  if (now_ms < closes_ms) return `closes in ${left(closes_ms - now_ms)}`
  return `closed ${shut.format(closes_ms)}`
}

const shut = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** Whole seconds, rounded up: at 0:00 it is over. */
function left(ms: number): string {
  const whole_ms = Math.ceil(ms / 1000) * 1000
  const days = Math.floor(whole_ms / day_ms)
  const rest = countdown(whole_ms % day_ms)
  return days === 0 ? rest : `${days} d ${rest.length < 6 ? `0:${rest.padStart(5, '0')}` : rest}`
}
