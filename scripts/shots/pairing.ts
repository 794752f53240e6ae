// The picture of a hub that lets others in: it is open to the network and has an owner, and a rig has asked.
import { join } from 'node:path'
import { pair } from '../../src/rig/pairing/pair.ts'
import { pairingLine } from '../../src/rig/pairing/pairing-line.ts'
import type { withChromium } from '../../test/e2e/chromium.ts'
import { openStage } from '../../test/e2e/stage.ts'

type Visit = Parameters<Parameters<typeof withChromium>[0]>[0]

const name = 'rig-pairing-monitor-dark'
const token = 'paddock-secret'

export const pairingShot = {
  name,
  /** Returns how many pictures it took. */
  async take(visit: Visit, folder: string): Promise<number> {
    const stage = await openStage({ hub: { host: '0.0.0.0', token, tls: 'own' } })
    try {
      const { page } = await visit(`${stage.url}rig?token=${token}&theme=dark`, {
        ignoreHTTPSErrors: true,
        viewport: { width: 1920, height: 1080 },
      })
      // Nobody types the code before the picture is taken; afterwards a wrong one ends the asking.
      const picture = Promise.withResolvers<string>()
      const asked = pair({
        ...{ hub: 'the hub', site: 'home', rig: 'rig7', version: '0.1.0', report: () => undefined },
        line: pairingLine(new URL(stage.url).origin),
        askCode: () => picture.promise,
      })
      await page.locator('.code').waitFor()
      await page.getByRole('button', { name: 'Draw a picture' }).click()
      await page.getByRole('img', { name: /QR code/ }).waitFor()
      await page.screenshot({ path: join(folder, `${name}.png`) })
      console.log(name)
      picture.resolve((await page.locator('.code').textContent()) ?? '')
      await asked
      return 1
    } finally {
      await stage.close()
    }
  },
} as const
