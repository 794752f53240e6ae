import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { startHub } from '../../src/hub/hub.ts'
import type { FieldMessage } from '../../src/model/field.ts'
import { asLapId } from '../../src/model/identity.ts'
import type { LapMessage, LiveMessage } from '../../src/model/messages.ts'
import {
  sampleEntries,
  sampleField,
  sampleLap,
  sampleLive,
  sampleStatus,
} from '../../src/model/testing/messages.ts'
import { whyNot, withChromium } from './chromium.ts'
import { type HubBench, until, withHub } from './hub-bench.ts'

const skip = whyNot()
const session_id = sampleLive().session_id
const session = {
  v: 1,
  type: 'session',
  session_id,
  site: 'home',
  rig: 'rig1',
  origin: 'virtual',
  game: 'acc',
  started_at: '2026-11-24T12:00:00.000Z',
  driver: 'A. Driver',
  car: 'ferrari_296_gt3',
  car_class: 'GT3',
  track: 'monza',
  session_type: 'practice',
  max_rpm: 8000,
  sectors: 3,
}

type Rig = {
  readonly say: (stream: string, message: unknown) => Promise<unknown>
  /** Sends these values at 30 Hz until `stop`; what is left out, the game does not give. */
  readonly drive: (values: Partial<LiveMessage>) => void
  readonly stop: () => void
}

/** A hub and a rig that says what a test tells it to. */
async function withRig(body: (bench: HubBench, rig: Rig) => Promise<void>): Promise<void> {
  await withHub(async bench => {
    const rig = await rigOf(bench)
    try {
      await rig.say('status', sampleStatus())
      await rig.say('session', session)
      await body(bench, rig)
    } finally {
      rig.stop()
    }
  })
}

async function rigOf(bench: HubBench): Promise<Rig> {
  const client = await bench.rig()
  const { v, type, site, rig, lap_id } = sampleLive()
  const say = (stream: string, message: unknown) =>
    client.publishAsync(`rigs/home/rig1/${stream}`, JSON.stringify(message), {
      qos: stream === 'live' ? 0 : 1,
    })
  let seq = 0
  let driving: ReturnType<typeof setInterval> | undefined
  return {
    say,
    drive(values) {
      clearInterval(driving)
      driving = setInterval(() => {
        seq += 1
        const stamp = { v, type, site, rig, session_id, lap_id, seq, t_us: seq * 33_000, at_ms: Date.now() }
        say('live', { ...stamp, ...values }).catch(() => undefined)
      }, 33)
    },
    stop() {
      clearInterval(driving)
    },
  }
}

const lap = (lap_number: number, lap_time_ms: number, change: Partial<LapMessage> = {}) =>
  sampleLap({
    lap_id: asLapId(`${session_id}-0-${lap_number}`),
    lap_number,
    lap_time_ms,
    origin: 'virtual',
    ...change,
  })

