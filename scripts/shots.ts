// `npm run shots` takes the pictures by which the pages are judged, into dist/shots: every scene on every screen, some of
// them in every theme and as other eyes see them. Words narrow it down: `npm run shots -- phone yellow`. It says as well
// which rules of looks (test/e2e/look-rules.ts) a picture breaks.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { unixMillis } from '../src/units/quantity.ts'
import { whyNot, withChromium } from '../test/e2e/chromium.ts'
import { brokenRules } from '../test/e2e/look-rules.ts'
import { lookAt, watchCanvases } from '../test/e2e/looking.ts'
import { type Drive, openStage, type Stage } from '../test/e2e/stage.ts'
import { type DriveName, drives, type ShownDrive } from './shots/drives.ts'
import { pairingShot } from './shots/pairing.ts'
import { type Scene, scenes } from './shots/scenes.ts'
import { type Look, looks, type Screen } from './shots/screens.ts'

const folder = 'dist/shots'
const wanted = process.argv.slice(2)
const [plain] = looks

type Shot = { readonly name: string; readonly screen: Screen; readonly look: Look }
const shotsOf = (scene: Scene): readonly Shot[] =>
  scene.screens
    .flatMap(screen =>
      scene.looks.map(look => ({ name: `${scene.name}-${screen.name}-${look.name}`, screen, look })),
    )
    .filter(({ name }) => wanted.every(word => name.includes(word)))

const reason = whyNot()
const chosen = scenes.filter(scene => shotsOf(scene).length > 0)
const hasPairing = wanted.every(word => pairingShot.name.includes(word))
if (reason !== undefined || (chosen.length === 0 && !hasPairing)) {
  console.error(reason ?? `no picture is called ${wanted.join(' ')}`)
  process.exit(2)
}

/** How often a scene is brought about again when it is over before its picture is taken. */
const tries = 6
let taken = 0
const missed: string[] = []

mkdirSync(folder, { recursive: true })
await withChromium(async visit => {
  if (chosen.length > 0) {
    const stage = await openStage({ say: text => console.error(text) })
    try {
      const driving = onStage(stage)
      for (const scene of chosen) {
        const { page, problems } = await visit('about:blank')
        await take(scene, page, stage, driving)
        if (problems.length > 0) console.log(`${scene.name}: ${problems.join('; ')}`)
        await page.context().close()
      }
    } finally {
      await stage.close()
    }
  }
  if (hasPairing) taken += await pairingShot.take(visit, folder)
})
console.log(`${taken} pictures in ${folder}`)
if (missed.length > 0) {
  console.error(`not taken, because they did not come about: ${missed.join(' ')}`)
  process.exitCode = 1
}

type Driving = (name: DriveName) => Promise<Drive>

/** One drive at a time; the one before ends. */
function onStage(stage: Stage): Driving {
  let now: { readonly name: DriveName; readonly drive: Drive } | undefined
  return async name => {
    if (now?.name === name) return now.drive
    await now?.drive.end()
    const { rig, options, before }: ShownDrive = drives[name]
    const startedAt = name === 'calm' ? { startedAt: unixMillis(Date.now()) } : {}
    const drive = await stage.drive(rig, { ...options, ...startedAt })
    now = { name, drive }
    await before?.(drive)
    return drive
  }
}

async function take(scene: Scene, page: Page, stage: Stage, driving: Driving): Promise<void> {
  const drive = await driving(scene.drive)
  const shots = shotsOf(scene)
  const [first] = shots
  if (first === undefined) return
  const laps = scene.path.includes('{') ? await validLaps(stage) : []
  await page.setViewportSize(first.screen)
  await watchCanvases(page)
  if (scene.reader === 'still') await page.emulateMedia({ reducedMotion: 'reduce' })
  const path = scene.path.replaceAll(/\{(\d)\}/g, (_, at) => laps[Number(at) - 1] ?? '')
  await page.goto(new URL(path, stage.url).href)
  await page.waitForLoadState('load')
  let left = shots
  for (let turn = 0; left.length > 0 && turn < tries; turn++) {
    await scene.cause?.(drive)
    const later: Shot[] = []
    for (const shot of left) if (!(await shoot(scene, page, shot))) later.push(shot)
    left = later
    drive.cable('in')
  }
  missed.push(...left.map(({ name }) => name))
}

/** Takes the picture, if what it shows is there before and after it. */
async function shoot(scene: Scene, page: Page, { name, screen, look }: Shot): Promise<boolean> {
  await page.setViewportSize(screen)
  await show(page, look)
  const sign = page.locator(scene.sign).first()
  // The first of a page may have to come yet; what was there and has gone is over.
  const isThere = () =>
    sign.waitFor({ timeout: scene.cause === undefined ? 30_000 : 3000 }).then(
      () => true,
      () => false,
    )
  if (!(await isThere())) return false
  // The bar of a dash is shown for a moment at first.
  await page.locator('#app > .frame:not(.quiet.touched)').waitFor({ timeout: 30_000 })
  await page.evaluate('document.fonts.ready.then(() => undefined)')
  for (const key of scene.keys ?? []) await page.keyboard.press(key)
  if (scene.reader === 'large') await page.evaluate("document.documentElement.style.zoom = '2'")
  if (scene.reader === 'paper') {
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    await page.emulateMedia({ media: 'print' })
  }
  await sleep(scene.cause === undefined ? 900 : 350)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  if (!(await sign.isVisible())) return false
  taken += 1
  console.log(name)
  if (look === plain && scene.reader === undefined) {
    const [view = ''] = scene.path.slice(1).split(/[/?]/)
    for (const line of brokenRules(await lookAt(page), view, screen.name)) console.log(`  ${line}`)
  }
  return true
}

/** Chosen as a reader does it, so that what the page has seen so far stays. */
async function show(page: Page, { theme, eyes }: Look): Promise<void> {
  await page.evaluate(`(() => {
    const select = document.querySelector('header.bar select')
    if (select === null || select.value === '${theme}') return
    select.value = '${theme}'
    select.dispatchEvent(new Event('change', { bubbles: true }))
  })()`)
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setEmulatedVisionDeficiency', { type: eyes ?? 'none' })
  await session.detach()
}

/** Ids of the own valid laps from line to line, the newest first, once the hub has their samples. */
async function validLaps(stage: Stage): Promise<readonly string[]> {
  const listed: unknown = await (await fetch(new URL('/api/laps?valid=true', stage.url))).json()
  const ids = (Array.isArray(listed) ? listed : []).flatMap(lap =>
    lap.kind === 'flying' && lap.samples > 0 ? [String(lap.lap_id)] : [],
  )
  for (const id of ids.slice(0, 4)) {
    while (!(await fetch(new URL(`/api/laps/${id}/segments`, stage.url))).ok) await sleep(200)
  }
  return ids
}
