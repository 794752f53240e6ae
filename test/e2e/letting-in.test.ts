// The Rig page lets rigs and phones in: what its owner sees, what a phone gets, and that a reader sees none of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeQR } from 'qr/decode.js'
import { startHub } from '../../src/hub/hub.ts'
import { pair } from '../../src/rig/pairing/pair.ts'
import { pairingLine } from '../../src/rig/pairing/pairing-line.ts'
import { whyNot, withChromium } from './chromium.ts'
import { withFolder } from './command.ts'

const skip = whyNot()
/** As a device that took the authority of the hub. */
const trusting = { ignoreHTTPSErrors: true }
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

test('an owner reads a code to the rig and a picture to a phone, and the phone sees neither', {
  skip,
}, async () => {
  await withFolder(async data => {
    const told = { data, port: 0, mqttPort: 0, host: '0.0.0.0', token: 'paddock-secret', tls: 'own' } as const
    const hub = await startHub(told, {}, quiet)
    try {
      await withChromium(async visit => {
        const { page, problems } = await visit(`${hub.url}rig?token=paddock-secret`, trusting)
        await page.getByText('No rig is asking.').waitFor()

        const paired = pair({
          ...{ hub: 'the hub', site: 'home', rig: 'rig7', version: '0.1.0', report: () => undefined },
          line: pairingLine(new URL(hub.url).origin),
          // What stands on the page is what is typed.
          askCode: async () => (await page.locator('.code').textContent()) ?? '',
        })
        assert.match((await paired).secret, /^pw_/)
        await page.getByText('is paired, and has a credential of its own').waitFor()

        await page.getByRole('button', { name: 'Draw a picture' }).click()
        const picture = page.getByRole('img', { name: /QR code/ })
        await picture.waitFor()
        const link = decodeQR(await pixelsOf(await picture.screenshot()), { timeLimit: 30_000 })
        assert.match(link, /^https:\/\/[\d.]+:\d+\/join\/[\w-]{22}$/)

        const phone = await visit(link, { viewport: { width: 390, height: 844 }, ...trusting })
        await phone.page.waitForURL(/\/live$/)
        await phone.page.goto(`${new URL(link).origin}/rig`)
        await phone.page.getByText('Hub and rigs').waitFor()
        assert.equal(await phone.page.getByText('Rigs that ask to be let in').count(), 0)
        const again = await visit(link, trusting)
        await again.page.getByText(/was used, or is older than two minutes/).waitFor()
        assert.deepEqual([...problems, ...phone.problems], [])
      })
    } finally {
      await hub.close()
    }
  })
})

/** The colours of a PNG. */
async function pixelsOf(png: Buffer) {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas')
  const image = await loadImage(png)
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const { width, height, data } = context.getImageData(0, 0, image.width, image.height)
  return { width, height, data }
}