test('the page shows the running lap, and what is old looks old', { skip }, async () => {
  await withRig(async (bench, rig) => {
    rig.drive({ gear: 4, speed_kmh: 182, rpm: 7000, tyre_pressure_psi_fl: 26.6 })
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}live`)
      const gear = page.getByRole('region', { name: 'Gear and speed' })
      await gear.getByText('4', { exact: true }).waitFor()
      await gear.getByText('182', { exact: true }).waitFor()
      await page.getByText('DEMO').first().waitFor()
      await page.getByRole('status').getByText('LIVE').first().waitFor()
      const loaded = await page.evaluate<readonly string[]>(
        `performance.getEntriesByType('resource').map(({ name }) => name).filter(name => !name.includes('/api/'))`,
      )
      const files = [page.url(), ...new Set(loaded)]
      const bodies = await Promise.all(files.map(async url => (await fetch(url)).arrayBuffer()))
      const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)
      assert.ok(files.some(name => name.endsWith('.woff2')) && files.some(name => name.includes('worker')))
      assert.ok(bytes < 150_000, `the first view of Live is ${bytes} bytes in ${files.length} files`)

      rig.stop()
      const dash = page.locator('.live')
      await page.locator('.live[data-freshness="stale"]').waitFor()
      await page
        .getByText(/^NO DATA/)
        .first()
        .waitFor()
      await page.locator('.live[data-freshness="lost"]').waitFor()
      await until(async () => !(await dash.textContent())?.includes('182'))
      assert.ok((await gear.textContent())?.includes('––'), 'blanked')

      rig.drive({ gear: 5, speed_kmh: 210 })
      await gear.getByText('210', { exact: true }).waitFor()
      await page.locator('.live[data-freshness="live"]').waitFor()
      assert.deepEqual(problems, [])
    })
  })
})

test('of what the game does not give nothing is shown, on any page', { skip }, async () => {
  await withRig(async (bench, rig) => {
    rig.drive({ gear: 3 })
    await rig.say('lap', lap(1, 107_832, { sector_times_ms: [] }))
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}live?layout=monitor`)
      await page.getByRole('region', { name: 'Gear and speed' }).getByText('3', { exact: true }).waitFor()
      const readings = await page.locator('.live .reading').allTextContents()
      const shown = readings.filter(text => !/^(––°?|3|)$/.test(text))
      assert.deepEqual(shown, [], 'only the gear was given')
      for (const path of ['laps', 'board', 'rig']) {
        await page.goto(`${bench.hub.url}${path}`)
        await page.getByRole('table').first().waitFor()
        assert.doesNotMatch((await page.locator('main').textContent()) ?? '', /NaN|undefined|null/)
      }
      assert.deepEqual(problems, [])
    })
  })
})

/** Something of everything that a driver's screen can show, and none of it 0. */
const given: Partial<LiveMessage> = {
  ...{ spline: 0.4, lap_time_ms: 41_000, last_lap_ms: 107_300, best_lap_ms: 106_900, completed_laps: 7 },
  ...{ position: 3, sector: 1, lap_valid: 1, in_pit_lane: 0, session_time_left_ms: 1_500_000, status: 2 },
  ...{
    speed_kmh: 183,
    gear: 4,
    rpm: 6543,
    throttle: 0.7,
    brake: 0.2,
    steer: 0.1,
    fuel_l: 31,
    fuel_per_lap_l: 2.9,
  },
  ...{ tc_level: 4, abs_level: 5, engine_map: 2, brake_bias: 0.57, gap_ahead_ms: 4310, gap_behind_ms: 5270 },
  ...{ tyre_pressure_psi_fl: 26.1, tyre_pressure_psi_fr: 26.2, tyre_pressure_psi_rl: 26.3 },
  ...{
    tyre_pressure_psi_rr: 26.4,
    tyre_core_temp_c_fl: 81,
    tyre_core_temp_c_fr: 82,
    tyre_core_temp_c_rl: 83,
  },
  ...{ tyre_core_temp_c_rr: 84, brake_temp_c_fl: 411, brake_temp_c_fr: 412, brake_temp_c_rl: 413 },
  ...{ brake_temp_c_rr: 414, number_of_laps: 20 },
}

