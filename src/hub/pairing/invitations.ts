// Links that let one phone in, once: the code in the link becomes a reader's secret, which only the phone gets.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Access } from '../access/access.ts'

export type Invitations = {
  /** A new code, and how long it is good. The oldest that nobody used goes when there are too many. */
  invite(): { readonly code: string; readonly expires_in_s: number }
  /** The secret of a reader for who shows a code that is good; `agent` is what a browser says of itself. */
  accept(code: string, agent: string | undefined): string | undefined
}

export type InvitationOptions = {
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  readonly mint: Access['mint']
}

const lifetime_ms = 120_000
const most = 16
/** A phone that was lent comes back. */
const readerFor_ms = 90 * 86_400_000

export function openInvitations({ now, random, mint }: InvitationOptions): Invitations {
  let open: readonly { readonly digest: Buffer; readonly expires: number }[] = []
  return {
    invite() {
      const code = Buffer.from(random(16)).toString('base64url')
      const good = open.filter(({ expires }) => expires > now()).slice(1 - most)
      open = [...good, { digest: digestOf(code), expires: now() + lifetime_ms }]
      return { code, expires_in_s: lifetime_ms / 1000 }
    },
    accept(code, agent) {
      const digest = digestOf(code)
      const good = open.filter(({ expires }) => expires > now())
      const found = good.find(one => timingSafeEqual(one.digest, digest))
      open = good.filter(one => one !== found)
      if (found === undefined) return undefined
      const expires_at = new Date(now() + readerFor_ms).toISOString()
      return mint({ role: 'reader', name: deviceOf(agent), expires_at }).secret
    },
  }
}

/** As it is listed by "pitwall access". */
function deviceOf(agent = ''): string {
  const kind = /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(agent)?.[0]
  return kind === undefined ? 'by QR code' : `${kind === 'Macintosh' ? 'Mac' : kind} by QR code`
}

const digestOf = (code: string): Buffer => createHash('sha256').update(code).digest()
