// Live in a browser: what a frame costs the main thread at 60 Hz with all widgets, in its own processor time, so that a
// busy machine does not disturb it; and whether the heap stays flat over a long drive at 20 times real time, measured
// after forced collections. PITWALL_BENCH_MINUTES is the length of that drive: 2 if it is not said, 30 for the claim.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CDPSession, Page } from 'playwright-core'
import { startHub } from '../src/hub/hub.ts'
import { rigId, siteId } from '../src/model/identity.ts'
import { runRig } from '../src/rig/run.ts'
import { virtualSource } from '../src/rig/virtual/source.ts'
import { unixMillis } from '../src/units/quantity.ts'
import { withChromium } from '../test/e2e/chromium.ts'

const minutes = Math.min(30, Number(process.env['PITWALL_BENCH_MINUTES'] ?? 2))
const traced_s = 20
const budget_ms = 4

await withDrive(1, async url => {
  await withChromium(async visit => {
    const { page } = await visit(`${url}live?layout=monitor`, { viewport: { width: 1920, height: 1080 } })
    await page.locator('.live').waitFor()
    // The code is compiled and the traces are filled.
    await sleep(20_000)
    await tellFrames(page)
  })
})
if (minutes > 0)
  await withDrive(20, async url => {
    await withChromium(async visit => {
      const { page } = await visit(`${url}live?layout=monitor`, { viewport: { width: 1920, height: 1080 } })
      await page.locator('.live').waitFor()
      await tellHeap(page)
    })
  })

/** A hub and a virtual car so many times faster than real time, as `pitwall up --demo` has them. */
async function withDrive(speed: number, body: (url: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-web-live-'))
  const hub = await startHub({ port: 0, mqttPort: 0, data: folder })
  const ending = new AbortController()
  const driving = runRig(
    {
      source: virtualSource({ speed, startedAt: unixMillis(Date.now()), seed: 7 }),
      link: hub.link(),
      ...{ site: siteId('home'), rig: rigId('rig1'), liveHz: 60 },
      report: () => undefined,
      spoolFolder: join(folder, 'spool'),
    },
    ending.signal,
  )
  try {
    await body(hub.url)
  } finally {
    ending.abort()
    await driving
    await hub.close()
    rmSync(folder, { recursive: true })
  }
}

type TraceEvent = {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  /** Microseconds of the thread's own processor time. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

async function tellFrames(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  const categories = 'devtools.timeline,disabled-by-default-devtools.timeline'
  await session.send('Tracing.start', { categories, transferMode: 'ReportEvents' })
  await sleep(traced_s * 1000)
  const complete = new Promise(done => session.once('Tracing.tracingComplete', done))
  await session.send('Tracing.end')
  await complete

  const frames = events.filter(({ name, tdur }) => name === 'FireAnimationFrame' && tdur !== undefined)
  const [first] = frames
  if (first === undefined) throw new Error('the trace has no frame with processor time in it')
  const tasks = events
    .filter(({ name, pid, tid }) => name === 'RunTask' && pid === first.pid && tid === first.tid)
    .filter(({ tdur }) => tdur !== undefined)
    .sort((a, b) => a.ts - b.ts)
  console.log(`\nLive at 60 Hz, all widgets, 1920 × 1080: ${frames.length} frames in ${traced_s} s`)
  tell(
    'script of a frame',
    frames.map(({ tdur = 0 }) => tdur / 1000),
    budget_ms,
  )
  // Style, layout, paint and the messages of the worker as well: all that the thread did from one frame to the next.
  const between = frames.slice(1).map((frame, at) => {
    const from = frames[at]?.ts ?? 0
    const done = tasks.filter(({ ts }) => ts >= from && ts < frame.ts)
    return done.reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0)
  })
  tell('main thread from frame to frame, everything', between)
  for (const name of [
    'UpdateLayoutTree',
    'Layout',
    'PrePaint',
    'Paint',
    'Layerize',
    'Commit',
    'FunctionCall',
  ] as const) {
    const own = events.filter(one => one.name === name && one.pid === first.pid && one.tid === first.tid)
    const total = own.reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0)
    console.log(`    ${name.padEnd(20)} ${(total / frames.length).toFixed(2)} ms a frame`)
  }
  const long = tasks.filter(({ tdur = 0 }) => tdur > 50_000).length
  console.log(`  tasks of more than 50 ms: ${long}`)
}

function tell(what: string, times: readonly number[], budget?: number): void {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(2)
  const bound = budget === undefined ? '' : `; budget ${budget} ms at p95`
  console.log(`  ${what.padEnd(46)} median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms${bound}`)
}

async function tellHeap(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const pid = await rendererOf(page)
  const every_s = 10
  const seen: { readonly minute: number; readonly heap_mb: number; readonly rss_mb: number }[] = []
  const began = performance.now()
  while (performance.now() - began < minutes * 60_000) {
    await sleep(every_s * 1000)
    const heap_mb = await heapOf(session)
    seen.push({ minute: (performance.now() - began) / 60_000, heap_mb, rss_mb: residentMb(pid) })
  }
  // The first part fills rings, lists and caches up to their bounds.
  const steady = seen.slice(Math.ceil(seen.length / 4))
  const [from, to] = [seen[0], seen.at(-1)]
  const laps = await page.evaluate<number>(`fetch('/api/laps/count').then(r => r.json()).then(r => r.laps)`)
  console.log(`\nheap of Live over ${minutes} min at 20 times real time, ${laps} laps driven`)
  console.log(`  at first ${from?.heap_mb.toFixed(2)} MB, at last ${to?.heap_mb.toFixed(2)} MB`)
  const slope = slopeOf(steady.map(({ minute, heap_mb }) => [minute, heap_mb]))
  console.log(`  slope over the last three quarters ${slope.toFixed(3)} MB/min; budget 1 MB/min`)
  const rss = slopeOf(steady.map(({ minute, rss_mb }) => [minute, rss_mb]))
  console.log(
    `  the whole process, its worker included: ${to?.rss_mb.toFixed(0)} MB, ${rss.toFixed(2)} MB/min`,
  )
}

/** Megabytes of the page's objects that are in use once everything else has been collected. */
async function heapOf(session: CDPSession): Promise<number> {
  // Twice: what the first one lets go of may hold more.
  for (let round = 0; round < 2; round++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

async function rendererOf(page: Page): Promise<number> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('the page has no browser')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(({ type }) => type === 'renderer')
  const [busiest] = renderers.sort((a, b) => b.cpuTime - a.cpuTime)
  if (busiest === undefined) throw new Error('the browser has no renderer')
  return busiest.id
}

function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return Number(kilobytes ?? Number.NaN) / 1000
}

/** Of the straight line through points, by least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))]
  const over = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0)
  return over / points.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
}
