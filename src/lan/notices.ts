// What a hub and a connector say of themselves on the network, and what is believed of it: how it reads, and no more.
import { z } from 'zod'
import type { FoundService, LanService } from './dns-records.ts'
import { plainText } from './plain-text.ts'

/** A hub that can be reached from other machines. */
export type HubNotice = {
  readonly name: string
  readonly version: string
  /** Whether page and broker speak TLS. */
  readonly tls: boolean
  /** SHA-256 of the certificate of its authority, in hexadecimal; a hint to tell hubs apart, never a proof. */
  readonly fingerprint?: string
  /** Of the page. */
  readonly port: number
  readonly mqttPort: number
}

/** A connector, and whether it has a hub. */
export type RigNotice = {
  readonly site: string
  readonly rig: string
  readonly version: string
  readonly state: RigNoticeState
}

export const rigNoticeStates = ['looking', 'pairing', 'connected'] as const
export type RigNoticeState = (typeof rigNoticeStates)[number]

/** The first address is the one to try. */
export type Found<Notice> = Notice & { readonly addresses: readonly string[] }

export const hubService = ({ name, version, tls, fingerprint, port, mqttPort }: HubNotice): LanService => ({
  kind: 'hub',
  name,
  port,
  txt: {
    v: '1',
    version,
    tls: tls ? '1' : '0',
    mqtt: String(mqttPort),
    ...(fingerprint !== undefined && { fp: fingerprint }),
  },
})

export const rigService = ({ site, rig, version, state }: RigNotice): LanService => ({
  kind: 'rig',
  name: `${site}-${rig}`,
  port: 0,
  txt: { v: '1', version, site, rig, state },
})

const version = z.string().regex(/^\d+\.\d+\.\d+[\w.-]{0,20}$/)
const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(65_535))
const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/)
const hubWords = z.object({
  v: z.literal('1'),
  version,
  tls: z.enum(['0', '1']),
  mqtt: port,
  fp: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
const rigWords = z.object({
  v: z.literal('1'),
  version,
  site: name,
  rig: name,
  state: z.enum(rigNoticeStates),
})

/** Undefined for a service that is no hub, or one of another time. */
export function readHub(service: FoundService): Found<HubNotice> | undefined {
  const words = hubWords.safeParse(service.txt).data
  if (service.kind !== 'hub' || words === undefined || service.port === 0) return undefined
  const { version, tls, mqtt, fp } = words
  return {
    name: plainText(service.name),
    ...{ version, tls: tls === '1', port: service.port, mqttPort: mqtt, addresses: service.addresses },
    ...(fp !== undefined && { fingerprint: fp }),
  }
}

export function readRig(service: FoundService): Found<RigNotice> | undefined {
  const words = rigWords.safeParse(service.txt).data
  if (service.kind !== 'rig' || words === undefined) return undefined
  const { v: _, ...notice } = words
  return { ...notice, addresses: service.addresses }
}
