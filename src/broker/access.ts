// Who may connect to the embedded broker, and what they may publish and read.
import { createHash, timingSafeEqual } from 'node:crypto'
import { wantedTopic } from '../model/live-wanted.ts'
import { covers, coversFilter } from './topic-filter.ts'

/** What a credential allows; without filters, everything. */
export type Grant = {
  /** Of the credential, where there is one: by it a client is found again when the credential ends. */
  readonly id?: string
  /** Whom it was given to: stands in notices. */
  readonly name: string
  readonly publish?: readonly string[]
  readonly subscribe?: readonly string[]
}

/**
 * Looks a credential up: a user with a password, or a token, which comes as the password of any user or of none; and the
 * address that it came from.
 */
export type Authenticate = (
  user: string | undefined,
  secret: string,
  address?: string,
) => Promise<Grant | undefined> | Grant | undefined

/** A credential without `user` is a token. */
export type Credential = { readonly user?: string; readonly secret: string; readonly grant: Grant }

/** What a rig needs: its own topics, and nobody else's. */
export const rigGrant = (site: string, rig: string): Grant => ({
  name: `${site}/${rig}`,
  publish: [`rigs/${site}/${rig}/+`],
  subscribe: [`rigs/${site}/${rig}/#`, `receipts/${site}/${rig}`, wantedTopic(site, rig)],
})

/** Checks against a list. Every entry is compared in constant time, and all of them, whichever matches. */
export function credentials(list: readonly Credential[]): Authenticate {
  const known = list.map(credential => ({ ...credential, digest: digestOf(credential.secret) }))
  return (user, secret) => {
    const digest = digestOf(secret)
    let found: Grant | undefined
    for (const credential of known) {
      const same = timingSafeEqual(credential.digest, digest)
      if (same && (credential.user === undefined || credential.user === user)) found ??= credential.grant
    }
    return found
  }
}

export const mayPublish = (grant: Grant, topic: string): boolean =>
  grant.publish === undefined || grant.publish.some(filter => covers(filter, topic))

export const maySubscribe = (grant: Grant, filter: string): boolean =>
  grant.subscribe === undefined || grant.subscribe.some(allowed => coversFilter(allowed, filter))

/** Whether an address is this machine itself. */
export const isLoopback = (address: string | undefined): boolean =>
  address !== undefined &&
  (/^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === '::1' || address === 'localhost')

const digestOf = (secret: string) => createHash('sha256').update(secret).digest()
