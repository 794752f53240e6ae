// Pairing as this hub does it: who is let in, under which credential, and who watches.
import { randomBytes, randomInt } from 'node:crypto'
import { hostname } from 'node:os'
import type { PhoneInvitation } from '../../model/pairing.ts'
import type { Access } from '../access/access.ts'
import { spent } from '../access/credential.ts'
import type { HubTls } from '../tls/hub-tls.ts'
import { type Desk, openDesk } from './desk.ts'
import { type Invitations, openInvitations } from './invitations.ts'

export type Pairing = {
  readonly desk: Desk
  readonly invitations: Pick<Invitations, 'accept'>
  /** How the hub calls itself. */
  readonly hub: string
  /** A link for one phone, under every address where one could come; undefined where none can. */
  invite(): PhoneInvitation | undefined
  /** Told after a request has come or has ended. The returned function ends that. */
  onChange(listener: () => void): () => void
}

export type PairingOptions = {
  readonly access: Access
  readonly now: () => number
  readonly name: string | undefined
  /** Where other machines find the page; may be asked once it is open. */
  readonly places: () => readonly string[]
  /** Where rigs publish. */
  readonly mqttPort: () => number
  readonly tls: Pick<HubTls, 'fingerprint' | 'trust'> | undefined
}

export function openPairing({ access, now, name, places, mqttPort, tls }: PairingOptions): Pairing {
  const listeners = new Set<() => void>()
  const ofRig = (site: string, rig: string) =>
    access.list().filter(of => of.site === site && of.rig === rig && spent(of, now()) === undefined)
  const random = (count: number) => randomBytes(count)
  const invitations = openInvitations({ now, random, mint: of => access.mint(of) })
  return {
    hub: name ?? hostname(),
    desk: openDesk({
      ...{ now, random },
      pick: limit => randomInt(limit),
      fingerprint: () => tls?.fingerprint(),
      knows: (site, rig) => ofRig(site, rig).length > 0,
      admit(site, rig) {
        const before = ofRig(site, rig)
        const { secret } = access.mint({ role: 'rig', name: `${site}/${rig}`, site, rig })
        for (const { id } of before) access.revoke(id)
        return { secret, mqtt_port: mqttPort(), ...tls?.trust() }
      },
      changed() {
        for (const listener of listeners) listener()
      },
    }),
    invitations,
    invite() {
      const there = places()
      if (there.length === 0) return undefined
      const { code, expires_in_s } = invitations.invite()
      const links = there.map(place => {
        const { href: url, hostname: address } = new URL(`/join/${code}`, place)
        return { address, url }
      })
      return { links, expires_in_s }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
