import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startHub } from '../../src/hub/hub.ts'
import { driveIntoLake } from '../../src/lake/testing/virtual-drive.ts'
import { whyNot, withChromium } from './chromium.ts'
import { withFolder } from './command.ts'
import { type HubBench, until, withHub } from './hub-bench.ts'

const skip = whyNot()
const endless = 'SELECT sum(sqrt(range)) AS n FROM range(1000000000000)'

/** A hub whose lake has a few laps of the virtual rig. */
async function withLaps(
  body: (bench: HubBench) => Promise<void>,
  change: { readonly largeQueryMb?: number } = {},
): Promise<void> {
  await withFolder(async data => {
    await driveIntoLake(join(data, 'lake'))
    await withHub(body, { ...change, data })
  })
}

const rows = (page: Page) => page.getByRole('region', { name: 'Rows' })
const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL' })
const summary = (page: Page, text: string | RegExp) => page.getByRole('status').getByText(text).first()

/** Takes an offered completion, once it has stood long enough to be meant: the editor takes no key for it before. */
async function accept(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('option', { name }).waitFor()
  await page.waitForTimeout(300)
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name }).waitFor({ state: 'detached' })
}

/** Processes of this one that run SQL. */
function queryProcesses(): number {
  return globSync('/proc/[0-9]*').filter(folder => {
    try {
      const parent = /\) \S (\d+)/.exec(readFileSync(join(folder, 'stat'), 'utf8'))?.[1]
      if (parent !== String(process.pid)) return false
      return readFileSync(join(folder, 'cmdline'), 'utf8').includes('query-process')
    } catch {
      return false
    }
  }).length
}

