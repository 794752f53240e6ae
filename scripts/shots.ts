// `npm run shots` takes the pictures by which the pages are judged, into dist/shots: every scene on every screen, and
// some of them in every theme and as other eyes see them. Words narrow it down: `npm run shots -- phone yellow`.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { whyNot, withChromium } from '../test/e2e/chromium.ts'
import { type Look, looks, type Screen, scenes, screens, views } from './shots/scenes.ts'
import { openStage } from './shots/stage.ts'

const folder = 'dist/shots'
const wanted = process.argv.slice(2)

type Shot = {
  readonly name: string
  readonly path: string
  readonly screen: Screen
  readonly look: Look
  readonly scene: (typeof scenes)[number] | undefined
  readonly view: (typeof views)[number] | undefined
}

const [plain] = looks
const shots: readonly Shot[] = [
  ...scenes.flatMap(scene =>
    screens.flatMap(screen =>
      looks
        .filter(look => look === plain || (scene.name === 'flying' && screen.name !== 'ddu'))
        .map(look => ({
          name: `live-${scene.name}-${screen.name}-${look.name}`,
          path: `/live?layout=${screen.name}`,
          ...{ screen, look, scene, view: undefined },
        })),
    ),
  ),
  ...views.flatMap(view =>
    view.screens.flatMap(screen =>
      looks.map(look => ({
        name: `${view.name}-${screen.name}-${look.name}`,
        ...{ path: view.path, screen, look, scene: undefined, view },
      })),
    ),
  ),
].filter(({ name }) => wanted.every(word => name.includes(word)))

const reason = whyNot()
if (reason !== undefined || shots.length === 0) {
  console.error(reason ?? `no picture is called ${wanted.join(' ')}`)
  process.exit(2)
}

async function emulate(page: Page, look: Look): Promise<void> {
  if (look.eyes === undefined) return
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setEmulatedVisionDeficiency', { type: look.eyes })
}

mkdirSync(folder, { recursive: true })
const stage = await openStage(4)
try {
  await withChromium(async visit => {
    for (const { name, path, screen, look, scene, view } of shots) {
      await stage.race(view?.cars)
      const { width, height } = screen
      const url = new URL(
        path.replaceAll(/\{(\d)\}/g, (_, at) => stage.laps[Number(at) - 1] ?? ''),
        stage.url,
      )
      url.searchParams.set('theme', look.theme)
      const { page, problems } = await visit(url.href, { viewport: { width, height } })
      await emulate(page, look)
      if (view?.reader === 'still') await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.waitForLoadState('load')
      await sleep(view?.cars === undefined ? 1500 : 3000)
      if (scene !== undefined) await stage.play(scene)
      for (const key of view?.keys ?? []) await page.keyboard.press(key)
      if (view?.silent_ms !== undefined) {
        await stage.race(undefined)
        await sleep(view.silent_ms)
      }
      if (view?.reader === 'large') await page.evaluate("document.documentElement.style.zoom = '2'")
      if (view?.reader === 'paper') {
        await page.evaluate("dispatchEvent(new Event('beforeprint'))")
        await page.emulateMedia({ media: 'print' })
      }
      if (view?.reader !== undefined) await sleep(600)
      await page.screenshot({ path: join(folder, `${name}.png`) })
      console.log(`${name}${problems.length === 0 ? '' : `: ${problems.join('; ')}`}`)
      await page.context().close()
    }
  })
} finally {
  await stage.close()
}
console.log(`${shots.length} pictures in ${folder}`)