test('with one half of the channels, or the other, a value is the one that was given or none', {
  skip,
}, async () => {
  await withRig(async (bench, rig) => {
    const half = (which: 0 | 1): Partial<LiveMessage> =>
      Object.fromEntries(Object.entries(given).filter((_, at) => at % 2 === which))
    await withChromium(async visit => {
      const live = await visit(`${bench.hub.url}live?layout=monitor`)
      const wall = await visit(`${bench.hub.url}wall`)
      const readings = ({ page }: typeof live, of: string) => page.locator(`${of} .reading`).allTextContents()
      const shown = async () => [
        ...(await readings(live, '.live')),
        ...(await readings(wall, '[aria-label="The car that is looked at"]')),
      ]
      const drive = async (values: Partial<LiveMessage>): Promise<readonly string[]> => {
        rig.drive(values)
        // Two looks in a row that are the same, of the values that are driven now.
        let before = ''
        await until(async () => {
          const { gear } = values
          const now = JSON.stringify(await shown())
          const isNew = now.includes(`"${gear ?? '––'}"`) === true && now === before
          before = now
          await live.page.waitForTimeout(700)
          return isNew
        })
        return await shown()
      }
      await rig.say('entries', sampleEntries())
      await rig.say('field', fieldOf({ at_ms: Date.now() }))
      await wall.page.getByRole('region', { name: 'The car that is looked at' }).waitFor()

      const all = await drive(given)
      assert.ok(all.filter(text => !unknown.test(text)).length > 30, all.join(' '))
      for (const which of [0, 1] as const) {
        const some = await drive(half(which))
        // Litres stand where the laps beyond the flag cannot be told.
        const invented = some.filter(text => !all.includes(text) && !unknown.test(text) && text !== '31 L')
        assert.deepEqual(invented, [])
        assert.ok(some.some(text => unknown.test(text)) && some.some(text => !unknown.test(text)))
      }
      await live.page.goto(`${bench.hub.url}rig`)
      await live.page.getByRole('table').first().waitFor()
      for (const { page } of [live, wall])
        assert.doesNotMatch((await page.locator('main').textContent()) ?? '', /NaN|undefined|null|Infinity/)
      assert.deepEqual([...live.problems, ...wall.problems], [])
    })
  })
})

/** What stands where there is no value. */
const unknown = /^(––( L)?°?)?$/

/** A field of which the game says no more than it must. */
function fieldOf(change: Partial<FieldMessage>): FieldMessage {
  const { session, ...rest } = sampleField(change)
  const cars = rest.cars.map(({ car, driver, gear, speed_kmh, spline, location, laps }) => ({
    ...{ car, driver, gear, speed_kmh, spline, location, laps },
  }))
  return { ...rest, session: { type: 'race', time_ms: session.time_ms, replay: false }, cars }
}

test('laps are narrowed by the address, and the pages are reached by keys alone', { skip }, async () => {
  await withRig(async (bench, rig) => {
    await rig.say('lap', lap(1, 131_000, { kind: 'out' }))
    await rig.say('lap', lap(2, 107_832))
    await rig.say('lap', lap(3, 107_100, { valid: false, invalid_reason: 'track limits' }))
    await rig.say('lap', lap(4, 108_400))
    await until(async () => (await bench.get<readonly unknown[]>('/api/laps')).length === 4)
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}laps`)
      await page.getByText('2 laps · hidden: 1 out, in or broken off, 1 not known to be valid').waitFor()
      const table = page.getByRole('table')
      assert.equal(await table.getByText('1:47.100').count(), 0)
      await page.getByLabel('valid').uncheck()
      await table.getByText('1:47.100').waitFor()
      assert.match(page.url(), /[?&]valid=0/)
      await page.goBack()
      await page.getByText('2 laps').waitFor()

      const tabs = await page.getByRole('navigation').getByRole('link').allTextContents()
      await page.keyboard.press(String(tabs.indexOf('Leaderboard') + 1))
      await page
        .getByRole('row', { name: /A\. Driver/ })
        .getByText('1:47.832')
        .waitFor()
      assert.match(page.url(), /\/board$/)
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keys' }).waitFor()
      await page.keyboard.press('Escape')
      // Closed it has no role any more, but may still hold the focus.
      await page.locator('dialog').waitFor({ state: 'detached' })
      for (const [at, name] of tabs.entries()) {
        await page.keyboard.press(String(at + 1))
        await page
          .getByRole('link', { name, exact: true })
          .and(page.locator('[aria-current="page"]'))
          .waitFor()
        await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
      }
      await page.reload()
      await page.getByRole('navigation').getByText('Laps').waitFor()
      await page.keyboard.press('Tab')
      assert.equal(await page.locator(':focus').textContent(), 'Skip to the page')
      for (let presses = 0; presses <= tabs.indexOf('Laps'); presses++) await page.keyboard.press('Tab')
      assert.equal(await page.locator(':focus').textContent(), 'Laps')
      await page.keyboard.press('Enter')
      await page.getByText('2 laps').waitFor()
      assert.deepEqual(problems, [])
    })
  })
})

test('a hub that goes away is missed aloud, and found again without a hand', { skip }, async () => {
  await withRig(async (bench, rig) => {
    rig.drive({ gear: 4, speed_kmh: 182 })
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}live`)
      await page.getByText('182', { exact: true }).waitFor()
      rig.stop()
      const { port, mqttPort } = bench.hub
      await bench.hub.close()
      await page.locator('.live[data-freshness="stale"]').waitFor()
      await page
        .getByText(/^RECONNECTING/)
        .first()
        .waitFor()
      await page.locator('.live[data-freshness="lost"]').waitFor()
      assert.doesNotMatch((await page.locator('.live').textContent()) ?? '', /182/, 'blanked')
      const again = await startHub({ data: bench.data, port, mqttPort })
      try {
        await page.getByText('RECONNECTING').first().waitFor({ state: 'detached' })
        await page.getByText('A rig is connected').waitFor()
        rig.drive({ gear: 5, speed_kmh: 210 })
        await page.getByText('210', { exact: true }).waitFor()
        await page.locator('.live[data-freshness="live"]').waitFor()
        // That the hub does not answer is no problem of the page.
        assert.deepEqual(
          problems.filter(text => !text.includes('WebSocket connection')),
          [],
        )
      } finally {
        rig.stop()
        await again.close()
      }
    })
  })
})

