import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { asLapId, asSessionId, rigId, siteId, topicOf } from '../../src/model/identity.ts'
import { sampleLap } from '../../src/model/testing/messages.ts'
import type { World } from '../../src/rig/virtual/world.ts'
import { whyNot, withChromium } from './chromium.ts'
import { until } from './hub-bench.ts'
import { brokenRules } from './look-rules.ts'
import { flashesIn, lookAt, watchCanvases } from './looking.ts'
import { openStage, type Stage } from './stage.ts'

const skip = whyNot()

const windows = {
  phone: { width: 844, height: 390 },
  ddu: { width: 800, height: 480 },
  tablet: { width: 1180, height: 820 },
  upright: { width: 390, height: 844 },
  laptop: { width: 1366, height: 768 },
  monitor: { width: 1920, height: 1080 },
} as const
type Window = keyof typeof windows

type Visit = {
  readonly page: string
  /** `{1}` and `{2}` are ids of laps. */
  readonly path: string
  readonly in: readonly Window[]
  /** Is there once the page shows what it is about. */
  readonly sign: string
}
const visits: readonly Visit[] = [
  {
    page: 'live',
    path: '/live',
    in: ['phone', 'ddu', 'upright', 'tablet', 'monitor'],
    sign: '.live .digit .reading:not(:empty)',
  },
  { page: 'wall', path: '/wall', in: ['monitor', 'laptop', 'upright'], sign: 'tbody tr:nth-child(20)' },
  { page: 'laps', path: '/laps?valid=0&full=0', in: ['monitor', 'laptop', 'upright'], sign: 'tbody tr td' },
  { page: 'laps, none', path: '/laps?driver=Nobody', in: ['monitor'], sign: 'main h1' },
  {
    page: 'compare',
    path: '/compare?a={1}&b={2}&k=1990',
    in: ['monitor', 'laptop', 'upright'],
    sign: '.side table tbody tr',
  },
  { page: 'board', path: '/board', in: ['monitor', 'laptop', 'upright'], sign: 'tbody tr' },
  { page: 'big screen', path: '/board?screen=1', in: ['monitor'], sign: '.screen .time' },
  {
    page: 'lake',
    path: `/lake?q=${encodeURIComponent('SELECT driver, lap_number, lap_time_ms FROM laps')}`,
    in: ['monitor', 'laptop', 'upright'],
    sign: 'tbody td',
  },
  {
    page: 'lake, wrong',
    path: `/lake?q=${encodeURIComponent('SELECT lap_tim_ms FROM laps')}`,
    in: ['monitor'],
    sign: '[role="alert"]',
  },
  { page: 'rig', path: '/rig', in: ['monitor', 'laptop', 'upright'], sign: 'tbody tr svg' },
]

/** Laps of more drivers than a page of a board has room for, with names as long as people have them. */
async function sendGuests(stage: Stage, count: number): Promise<void> {
  const link = stage.hub.link()
  for (let at = 0; at < count; at++) {
    const rig = `guest${at}`
    const lap = sampleLap({
      ...{ rig: rigId(rig), origin: 'virtual', track: 'monza', driver: `Maximiliane Guest-Number ${at}` },
      ...{ lap_id: asLapId(`home-${rig}-20261124T120000000Z-0-1`), lap_time_ms: 107_102 + at * 137 },
      session_id: asSessionId(`home-${rig}-20261124T120000000Z`),
    })
    const payload = Buffer.from(JSON.stringify(lap))
    await link.publish({ topic: topicOf(siteId('home'), rigId(rig), 'lap'), payload, qos: 1 })
  }
  await link.close()
}

const boxesOf = (page: Page, selector: string) =>
  page.evaluate<readonly { readonly top: number; readonly bottom: number; readonly size: number }[]>(`
    [...document.querySelectorAll('${selector}')].map(element => {
      const { top, bottom } = element.getBoundingClientRect()
      return { top, bottom, size: parseFloat(getComputedStyle(element).fontSize) }
    })`)

