import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { whyNot, withChromium } from './chromium.ts'
import { type HubBench, until, withHub } from './hub-bench.ts'
import { lapIdOf, type SyntheticLap, sendLaps } from './synthetic-lap.ts'

const skip = whyNot()
const monza_m = 5759

/** Braking for the Roggia at `brakes`, slow until 2150 m. */
function lap(lap_number: number, brakes: number, change: Partial<SyntheticLap> = {}): SyntheticLap {
  const braking = (metre: number) => metre >= brakes && metre < 2080
  return {
    lap_number,
    track: 'monza',
    length_m: monza_m,
    channels: {
      speed_kmh: metre =>
        metre < brakes || metre > 2400 ? 220 : metre < 2150 ? 110 : 110 + (metre - 2150) * 0.44,
      throttle: metre => (metre < brakes || metre > 2160 ? 1 : 0),
      brake: metre => (braking(metre) ? 0.8 : 0),
      gear: metre => (metre < brakes || metre > 2300 ? 6 : 3),
      steer: metre => (metre > 2100 && metre < 2200 ? 0.2 : 0),
      car_position_m_x: metre => 800 * Math.cos((metre / monza_m) * 2 * Math.PI),
      car_position_m_z: metre => 400 * Math.sin((metre / monza_m) * 2 * Math.PI),
    },
    ...change,
  }
}

async function withLaps(
  laps: readonly SyntheticLap[],
  body: (bench: HubBench) => Promise<void>,
): Promise<void> {
  await withHub(async bench => {
    await sendLaps(bench, await bench.rig(), laps)
    await body(bench)
  })
}

const address = (bench: HubBench, query: string) => `${bench.hub.url}compare?${query}`
const drawn = (page: Page) => page.locator('.chart canvas').first().waitFor()
const rowsOnScreen = (page: Page) =>
  page.evaluate<{ rows: number[]; sum: number }>(`({
    rows: [...document.querySelectorAll('[data-delta-ms]')].map(cell => Number(cell.dataset.deltaMs)),
    sum: Number(document.querySelector('[data-sum-ms]').dataset.sumMs),
  })`)

