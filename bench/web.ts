// Compare in a browser: six charts of four laps. Script time of one move of the cursor and of one step of the zoom, in
// the system's Chromium, over laps of the virtual car; and what the hub needs for the two laps of a first look.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { startHub } from '../src/hub/hub.ts'
import { laidLaps } from '../src/lake/laid-laps.ts'
import { openLapReader } from '../src/lake/lap-reader.ts'
import { driveVirtual } from '../src/lake/testing/virtual-drive.ts'
import { withChromium } from '../test/e2e/chromium.ts'
import { until } from '../test/e2e/hub-bench.ts'

const channels = ['speed_kmh', 'throttle', 'brake', 'steer']
const drive = await driveVirtual({ seconds: 135 + 109 * 4, rate: 400, track: 'monza' })
const folder = mkdtempSync(join(tmpdir(), 'bench-web-'))
const hub = await startHub({ port: 0, mqttPort: 0, data: folder })
try {
  const rig = await connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`)
  const say = (stream: string, body: string | Uint8Array) =>
    rig.publishAsync(`rigs/home/rig1/${stream}`, Buffer.from(body), { qos: 1 })
  for (const session of drive.sessions) await say('session', JSON.stringify(session))
  for (const frame of drive.frames) await say('frame', frame)
  for (const lap of drive.laps) await say('lap', JSON.stringify(lap))
  const flying = drive.laps.filter(({ kind }) => kind === 'flying').slice(0, 4)
  for (const { lap_id } of flying)
    await until(async () => (await fetch(new URL(`/api/laps/${lap_id}/segments`, hub.url))).ok, 120_000)
  await rig.endAsync()
  await readLaps(flying.map(({ lap_id }) => lap_id))
  await movePage(flying.map(({ lap_id }) => lap_id))
} finally {
  await hub.close()
  rmSync(folder, { recursive: true })
}

async function readLaps(ids: readonly string[]): Promise<void> {
  const reader = openLapReader(join(folder, 'lake'))
  const cold: number[] = []
  const warm: number[] = []
  for (let round = 0; round < 15; round++) {
    const laps = laidLaps(reader)
    for (const times of [cold, warm]) {
      const from = performance.now()
      await Promise.all(ids.slice(0, 2).map(id => laps.lay(id, channels)))
      times.push(performance.now() - from)
    }
  }
  reader.close()
  tell('two laps × four channels at 400 Hz, laid over the track', cold, 15)
  tell('the same again', warm, 15)
}

async function movePage([a, b, c, d]: readonly string[]): Promise<void> {
  await withChromium(async visit => {
    const { page } = await visit(`${hub.url}compare?a=${a}&b=${b}&c=${c}&d=${d}`, {
      viewport: { width: 1920, height: 1080 },
    })
    await page.locator('.chart canvas').nth(5).waitFor()
    await page.waitForTimeout(2000)
    const cursor = await page.evaluate<number[]>(`(async () => {
      const overlay = document.querySelector('.overlay')
      const box = overlay.getBoundingClientRect()
      const times = []
      for (let move = 0; move < 400; move++) {
        const event = new PointerEvent('pointermove', { clientX: box.left + 80 + move * 2, clientY: box.top + 50, bubbles: true })
        const from = performance.now()
        overlay.dispatchEvent(event)
        times.push(performance.now() - from)
        if (move % 20 === 0) await new Promise(requestAnimationFrame)
      }
      return times
    })()`)
    const zoom = await page.evaluate<number[]>(`(async () => {
      const overlay = document.querySelector('.overlay')
      const box = overlay.getBoundingClientRect()
      const times = []
      for (let step = 0; step < 60; step++) {
        const event = new WheelEvent('wheel', { clientX: box.left + 600, clientY: box.top + 50, deltaY: step % 8 < 4 ? -1 : 1, bubbles: true, cancelable: true })
        const from = performance.now()
        overlay.dispatchEvent(event)
        // The framework and uPlot draw in microtasks.
        for (let turn = 0; turn < 20; turn++) await undefined
        times.push(performance.now() - from)
        await new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)))
      }
      return times
    })()`)
    tell('cursor over 6 charts × 4 laps', cursor, 1)
    tell('zoom of 6 charts × 4 laps', zoom, 16)
  })
}

function tell(what: string, times: readonly number[], budget_ms: number): void {
  const sorted = times.toSorted((x, y) => x - y)
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(2)
  console.log(`  ${what.padEnd(60)} median ${at(0.5)} ms, p95 ${at(0.95)} ms; budget ${budget_ms} ms`)
}