/** The car that comes next on the road stands, as after a spin, for half a minute. */
function strandSomebody({ scene, session, step }: World): boolean {
  const { length } = scene.course
  const next = session.field.rivals.find(({ distance, away }) => {
    const gap = (distance - session.car.distance + length) % length
    return away === undefined && gap > 150 && gap < 420
  })
  if (next === undefined) return false
  next.stranded = (step - session.startStep) / 400 + 30
  next.lapStart += 30
  return true
}

test('every page keeps the rules of how pages look, at each of its sizes', { skip }, async () => {
  const stage = await openStage()
  try {
    const drive = await stage.drive('rig1', { session: 'race', cars: 20, seed: 7, incidents: 0 })
    await drive.until(({ session }) => session.clock.completed >= 2)
    await sendGuests(stage, 24)
    const laps = async (): Promise<readonly { readonly lap_id: string; readonly samples: number }[]> =>
      JSON.parse(await (await fetch(new URL('/api/laps', stage.url))).text())
    await until(async () => (await laps()).filter(({ samples }) => samples > 10_000).length >= 2)
    const ids = (await laps()).flatMap(({ lap_id, samples }) => (samples > 10_000 ? [lap_id] : []))

    await withChromium(async visit => {
      const broken: string[] = []
      for (const { page: name, path, in: sizes, sign } of visits) {
        const { page, problems } = await visit('about:blank', { viewport: windows[sizes[0] ?? 'monitor'] })
        await watchCanvases(page)
        await page.goto(
          new URL(
            path.replaceAll(/\{(\d)\}/g, (_, at) => ids[at - 1] ?? ''),
            stage.url,
          ).href,
        )
        await page.locator(sign).first().waitFor({ timeout: 60_000 })
        for (const size of sizes) {
          await page.setViewportSize(windows[size])
          let found: readonly string[] = []
          // A page that was made smaller takes some frames until it is another.
          const from = performance.now()
          do {
            found = brokenRules(await lookAt(page), name, size)
          } while (found.length > 0 && performance.now() - from < 8000)
          broken.push(...found)
        }
        assert.deepEqual(problems, [], name)

        if (name === 'live') {
          await page.setViewportSize(windows.phone)
          const before = await boxesOf(page, '.live .panel')
          await until(() => strandSomebody(drive.world), 60_000)
          await page.locator('.band.shown').getByText('YELLOW').waitFor()
          assert.deepEqual(await boxesOf(page, '.live .panel'), before, 'a flag moves nothing')
          const most = await flashesIn(page, '.live .strip', 4)
          assert.ok(most <= 3, `the shift lights flashed ${most} times in a second`)
        }
        if (name === 'wall') {
          await page.setViewportSize(windows.monitor)
          const rows = await boxesOf(page, '[aria-label="Timing tower"] tbody tr')
          assert.equal(rows.length, 20)
          assert.deepEqual(
            rows.filter(({ bottom }) => bottom > 1080),
            [],
            'twenty cars fit without scrolling',
          )
        }
        if (name === 'big screen') {
          const rows = await boxesOf(page, '.screen li')
          const times = await boxesOf(page, '.screen .time')
          assert.ok(rows.length > 0 && rows.length <= 10, `${rows.length} rows`)
          assert.ok(
            times.length > 0 && times.every(({ size }) => size >= 52),
            times.map(({ size }) => size).join(),
          )
        }
        if (!name.includes(',') && name !== 'live' && name !== 'big screen') {
          await page.keyboard.press('Tab')
          await page.keyboard.press('Tab')
          const ring = await page.evaluate<number>(
            `parseFloat(getComputedStyle(document.activeElement).outlineWidth)`,
          )
          assert.ok(ring >= 2, `${name}: what has the focus shows no ring`)
        }
        await page.context().close()
      }
      assert.deepEqual(broken, [], broken.join('\n'))
    })
  } finally {
    await stage.close()
  }
})
