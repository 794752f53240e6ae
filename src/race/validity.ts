// Whether the lap counts, as the game says it: once invalid, a lap stays so.
import type { Micros } from '../units/quantity.ts'
import { penalties } from '../wire/acc/enumerations.ts'
import type { LapEvent } from './lap-event.ts'
import { nameOf, type Seen } from './seen.ts'
import { settle_us } from './signals.ts'

/** `undefined` valid: the source has not said yet. `doubt`: it may still speak of the lap before. */
export type Validity = {
  readonly valid: boolean | undefined
  readonly reason: string | undefined
  readonly doubt: string | undefined
}

export const unknownValidity: Validity = { valid: undefined, reason: undefined, doubt: undefined }

/** In the first seconds "invalid" may belong to the lap before; it is believed if it stays. */
export function stepValidity(
  validity: Validity,
  now: Seen,
  started_us: Micros,
): readonly [Validity, LapEvent[]] {
  if (now.valid === undefined || validity.valid === false) return [validity, []]
  if (now.valid) {
    return validity.valid && validity.doubt === undefined
      ? [validity, []]
      : [{ valid: true, reason: undefined, doubt: undefined }, []]
  }
  const reason = validity.doubt ?? reasonOf(now)
  if (now.t_us - started_us < settle_us) return [{ ...validity, doubt: reason }, []]
  return [{ valid: false, reason, doubt: undefined }, [{ kind: 'lap-invalid', t_us: now.t_us, reason }]]
}

/** The verdict at the end of the lap: null when the source never said. */
export function verdictOf({ valid, reason, doubt }: Validity): {
  readonly valid: boolean | null
  readonly invalid_reason?: string
} {
  if (valid === false || doubt !== undefined) {
    return { valid: false, invalid_reason: reason ?? doubt ?? unnamed }
  }
  return { valid: valid ?? null }
}

const unnamed = 'invalidated by the game'
const offTrack = 'all four tyres were off the track'

function reasonOf(now: Seen): string {
  if (now.off) return offTrack
  return now.penalty === 0 ? unnamed : (nameOf(penalties, now.penalty) ?? `penalty ${now.penalty}`)
}
