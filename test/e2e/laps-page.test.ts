import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLapId } from '../../src/model/identity.ts'
import type { LapMessage } from '../../src/model/messages.ts'
import { sampleLap } from '../../src/model/testing/messages.ts'
import { whyNot, withChromium } from './chromium.ts'
import { type HubBench, until, withHub } from './hub-bench.ts'

const skip = whyNot()
const session = 'home-rig1-20261124T120000000Z'
const idOf = (lap_number: number) => asLapId(`${session}-0-${lap_number}`)

const lap = (lap_number: number, lap_time_ms: number, change: Partial<LapMessage> = {}) =>
  sampleLap({
    lap_id: idOf(lap_number),
    lap_number,
    lap_time_ms,
    sector_times_ms: [35_000, 37_000, lap_time_ms - 72_000],
    started_at: new Date(Date.UTC(2026, 10, 24, 12, 2 * lap_number)).toISOString(),
    ...change,
  })

async function withLaps(
  laps: readonly LapMessage[],
  body: (bench: HubBench) => Promise<void>,
): Promise<void> {
  await withHub(async bench => {
    const rig = await bench.rig()
    for (const message of laps)
      await rig.publishAsync('rigs/home/rig1/lap', JSON.stringify(message), { qos: 1 })
    await body(bench)
  })
}

const driven = [
  lap(1, 131_000, { kind: 'out' }),
  lap(2, 107_832),
  lap(3, 107_100, {
    valid: false,
    invalid_reason: 'cut the chicane',
    valid_source: 'broadcast',
    time_source: 'official',
    evidence: [
      { source: 'official', lap_time_ms: 107_100, differs_ms: 0, seen_ms: 55 },
      { source: 'timer', lap_time_ms: 107_103, differs_ms: 3, seen_ms: 2 },
      { source: 'broadcast', lap_time_ms: 107_100, differs_ms: 0, valid: false, seen_ms: 640 },
    ],
  }),
  lap(4, 108_400),
  ...[1, 2, 3].map(number =>
    sampleLap({
      lap_id: asLapId(`${session}-9-${number}`),
      lap_number: number,
      driver: 'Other One',
      samples: 0,
      time_source: 'broadcast',
    }),
  ),
]

