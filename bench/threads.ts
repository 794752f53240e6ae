// What the threads of a process have used of the processor, as Linux tells it to the nanosecond.
import { readdirSync, readFileSync } from 'node:fs'

/** The threads of a process of Node by what they do. */
const parts = {
  main: /^(MainThread|node)$/,
  reading: /^WorkerThread$/,
  disk: /^libuv-worker$/,
  V8: /./,
} as const
export type Part = keyof typeof parts
export const partNames: readonly Part[] = ['main', 'reading', 'disk', 'V8']

/** Milliseconds of processor, and how often a thread went to sleep. */
export type Used = { readonly cpu_ms: number; readonly sleeps: number }
export type UsedBy = { readonly [Name in Part]: Used }

/** What every part has used since the process began; of a thread that has ended, nothing is known. */
export function usedByThreads(pid: number): UsedBy {
  const used: { [Name in Part]: Used } = { main: none, reading: none, disk: none, V8: none }
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const of = `/proc/${pid}/task/${thread}`
    const name = readFileSync(`${of}/comm`, 'utf8').trim()
    const part = partNames.find(one => parts[one].test(name)) ?? 'V8'
    const cpu_ms = Number(readFileSync(`${of}/schedstat`, 'utf8').split(' ')[0]) / 1e6
    const sleeps = Number(
      /^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`${of}/status`, 'utf8'))?.[1],
    )
    used[part] = { cpu_ms: used[part].cpu_ms + cpu_ms, sleeps: used[part].sleeps + sleeps }
  }
  return used
}

/** `main 1.20 % (62 wakes a second)` and so on, for what was used between two looks, without what used next to nothing. */
export function sharesOf(before: UsedBy, after: UsedBy, elapsed_ms: number): string {
  return partNames
    .flatMap(part => {
      const cpu_ms = after[part].cpu_ms - before[part].cpu_ms
      const wakes = ((after[part].sleeps - before[part].sleeps) * 1000) / elapsed_ms
      if (cpu_ms * 1000 < elapsed_ms) return []
      return [`${part} ${((100 * cpu_ms) / elapsed_ms).toFixed(2)} (${wakes.toFixed(0)} wakes)`]
    })
    .join(', ')
}

/** Of all threads together, in ms. */
export const totalOf = (used: UsedBy): number => partNames.reduce((sum, part) => sum + used[part].cpu_ms, 0)

const none: Used = { cpu_ms: 0, sleeps: 0 }
