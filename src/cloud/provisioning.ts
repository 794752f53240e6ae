// Decides whether a rig may enrol: only one that was announced, with the code that was given out, and only once.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { rigId, siteId } from '../model/identity.ts'

/** The parts that are read. [AWS IoT developer guide, pre-provisioning hooks] */
const hookEvent = z.object({
  certificateId: z.string().min(1),
  parameters: z.object({ Site: z.string(), Rig: z.string(), Code: z.string().min(8).max(128) }),
})

export type Answer = { readonly allowProvisioning: boolean }

/** Where announced rigs stand. */
export interface Enrolments {
  /**
   * Takes the enrolment of a rig for a certificate: true when its code has this digest, has not expired and was not
   * taken by another certificate.
   */
  take(site: string, rig: string, digest: string, certificateId: string): Promise<boolean>
}

/** The code is kept as its digest only. */
export const digestOf = (code: string): string => createHash('sha256').update(code).digest('hex')

/** Takes the event of the hook; anything that is not right is refused, and never an error that would be tried again. */
export function provisioningFunction(enrolments: Enrolments): (event: unknown) => Promise<Answer> {
  return async event => {
    const read = hookEvent.safeParse(event)
    if (!read.success) return { allowProvisioning: false }
    const { certificateId, parameters } = read.data
    const named = names(parameters)
    if (named === undefined) return { allowProvisioning: false }
    const digest = digestOf(parameters.Code)
    return { allowProvisioning: await enrolments.take(named.site, named.rig, digest, certificateId) }
  }
}

function names({ Site, Rig }: { readonly Site: string; readonly Rig: string }) {
  try {
    return { site: siteId(Site), rig: rigId(Rig) }
  } catch {
    return undefined
  }
}
