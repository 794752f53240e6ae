// Secrets: 256 random bits with an id before them, and what is kept of them. Why no slow hash: docs/decisions/0020.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export type Secret = { readonly id: string; readonly text: string }

/** What is kept instead of a secret, as base64url. */
export type Proof = { readonly salt: string; readonly hash: string }

const form = /^pw_([0-9a-f]{10})_[A-Za-z0-9_-]{43}$/

/** `pw_<id>_<random>`. */
export function newSecret(): Secret {
  const id = randomBytes(5).toString('hex')
  return { id, text: `pw_${id}_${randomBytes(32).toString('base64url')}` }
}

/** The id in a text that has the form of a secret. */
export const idIn = (text: string): string | undefined => form.exec(text)?.[1]

export function proofOf(secret: string): Proof {
  const salt = randomBytes(16).toString('base64url')
  return { salt, hash: digest(salt, secret).toString('base64url') }
}

/** Whether `text` is the secret that `proof` was made of; takes the same time whatever is wrong with it. */
export const proves = (text: string, { salt, hash }: Proof): boolean =>
  timingSafeEqual(digest(salt, text), Buffer.from(hash, 'base64url'))

const digest = (salt: string, secret: string): Buffer =>
  createHash('sha256').update(salt).update('\0').update(secret).digest()
