// Measures pages in a real Chromium. What runs in the page is a file of its own, sent there without its types.
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import type { Page } from 'playwright-core'
import type { Facts } from './look-facts.ts'

const source = stripTypeScriptTypes(
  readFileSync(new URL('../../web/src/testing/survey.ts', import.meta.url), 'utf8'),
)
  .replaceAll(/^export /gm, '')
  .replaceAll(/^import .*$/gm, '')
const inPage = (call: string) => `(() => { ${source}\n return ${call} })()`

/** Notes what is written on the canvases of a page from its next navigation on. */
export const watchCanvases = async (page: Page): Promise<void> => {
  await page.addInitScript(inPage('spyOnCanvases()'))
}

/** The most flashes within one second of `seconds`, of the first canvas in `selector`. */
export const flashesIn = (page: Page, selector: string, seconds: number): Promise<number> =>
  page.evaluate<number>(inPage(`flashesOf(document.querySelector('${selector} canvas'), ${seconds})`))

export const lookAt = (page: Page): Promise<Facts> => page.evaluate<Facts>(inPage('survey()'))
