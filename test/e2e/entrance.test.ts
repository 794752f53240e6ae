import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { withKeyedHub } from '../../src/hub/testing/keyed-hub.ts'
import { whyNot, withChromium } from './chromium.ts'

const skip = whyNot() ?? false
const shots = process.env['PITWALL_SHOTS']

test('a browser comes in over TLS by the form or by a link, and its address keeps no secret', { skip }, () =>
  withKeyedHub(
    async ({ hub, secrets }) => {
      await withChromium(async visit => {
        const form = await visit(`${hub.url}boards`, { ignoreHTTPSErrors: true })
        if (shots) await form.page.screenshot({ path: join(shots, 'entrance.png') })
        await form.page.getByLabel('Secret').fill('not this one')
        await form.page.getByRole('button', { name: 'Come in' }).click()
        await form.page.getByRole('alert').waitFor()
        if (shots) await form.page.screenshot({ path: join(shots, 'entrance-wrong.png') })
        await form.page.getByLabel('Secret').fill(secrets.reader)
        await form.page.getByRole('button', { name: 'Come in' }).click()
        await form.page.locator('nav').first().waitFor()

        const link = await visit(`${hub.url}lake?token=${secrets.reader}`, { ignoreHTTPSErrors: true })
        await link.page.locator('nav').first().waitFor()
        assert.equal(link.page.url(), `${hub.url}lake`)
        await link.page.goBack()
        assert.ok(!link.page.url().includes('pw_'), link.page.url())
        await link.page.goto(`${hub.url}trust`)
        assert.equal(await link.page.evaluate('document.cookie'), '')
        if (shots) await link.page.screenshot({ path: join(shots, 'trust.png') })
        assert.deepEqual([...form.problems, ...link.problems], [])
      })
    },
    { token: 'the told token', tls: 'own' },
  ),
)
