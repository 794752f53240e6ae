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
          ...{ screen, look, scene },
        })),
    ),
  ),
  ...views.flatMap(({ name, path, screens: on }) =>
    on.flatMap(screen =>
      looks.map(look => ({
        name: `${name}-${screen.name}-${look.name}`,
        ...{ path, screen, look, scene: undefined },
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
    for (const { name, path, screen, look, scene } of shots) {
      const { width, height } = screen
      const url = new URL(path, stage.url)
      url.searchParams.set('theme', look.theme)
      const { page, problems } = await visit(url.href, { viewport: { width, height } })
      await emulate(page, look)
      await page.waitForLoadState('load')
      if (scene === undefined) await sleep(1500)
      else {
        await sleep(1500)
        await stage.play(scene)
      }
      await page.screenshot({ path: join(folder, `${name}.png`) })
      console.log(`${name}${problems.length === 0 ? '' : `: ${problems.join('; ')}`}`)
      await page.context().close()
    }
  })
} finally {
  await stage.close()
}
console.log(`${shots.length} pictures in ${folder}`)
