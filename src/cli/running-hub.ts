// The hub that works in a folder, over HTTP, as commands speak to it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { z } from 'zod'
import { runningHub } from '../hub/data-folder.ts'
import { CommandFault } from './output.ts'

/** How long a hub may take; a ruling on a lap of many boards takes milliseconds. */
const patience_ms = 30_000

export type HubClient = {
  readonly url: string
  readonly token: string | undefined
  /** Undefined for what is not there (404). Throws CommandFault for any other refusal. */
  readonly ask: <Shape extends z.ZodType>(
    shape: Shape,
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<z.output<Shape> | undefined>
}

/** The hub that works in `data`; undefined where none does. A hub that was killed leaves its note behind. */
export async function findRunningHub(data: string): Promise<HubClient | undefined> {
  const { url, secret } = runningHub(data) ?? {}
  trustOwn(data, url)
  return url !== undefined && (await answers(url)) ? hubClient(url, secret) : undefined
}

/** Speaks to the hub at `url` with the secret that it noted for this command line. */
export function hubClient(url: string, token: string | undefined): HubClient {
  return {
    url,
    token,
    async ask(shape, method, path, body) {
      const answer = await fetch(new URL(path, url), {
        method,
        headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(patience_ms),
      })
      const value: unknown = await answer.json()
      if (answer.status === 404) return undefined
      if (answer.status === 200) return shape.parse(value)
      const { error } = z.object({ error: z.string() }).catch({ error: 'no reason given' }).parse(value)
      throw new CommandFault(`The hub at ${url} refused (${answer.status}): ${error}.`)
    },
  }
}

/** A hub that speaks TLS has its authority in the folder, where nobody else knows it. */
export function trustOwn(data: string, url: string | undefined): void {
  const path = join(data, 'tls', 'ca.crt')
  if (url?.startsWith('https:') !== true || !existsSync(path)) return
  setDefaultCACertificates([...getCACertificates(), readFileSync(path, 'utf8')])
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(new URL('/api/health', url), { signal: AbortSignal.timeout(2000) })
    return true
  } catch {
    return false
  }
}
