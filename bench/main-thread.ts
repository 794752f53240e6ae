// What the main thread of a page computes, as Chromium traces it: in time of its own thread (`tdur`), which other
// programs on the machine do not lengthen.
import type { Page } from 'playwright-core'
import { z } from 'zod'

const event = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  tdur: z.number().optional(),
  tts: z.number().optional(),
  args: z.looseObject({ data: z.looseObject({ type: z.string().optional() }).optional() }).optional(),
})
const trace = z.object({ traceEvents: z.array(event) })
type Traced = z.infer<typeof event>

export type MainThread = {
  /** Milliseconds of script in each task in which such an event was handled, with what followed before the task ended. */
  readonly script: (type: string) => readonly number[]
  /** Milliseconds of script in all tasks: handlers, frames, timers, microtasks. */
  readonly script_ms: number
  /** Milliseconds of all tasks, with what the browser lays out, paints and hands on. */
  readonly total_ms: number
}

const isScript: ReadonlySet<string> = new Set([
  ...['EventDispatch', 'FireAnimationFrame', 'TimerFire', 'FunctionCall', 'RunMicrotasks'],
  ...['BlinkScheduler_PerformMicrotaskCheckpoint', 'HandlePostMessage'],
])

/** Does `steps` steps while the page's browser is traced. */
export async function mainThread(
  page: Page,
  steps: number,
  step: (at: number) => Promise<void>,
): Promise<MainThread> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('expected a browser of its own, found none')
  await browser.startTracing(page, {
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'],
  })
  for (let at = 0; at < steps; at++) await step(at)
  await page.waitForTimeout(200)
  const { traceEvents } = trace.parse(JSON.parse((await browser.stopTracing()).toString()))
  const whole = traceEvents.filter(({ ph }) => ph === 'X')
  const tasks = busiest(whole.filter(({ name }) => name === 'RunTask'))
  const own = whole.filter(({ pid, tid }) => pid === tasks[0]?.pid && tid === tasks[0].tid)
  const script = outermost(own.filter(({ name }) => isScript.has(name)))
  return {
    script(type) {
      const handled = own.filter(({ name, args }) => name === 'EventDispatch' && args?.data?.type === type)
      return tasks
        .filter(task => handled.some(({ tts = -1 }) => holds(task, tts)))
        .map(task => milliseconds(script.filter(({ tts = -1 }) => holds(task, tts))))
    },
    script_ms: milliseconds(script),
    total_ms: milliseconds(tasks),
  }
}

const milliseconds = (events: readonly Traced[]): number =>
  events.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000

const holds = ({ tts = 0, tdur = 0 }: Traced, at: number): boolean => at >= tts && at <= tts + tdur

/** Without those that lie within another. */
function outermost(events: readonly Traced[]): readonly Traced[] {
  const kept: Traced[] = []
  let end = Number.NEGATIVE_INFINITY
  for (const each of events.toSorted(
    (a, b) => (a.tts ?? 0) - (b.tts ?? 0) || (b.tdur ?? 0) - (a.tdur ?? 0),
  )) {
    const { tts = 0, tdur = 0 } = each
    if (tts < end) continue
    kept.push(each)
    end = tts + tdur
  }
  return kept
}

/** The tasks of the thread that computed most: the page that is looked at. */
function busiest(tasks: readonly Traced[]): readonly Traced[] {
  const threads = [...Map.groupBy(tasks, ({ pid, tid }) => `${pid} ${tid}`).values()]
  return threads.toSorted((a, b) => milliseconds(b) - milliseconds(a))[0] ?? []
}