test('by keys alone laps are chosen, looked into and compared; those of the field come when they are asked for', {
  skip,
}, async () => {
  await withLaps(driven, async bench => {
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}laps?valid=0&full=0`)
      const rows = page.locator('tr[data-lap]')
      const listed = async () => (await rows.locator('th').allTextContents()).join()
      await page.getByText('3 of the field hidden').waitFor()
      assert.equal(await listed(), '4,3,2,1')

      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await until(() => page.evaluate<boolean>(`document.activeElement?.dataset.lap === '${idOf(3)}'`))
      await page.keyboard.press('i')
      const evidence = page.getByRole('complementary', { name: 'Evidence of the lap' })
      await evidence.getByText('Not valid, by broadcasting: cut the chicane.').waitFor()
      await evidence.getByText('The sources that told a time are 3 ms apart.').waitFor()
      await evidence.getByRole('row', { name: /lap timer of the game 1:47\.103 \+0\.003 s \+2 ms/ }).waitFor()
      await evidence.getByText('35.000 + 37.000 + 35.100 = 1:47.100').waitFor()
      assert.doesNotMatch((await evidence.textContent()) ?? '', /NaN|undefined|null/)
      await page.keyboard.press('Escape')
      await evidence.waitFor({ state: 'detached' })

      await until(() => page.evaluate<boolean>(`document.activeElement?.dataset.lap === '${idOf(3)}'`))
      await page.keyboard.press('x')
      await page.keyboard.press('Shift+ArrowDown')
      await page.getByRole('group', { name: 'Chosen laps' }).getByText('REF').waitFor()
      await page.keyboard.press('z')
      await until(async () => (await listed()) === '3,2')
      await page.keyboard.press('0')
      await until(async () => (await listed()) === '4,3,2,1')
      const chosen = page.getByRole('group', { name: 'Chosen laps' })
      await chosen.getByRole('button', { name: 'Note, tags' }).press('Enter')
      await page.getByRole('textbox', { name: 'Note' }).fill('yellow in S2')
      await page.getByRole('textbox', { name: 'Tags' }).fill('#wet setup-3')
      await page.getByRole('textbox', { name: 'Tags' }).press('Enter')
      await page
        .getByRole('row', { name: /wet setup-3 yellow in S2/ })
        .nth(1)
        .waitFor()
      await rows.first().focus()
      await page.keyboard.press('Enter')
      await until(() => page.url().includes(`/compare?a=${idOf(3)}&b=${idOf(2)}`))

      await page.goto(`${bench.hub.url}laps?valid=0&full=0&tag=setup-3`)
      await until(async () => (await listed()) === '3,2')
      await rows.first().press('x')
      await chosen.getByRole('button', { name: 'Leave out' }).press('Enter')
      await page.getByRole('dialog').getByRole('button', { name: 'Leave out' }).press('Enter')
      await until(async () => (await listed()) === '2')
      await page.getByText(/1 left out by hand/).waitFor()

      await page.keyboard.press('Control+k')
      const search = page.getByRole('combobox', { name: 'Page, lap, reference or theme' })
      await search.fill('1:47.832')
      await page.getByRole('option', { name: /^Lap 1:47\.832 · L2/ }).waitFor()
      await search.press('Shift+Enter')
      await until(() => page.url().endsWith(`/compare?a=${idOf(2)}`))

      await page.goto(`${bench.hub.url}laps?field=1`)
      await until(async () => (await listed()) === '4,2,3,2,1')
      await page.getByText('hidden: 1 out, in or broken off, 1 not known to be valid').waitFor()
      assert.deepEqual(problems, [])
    })
  })
})

test('a drag over the chart keeps the laps it covers, and a row of a board opens the evidence of its lap', {
  skip,
}, async () => {
  await withLaps(driven, async bench => {
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}laps?valid=0&full=0`)
      const chart = page.getByRole('img', { name: /Lap times in the order of driving, 4 laps/ })
      await chart.waitFor()
      const dots = chart.locator('.dot')
      const [second, third] = [await dots.nth(1).boundingBox(), await dots.nth(2).boundingBox()]
      assert.ok(second !== null && third !== null)
      const y = third.y + third.height / 2
      await page.mouse.move(second.x - 10, y)
      await page.mouse.down()
      await page.mouse.move(third.x + third.width + 10, y, { steps: 4 })
      await page.mouse.up()
      await until(async () => (await page.locator('tr[data-lap]').count()) === 2)
      assert.match(page.url(), /from=2026-11-24T12%3A04.*to=2026-11-24T12%3A06/)
      await page.goto(page.url())
      await until(async () => (await page.locator('tr[data-lap]').count()) === 2)

      await page.goto(`${bench.hub.url}board`)
      await page.getByRole('button', { name: '1:47.832' }).first().click()
      await page.getByRole('complementary', { name: 'Evidence of the lap' }).getByText('Valid.').waitFor()
      assert.match(page.url(), /[?&]lap=/)
      assert.deepEqual(problems, [])
    })
  })
})

test('a long list comes page by page as somebody goes down, and says how many there are', {
  skip,
}, async () => {
  const many = Array.from({ length: 430 }, (_, at) =>
    lap(at + 1, 108_000 + ((at * 7919) % 4000), at % 43 === 0 ? { valid: false } : {}),
  )
  await withLaps(many, async bench => {
    await until(async () => (await bench.get<{ laps: number }>('/api/laps/count')).laps === 430)
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}laps`)
      const rows = page.locator('tr[data-lap]')
      await page.getByText(/^420 laps · hidden: 10 not known to be valid/).waitFor()
      const first = await rows.count()
      assert.ok(first < 420, `${first} rows at once`)
      await until(async () => {
        await page.evaluate(`document.querySelector('main').scrollTo(0, 1e6)`)
        return (await rows.count()) === 420
      })
      await page.getByRole('button', { name: 'Lap time' }).first().click()
      await until(async () => (await rows.first().locator('.time button').textContent()) === '1:48.005')
      assert.match(page.url(), /sort=time/)
      assert.deepEqual(problems, [])
    })
  })
})
