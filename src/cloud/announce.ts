// Announcing a rig: a code that is good once and for a while, of which the table keeps the digest.
import { randomBytes } from 'node:crypto'
import { DynamoItems, type DynamoOptions } from '../laps/dynamodb-items.ts'
import type { RigId, SiteId } from '../model/identity.ts'
import { enrolmentKey } from './enrolments.ts'
import { digestOf } from './provisioning.ts'

export type Announced = {
  readonly site: SiteId
  readonly rig: RigId
  /** Nobody can read it again: the table has its digest. */
  readonly code: string
  readonly expires_at: string
}

/**
 * Announces a rig, in the place of an announcement before. `now`: milliseconds since 1970. Rejects with LapsFault when
 * the table is not there or does not let us write.
 */
export async function announceRig(
  options: DynamoOptions,
  { site, rig }: Pick<Announced, 'site' | 'rig'>,
  hours: number,
  now: number,
): Promise<Announced> {
  const items = new DynamoItems(options)
  try {
    await items.open()
    const code = randomBytes(12).toString('hex')
    const expires_s = Math.floor(now / 1000 + hours * 3600)
    await items.put({ ...enrolmentKey(site, rig), code_sha256: digestOf(code), expires_at: expires_s })
    return { site, rig, code, expires_at: new Date(expires_s * 1000).toISOString() }
  } finally {
    items.close()
  }
}
