// Compare in a browser: six charts of four laps. What one move of the cursor and one step of the zoom compute on the
// page's main thread, in time of that thread, over laps of the virtual car; and what the hub needs for a first look.
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
import { mainThread } from './main-thread.ts'

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
      const before = process.cpuUsage()
      await Promise.all(ids.slice(0, 2).map(id => laps.lay(id, channels)))
      const { user, system } = process.cpuUsage(before)
      times.push((user + system) / 1000)
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
    const box = await page.locator('.overlay').boundingBox()
    if (box === null) throw new Error('the charts are not there')
    const [x, y] = [box.x + 80, box.y + 50]
    await page.mouse.move(x, y)
    const cursor = await mainThread(page, 400, step => page.mouse.move(x + 2 * step, y))
    await page.mouse.move(x + 520, y)
    const zoom = await mainThread(page, 60, async step => {
      await page.mouse.wheel(0, step % 8 < 4 ? -100 : 100)
      await page.waitForTimeout(30)
    })
    tell('script of a move of the cursor, 6 charts × 4 laps', cursor.script('pointermove'), 1)
    tell('script of a step of the zoom, 6 charts × 4 laps', zoom.script('wheel'), 16)
    const per = (ms: number, steps: number) => (ms / steps).toFixed(2)
    console.log(
      `  the main thread in all: a move ${per(cursor.script_ms, 400)} ms of script and ${per(cursor.total_ms - cursor.script_ms, 400)} ms of the browser's own,` +
        ` a zoom ${per(zoom.script_ms, 60)} ms and ${per(zoom.total_ms - zoom.script_ms, 60)} ms, without a GPU`,
    )
  })
}

function tell(what: string, times: readonly number[], budget_ms: number): void {
  const sorted = times.toSorted((x, y) => x - y)
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(2)
  console.log(`  ${what.padEnd(60)} median ${at(0.5)} ms, p95 ${at(0.95)} ms; budget ${budget_ms} ms`)
}