test('without a word in the address the newest lap is held against the fastest, and the rows add up', {
  skip,
}, async () => {
  await withLaps([lap(1, 2000), lap(2, 1986)], async bench => {
    const times = await Promise.all(
      [1, 2].map(
        async at => (await bench.get<{ lap_time_ms: number }>(`/api/laps/${lapIdOf(at)}`)).lap_time_ms,
      ),
    )
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}compare`)
      await drawn(page)
      await page.getByText('sum = lap Δ').waitFor()
      const { rows, sum } = await rowsOnScreen(page)
      assert.equal(sum, (times[1] ?? 0) - (times[0] ?? 0))
      assert.equal(
        rows.reduce((all, each) => all + each, 0),
        sum,
      )
      await page
        .getByText(/^Biggest loss\. T4-5 Variante della Roggia \+0\.\d+ s: brakes 1[345] m early/)
        .waitFor()
      await until(() => /[?&]a=.*-2&b=.*-1$/.test(page.url()))
      assert.deepEqual(problems, [])
    })
  })
})

test('a window is zoomed into, the cursor read and the view shared, by keys alone', { skip }, async () => {
  await withLaps([lap(1, 2000), lap(2, 1986)], async bench => {
    await withChromium(async visit => {
      const { page, problems } = await visit(address(bench, `a=${lapIdOf(2)}&b=${lapIdOf(1)}&k=1990`))
      await drawn(page)
      const brake = page.locator('.row', { has: page.getByText('Brake', { exact: true }) })
      await until(async () => (await brake.locator('dd').allTextContents()).join() === '80,0,+80')
      await page.keyboard.press('ArrowLeft')
      await until(() => /[?&]k=1989(&|$)/.test(page.url()))
      await page.keyboard.press('Shift+ArrowRight')
      await until(() => /[?&]k=1999(&|$)/.test(page.url()))
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowUp')
      await until(() => /[?&]z=\d+-\d+/.test(page.url()))
      const zoomed = page.url()
      await page.keyboard.press('m')
      for (let step = 0; step < 5; step++) await page.keyboard.press('Shift+ArrowRight')
      await page.getByRole('region', { name: 'Between the cursors' }).getByText('Δs 50 m').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('region', { name: 'Circumstances' }).waitFor()
      await page.keyboard.press('k')
      await until(() => /[?&]x=time/.test(page.url()))
      await page.keyboard.press('k')
      await until(() => !/[?&]x=time/.test(page.url()))
      await page.keyboard.press('c')
      await until(() => page.url().includes(`a=${lapIdOf(1)}&b=${lapIdOf(2)}`))
      await page.keyboard.press('0')
      await until(() => !/[?&]z=/.test(page.url()))
      await page.keyboard.press('?')
      await page.getByText('Compare: distance or time').waitFor()
      await page.keyboard.press('Escape')

      await page.goto(zoomed)
      await drawn(page)
      await until(async () => (await brake.locator('dd').allTextContents()).join() === '80,0,+80')
      assert.deepEqual(problems, [])
    })
  })
})

test('the pointer moves one cursor over all charts, a drag zooms, a double click shows all again', {
  skip,
}, async () => {
  await withLaps([lap(1, 2000), lap(2, 1986)], async bench => {
    await withChromium(async visit => {
      const { page, problems } = await visit(address(bench, `a=${lapIdOf(2)}&b=${lapIdOf(1)}`))
      await drawn(page)
      const overlay = page.locator('.overlay')
      const box = (await overlay.boundingBox()) ?? assert.fail('no charts')
      await page.mouse.move(box.x + box.width / 2, box.y + 200)
      await page.locator('.overlay .line').first().waitFor()
      const speed = page.locator('.row', { has: page.getByText('Speed', { exact: true }) })
      await until(async () => (await speed.locator('dd').allTextContents()).join() === '220,220,0')
      await page.locator('[aria-label="Track map"] .dot').first().waitFor()
      await page.mouse.move(box.x + box.width * 0.3, box.y + 100)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.4, box.y + 100, { steps: 4 })
      await page.mouse.up()
      await until(() => /[?&]z=\d+-\d+/.test(page.url()))
      await page.keyboard.down('v')
      await page.mouse.wheel(0, -100)
      await page.keyboard.up('v')
      await until(() => /[?&]y=\w+%3A/.test(page.url()))
      await overlay.dblclick({ position: { x: 300, y: 60 } })
      await until(() => !/[?&][zy]=/.test(page.url()))
      assert.deepEqual(problems, [])
    })
  })
})

test('four laps lie over each other; a channel that one has not is said to be missing, a hole is a hole', {
  skip,
}, async () => {
  const { brake: _, ...withoutBrake } = lap(3, 1990).channels
  const laps = [
    lap(1, 2000),
    lap(2, 1986),
    lap(3, 1990, { channels: withoutBrake, change: { origin: 'import' } }),
    lap(4, 1995, { hole_m: [3000, 3300] }),
  ]
  await withLaps(laps, async bench => {
    await withChromium(async visit => {
      const ids = `a=${lapIdOf(3)}&b=${lapIdOf(1)}&c=${lapIdOf(2)}&d=${lapIdOf(4)}`
      const { page, problems } = await visit(address(bench, `${ids}&ch=delta,speed_kmh,brake,rpm&k=3150`))
      await drawn(page)
      await page.getByText('A not recorded, source: import').waitFor()
      await page.locator('.missing', { hasText: 'Engine speed' }).waitFor()
      assert.equal(await page.locator('.chart').count(), 3, 'no empty chart for what no lap has')
      const speed = page.locator('.row', { has: page.getByText('Speed', { exact: true }) })
      await until(async () => (await speed.locator('dd').allTextContents()).join() === '220,220,220,––')
      assert.deepEqual(problems, [])
    })
  })
})

test('a lap of 25 km is compared like any other', { skip }, async () => {
  const long = (lap_number: number, kmh: number): SyntheticLap => ({
    lap_number,
    track: 'nurburgring_24h',
    length_m: 25_186,
    channels: { speed_kmh: metre => kmh + 60 * Math.sin(metre / 300), throttle: () => 1 },
  })
  await withLaps([long(1, 200), long(2, 196)], async bench => {
    await withChromium(async visit => {
      const { page, problems } = await visit(address(bench, `a=${lapIdOf(2)}&b=${lapIdOf(1)}&z=24000-25186`))
      await drawn(page)
      await page.getByText('sum = lap Δ').waitFor()
      const { rows, sum } = await rowsOnScreen(page)
      assert.equal(
        rows.reduce((all, each) => all + each, 0),
        sum,
      )
      assert.ok(sum > 5000, `${sum} ms`)
      await page.getByText('22667–25186 m').waitFor()
      assert.deepEqual(problems, [])
    })
  })
})

test('with half of the channels absent nothing is invented', { skip }, async () => {
  const { speed_kmh, throttle } = lap(1, 2000).channels
  const bare = (lap_number: number, brakes: number) => ({
    ...lap(lap_number, brakes, { change: { sector_times_ms: [] } }),
    channels: {
      speed_kmh: lap(lap_number, brakes).channels['speed_kmh'] ?? speed_kmh ?? (() => 0),
      throttle: throttle ?? (() => 0),
    },
  })
  await withLaps([bare(1, 2000), bare(2, 1986)], async bench => {
    await withChromium(async visit => {
      const { page, problems } = await visit(address(bench, `a=${lapIdOf(2)}&b=${lapIdOf(1)}&k=1000`))
      await drawn(page)
      await page.getByText('The places of this lap were not recorded.').waitFor()
      for (const name of ['Brake', 'Steering', 'Gear'])
        await page
          .locator('.missing', { hasText: name })
          .getByText(/not recorded, source: live/)
          .waitFor()
      const words = (await page.locator('main').textContent()) ?? ''
      assert.doesNotMatch(words, /NaN|undefined|null|Infinity/)
      assert.doesNotMatch(words, /brakes \d+ m/)
      const brakes = await page.locator('[aria-label="Segments"] tbody td:nth-of-type(3)').allTextContents()
      assert.deepEqual(new Set(brakes), new Set(['––']))
      assert.deepEqual(problems, [])
    })
  })
})

test('a track is cut by keys alone, the rows still add up, and what is saved is there for the next who looks', {
  skip,
}, async () => {
  await withLaps([lap(1, 2000), lap(2, 1986)], async bench => {
    await withChromium(async visit => {
      const { page, problems } = await visit(address(bench, `a=${lapIdOf(2)}&b=${lapIdOf(1)}`))
      await page.getByText('sum = lap Δ').waitFor()
      const before = await rowsOnScreen(page)
      await page.keyboard.press('g')
      const editor = page.getByRole('region', { name: 'Segments of the track' })
      await editor.getByRole('status').getByText('by its corners').waitFor()
      await editor.getByRole('button', { name: 'Join segments 1 and 2' }).press('Enter')
      await editor.getByText('T1-3').waitFor()
      await editor.getByLabel('Name of segment 2').fill('Roggia')
      await editor.getByLabel('Name of segment 2').press('Tab')
      await page.getByRole('slider', { name: 'Boundary between segments 2 and 3' }).press('Shift+ArrowRight')
      await until(() => /[?&]cuts=0_1923-Roggia_2364_/.test(page.url()))
      const table = page.getByRole('region', { name: 'Segments', exact: true })
      await table.getByRole('row', { name: /T4-5 Roggia/ }).waitFor()
      const after = await rowsOnScreen(page)
      assert.equal(after.rows.length, before.rows.length - 1)
      assert.deepEqual([after.rows.reduce((all, each) => all + each, 0), after.sum], [before.sum, before.sum])
      await page.getByText(/^Biggest loss\. T4-5 Roggia /).waitFor()

      await editor.getByRole('button', { name: 'Save for this track' }).press('Enter')
      await editor.getByText('saved it').waitFor()
      await until(() => !page.url().includes('cuts='))
      await page.goto(address(bench, `a=${lapIdOf(2)}&b=${lapIdOf(1)}`))
      await table.getByRole('row', { name: /T4-5 Roggia/ }).waitFor()
      await table.getByRole('button', { name: 'cut by hand: cut the track' }).press('Enter')
      await editor.getByRole('button', { name: 'By its corners' }).press('Enter')
      await table.getByRole('row', { name: /T4-5 Variante della Roggia/ }).waitFor()
      assert.deepEqual(problems, [])
    })
  })
})
