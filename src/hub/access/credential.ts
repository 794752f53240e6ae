// A credential: somebody who may come in, as it is kept (with a hash of its secret) and as it is shown (without).
import { z } from 'zod'
import { roleNames } from './role.ts'

/** What is shown in tables and logs: one line of at most 60 characters. */
const label = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u, 'one line of words')
const place = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, '1 to 40 of a-z, 0-9, "-" and "_", beginning with a letter or a digit')
const instant = z.iso.datetime()

const wantedShape = z.strictObject({
  role: z.enum(roleNames),
  name: label,
  /** Of a rig, and of no other. */
  site: place.exactOptional(),
  rig: place.exactOptional(),
  expires_at: instant.exactOptional(),
})

const complete = ({ role, site, rig }: z.infer<typeof wantedShape>): boolean =>
  role === 'rig' ? site !== undefined && rig !== undefined : site === undefined && rig === undefined
const incomplete = { path: ['site'], message: 'a rig has a site and a rig, and no other role has' }

/** What a new credential is to be. */
export const wanted = wantedShape.refine(complete, incomplete)
export type Wanted = z.infer<typeof wanted>

const shown = wantedShape.extend({
  id: z.string().regex(/^[0-9a-f]{10}$/),
  created_at: instant,
  used_at: instant.exactOptional(),
  revoked_at: instant.exactOptional(),
})

/** As it is listed. */
export const credential = shown.refine(complete, incomplete)
export type Credential = z.infer<typeof credential>

/** As it is kept. */
export const keptCredential = shown
  .omit({ used_at: true })
  .extend({ salt: z.base64url().min(16), hash: z.base64url().length(43) })
  .refine(complete, incomplete)
export type KeptCredential = z.infer<typeof keptCredential>

/** Whom a secret belongs to. */
export type Holder = Pick<Credential, 'id' | 'role' | 'name' | 'site' | 'rig'>

export const holderOf = ({ id, role, name, site, rig }: Holder): Holder => ({
  ...{ id, role, name },
  ...(site !== undefined && { site }),
  ...(rig !== undefined && { rig }),
})

/** Why a credential no longer counts at `now`; undefined when it does. */
export function spent(
  { revoked_at, expires_at }: Pick<Credential, 'revoked_at' | 'expires_at'>,
  now: number,
): 'revoked' | 'expired' | undefined {
  if (revoked_at !== undefined) return 'revoked'
  return expires_at !== undefined && Date.parse(expires_at) <= now ? 'expired' : undefined
}