test('an example is run, ordered, drawn and taken along, and its address shows the same again', {
  skip,
}, async () => {
  await withLaps(async bench => {
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}lake`)
      await page.getByRole('button', { name: /^Speed in each corner/ }).click()
      await rows(page).getByText('Curva Parabolica').waitFor()
      await summary(page, /^11 of at most 10 000 rows · /).waitFor()
      await rows(page)
        .getByRole('columnheader', { name: /mean_min_speed_kmh\s*km\/h/ })
        .waitFor()

      const slowest = rows(page).getByRole('row').nth(1)
      await rows(page)
        .getByRole('button', { name: /^mean_exit_speed_kmh/ })
        .click()
      await rows(page)
        .getByRole('button', { name: /^mean_exit_speed_kmh/ })
        .click()
      await until(async () => /Curva Grande/.test((await slowest.textContent()) ?? ''))
      assert.equal(
        await rows(page)
          .getByRole('columnheader', { name: /^mean_exit_speed_kmh/ })
          .getAttribute('aria-sort'),
        'descending',
      )

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'CSV', exact: true }).click(),
      ])
      const csv = (await readFile(await download.path(), 'utf8')).split('\r\n')
      assert.deepEqual(
        [csv.length, csv[0]?.split(',')[0], /Curva Grande/.test(csv[1] ?? '')],
        [13, 'track', true],
      )

      await page.getByRole('button', { name: 'Chart' }).click()
      await page
        .getByRole('img', { name: 'bar of mean_min_speed_kmh, km/h by corner' })
        .locator('canvas')
        .waitFor()

      const again = await visit(page.url())
      await again.page
        .getByRole('img', { name: /^bar of mean_min_speed_kmh/ })
        .locator('canvas')
        .waitFor()
      await again.page.getByRole('button', { name: 'Table' }).click()
      await until(async () =>
        /Curva Grande/.test((await rows(again.page).getByRole('row').nth(1).textContent()) ?? ''),
      )
      assert.deepEqual([...problems, ...again.problems], [])
    })
  })
})

test('SQL is written, completed, run and taken back by keys alone', { skip }, async () => {
  await withLaps(async bench => {
    await withChromium(async visit => {
      const { page, problems } = await visit(`${bench.hub.url}live`)
      await page.getByRole('link', { name: 'Lake' }).waitFor()
      await page.keyboard.press('Tab')
      for (let presses = 0; (await page.locator(':focus').textContent()) !== 'Lake'; presses++) {
        assert.ok(presses < 20, 'the Lake page is reached by Tab')
        await page.keyboard.press('Tab')
      }
      await page.keyboard.press('Enter')
      await editor(page).waitFor()
      await page.getByRole('region', { name: 'Tables' }).getByText('corners', { exact: true }).waitFor()
      await editor(page).focus()
      await page.keyboard.type('SELECT min_sp')
      await accept(page, /^min_speed_kmh/)
      await page.keyboard.type(' AS v FROM corn')
      await accept(page, /^corners/)
      await page.keyboard.press('Control+Enter')
      await summary(page, /^\d+ of at most 10 000 rows/).waitFor()
      assert.match(page.url(), /[?&]q=SELECT\+min_speed_kmh\+AS\+v\+FROM\+corners/)

      // A key that turns pages elsewhere is a letter here.
      await page.keyboard.press('Control+A')
      await page.keyboard.type(endless)
      assert.match(page.url(), /\/lake/)
      await page.keyboard.press('Control+Enter')
      await page.getByRole('button', { name: /^Cancel/ }).waitFor()
      await summary(page, /^Running for/).waitFor()
      await until(() => queryProcesses() > 0)
      await page.keyboard.press('Escape')
      await summary(page, /^Cancelled after/).waitFor()
      await until(() => queryProcesses() === 0, 20_000)
      assert.deepEqual(problems, [])
    })
  })
})

test('a mistake is shown where it stands, and the text stays', { skip }, async () => {
  await withHub(async bench => {
    await withChromium(async visit => {
      const sql = 'SELECT lap_id,\n  vlid\nFROM laps'
      const { page, problems } = await visit(`${bench.hub.url}lake?q=${encodeURIComponent(sql)}`)
      const alert = page.getByRole('alert')
      await alert.getByText(/"vlid" not found/).waitFor()
      await page.locator('.cm-lintRange-error', { hasText: 'vlid' }).waitFor()
      await alert.getByRole('button', { name: 'Go to line 2, column 3' }).click()
      await page.keyboard.press('Delete')
      await page.keyboard.type('va')
      await page.keyboard.press('Control+Enter')
      await page.getByRole('heading', { name: 'No rows' }).waitFor()
      await editor(page).focus()
      await page.keyboard.press('Control+A')
      await page.keyboard.type('DROP VIEW laps')
      await page.keyboard.press('Control+Enter')
      await alert.getByText(/the lake can only be read/).waitFor()
      assert.deepEqual(problems, [])
    })
  })
})

test('a place is filled, much to read is asked about, and a plan is shown instead of rows', {
  skip,
}, async () => {
  await withLaps(
    async bench => {
      await withChromium(async visit => {
        const sql = 'SELECT lap_id, lap_id AS lap_id_b, gear FROM samples WHERE gear = {{gear}} LIMIT 5'
        const { page, problems } = await visit(`${bench.hub.url}lake?q=${encodeURIComponent(sql)}`)
        await summary(page, 'Say what gear shall be, then run it').waitFor()
        await page.getByLabel('gear', { exact: true }).fill('4')
        await page.getByRole('button', { name: /^Run/ }).click()
        assert.match(page.url(), /[?&]p_gear=4/)
        await page
          .getByRole('alert')
          .getByText(/to be read unasked, found about/)
          .waitFor()
        await page.getByRole('button', { name: 'Run it anyway' }).click()
        await rows(page).getByRole('row').nth(5).waitFor()
        await rows(page)
          .getByRole('columnheader', { name: /^gear .*4$/ })
          .waitFor()
        await rows(page).getByRole('cell', { name: '4', exact: true }).first().click()
        await page.getByRole('button', { name: 'Copy cell' }).waitFor()
        await page.getByRole('button', { name: 'Explain' }).click()
        await page
          .getByLabel('Plan of the engine')
          .getByText(/READ_PARQUET/)
          .waitFor()
        assert.deepEqual(problems, [])
      })
    },
    { largeQueryMb: 0.0001 },
  )
})

test('a question to a hub that is away is answered with what to do, and again when it is back', {
  skip,
}, async () => {
  await withHub(async bench => {
    await withChromium(async visit => {
      const { page } = await visit(`${bench.hub.url}lake?q=${encodeURIComponent('SELECT 42 AS answer')}`)
      await rows(page).getByRole('cell', { name: '42', exact: true }).waitFor()
      const { port } = bench.hub
      await bench.hub.close()
      await page.getByRole('button', { name: /^Run/ }).click()
      await page
        .getByRole('alert')
        .getByText(/the hub does not answer/)
        .waitFor()
      const again = await startHub({ data: bench.data, port, mqttPort: 0 })
      try {
        await page.getByRole('button', { name: /^Run/ }).click()
        await rows(page).getByRole('cell', { name: '42', exact: true }).waitFor()
      } finally {
        await again.close()
      }
    })
  })
})

test('ten thousand rows are a few in the page, and the last of them is reached', { skip }, async () => {
  await withHub(async bench => {
    await withChromium(async visit => {
      const sql = 'SELECT range AS n FROM range(25000) ORDER BY n'
      const { page, problems } = await visit(`${bench.hub.url}lake?q=${encodeURIComponent(sql)}`)
      await summary(page, /^the first 10 000 rows; there are more/).waitFor()
      assert.ok((await rows(page).getByRole('row').count()) < 100)
      await rows(page).focus()
      await page.keyboard.press('End')
      await rows(page).getByText('9999', { exact: true }).waitFor()
      assert.ok((await rows(page).getByRole('row').count()) < 100)
      assert.deepEqual(problems, [])
    })
  })
})