test('held upright, a phone reaches every page, and none is wider than it', { skip }, async () => {
  await withRig(async (bench, rig) => {
    await rig.say('lap', lap(2, 107_832))
    rig.drive({ gear: 4, speed_kmh: 182 })
    await withChromium(async visit => {
      const viewport = { width: 390, height: 844 }
      const { page } = await visit(`${bench.hub.url}rig`, { viewport })
      const tabs = page.getByRole('navigation').getByRole('link')
      await tabs.first().waitFor()
      for (const name of (await tabs.allTextContents()).filter(text => text !== 'Live')) {
        await tabs.filter({ hasText: name }).click()
        await tabs.and(page.locator('[aria-current="page"]')).filter({ hasText: name }).waitFor()
        await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
        const wide = await page.evaluate<readonly string[]>(`
          [...document.querySelectorAll('html, main, header.bar, header.bar nav, header.bar nav a')]
            .filter(box => box.scrollWidth > box.clientWidth + 1 || box.getBoundingClientRect().right > innerWidth + 1)
            .map(box => box.tagName + ' ' + box.scrollWidth + '>' + box.clientWidth + ' ' + box.textContent.slice(0, 20))`)
        assert.deepEqual(wide, [], name)
      }
    })
  })
})

test('a phone sees one picture that fits and does not scroll', { skip }, async () => {
  await withRig(async (bench, rig) => {
    rig.drive({ gear: 4, speed_kmh: 182 })
    await withChromium(async visit => {
      for (const viewport of [
        { width: 844, height: 390 },
        { width: 800, height: 480 },
        { width: 390, height: 844 },
        { width: 1180, height: 820 },
        { width: 1920, height: 1080 },
      ]) {
        const { page } = await visit(`${bench.hub.url}live`, { viewport })
        await page.getByText('182', { exact: true }).waitFor()
        const overflow = await page.evaluate<readonly string[]>(`
          [...document.querySelectorAll('.live, .live .panel')]
            .filter(box => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)
            .map(box => box.className + ' ' + box.scrollWidth + '>' + box.clientWidth + ' ' + box.scrollHeight + '>' + box.clientHeight)`)
        assert.deepEqual(overflow, [], `${viewport.width}×${viewport.height}`)
      }
    })
  })
})
