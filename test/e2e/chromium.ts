// The system's Chromium for tests of the page, and what it says that it should not.
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Why the page cannot be tested here; undefined where it can. */
export function whyNot(): string | undefined {
  if (places.every(place => !existsSync(place)))
    return 'no Chromium on this machine: apt-get install chromium'
  if (!existsSync('web/dist/index.html')) return 'the page is not built: npm run build --workspace web'
  return undefined
}

export type Visit = {
  readonly page: Page
  /** Errors of the page and of its console, refused inline code and style among them. */
  readonly problems: string[]
}

/** Opens pages until `body` ends. A missing answer of the hub is not a problem of the page. */
export async function withChromium(
  body: (visit: (url: string, options?: BrowserContextOptions) => Promise<Visit>) => Promise<void>,
): Promise<void> {
  const executablePath = places.find(place => existsSync(place))
  if (executablePath === undefined) throw new Error('chromium: expected it in /usr/bin, found none')
  // Debian's build must run without a sandbox where the user is root, as in a container.
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    await body(async (url, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
      const page = await context.newPage()
      const problems: string[] = []
      page.on('pageerror', error => problems.push(error.message))
      page.on('console', message => {
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          problems.push(message.text())
      })
      await page.goto(url)
      return { page, problems }
    })
  } finally {
    await browser.close()
  }
}
