// A rig enrols: it asks for a certificate for its own key, and to be registered, over MQTT under a claim.
// [AWS IoT developer guide, device provisioning MQTT API: CreateCertificateFromCsr, RegisterThing]
import { z } from 'zod'
import type { Link } from '../../broker/link.ts'
import type { RigId, SiteId } from '../../model/identity.ts'
import { RigFault } from '../fault.ts'
import { makeSigningRequest } from './signing-request.ts'

export type Enrolment = {
  readonly site: SiteId
  readonly rig: RigId
  /** Given out for this rig, good for once. */
  readonly code: string
  /** Name of the provisioning template. */
  readonly template: string
}

export type Provisioned = {
  /** The client id that the broker expects from now on. */
  readonly thing: string
  readonly key: string
  readonly certificate: string
}

const certificateAnswer = z.object({
  certificateOwnershipToken: z.string().min(1),
  certificateId: z.string().min(1),
  certificatePem: z.string().regex(/-----BEGIN CERTIFICATE-----/),
})
const thingAnswer = z.object({ thingName: z.string().min(1).max(128) })
const refusal = z.object({ errorCode: z.string().catch(''), errorMessage: z.string().catch('no reason') })

/** An answer is a certificate and a few words; what is longer is none. */
const mostAnswer = 64 * 1024

/**
 * Makes a key, has it certified and registers the rig. The private key is returned and sent nowhere. Throws RigFault
 * `not-enrolled` with the words of the other side.
 */
export async function provision(link: Link, enrolment: Enrolment, timeout_ms = 30_000): Promise<Provisioned> {
  const { site, rig, code, template } = enrolment
  const { key, csr } = makeSigningRequest(`${site}:${rig}`)
  const issued = await asked(link, {
    topic: '$aws/certificates/create-from-csr/json',
    question: { certificateSigningRequest: csr },
    answer: certificateAnswer,
    timeout_ms,
  })
  const { thingName } = await asked(link, {
    topic: `$aws/provisioning-templates/${template}/provision/json`,
    question: {
      certificateOwnershipToken: issued.certificateOwnershipToken,
      parameters: { Site: site, Rig: rig, Code: code },
    },
    answer: thingAnswer,
    timeout_ms,
  })
  return { thing: thingName, key, certificate: issued.certificatePem }
}

type Asked<Shape extends z.ZodType> = {
  readonly topic: string
  readonly question: object
  readonly answer: Shape
  readonly timeout_ms: number
}

/** Publishes a question and waits for what comes on `…/accepted` or `…/rejected`. */
async function asked<Shape extends z.ZodType>(
  link: Link,
  { topic, question, answer, timeout_ms }: Asked<Shape>,
): Promise<z.output<Shape>> {
  const heard = Promise.withResolvers<z.output<Shape>>()
  // Whoever leaves early has said why; nobody waits for this one then.
  heard.promise.catch(() => undefined)
  const late = () => heard.reject(notEnrolled(topic, 'an answer', `none within ${timeout_ms / 1000} s`))
  const timer = setTimeout(late, timeout_ms)
  const answers = [`${topic}/accepted`, `${topic}/rejected`]
  const ready = link.subscribe(answers, message => {
    const value = jsonOf(message.payload)
    if (message.topic.endsWith('/rejected')) {
      const { errorCode = '', errorMessage = 'no reason' } = refusal.safeParse(value).data ?? {}
      heard.reject(notEnrolled(topic, 'to be accepted', `${errorCode} ${errorMessage}`.trim()))
      return
    }
    const read = answer.safeParse(value)
    if (read.success) heard.resolve(read.data)
    else heard.reject(notEnrolled(topic, 'the answer that AWS documents', z.prettifyError(read.error)))
  })
  try {
    const unsubscribe = await Promise.race([ready, heard.promise.then(() => ready)])
    await Promise.race([
      link.publish({ topic, payload: Buffer.from(JSON.stringify(question)), qos: 1 }),
      heard.promise,
    ])
    const value = await heard.promise
    await unsubscribe()
    return value
  } finally {
    clearTimeout(timer)
    ready.catch(() => undefined)
  }
}

const notEnrolled = (where: string, expected: string, found: string): RigFault =>
  new RigFault('not-enrolled', where, expected, found)

function jsonOf(payload: Uint8Array): unknown {
  if (payload.byteLength > mostAnswer) return undefined
  try {
    return JSON.parse(Buffer.from(payload).toString())
  } catch {
    return undefined
  }
}
