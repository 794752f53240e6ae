// The way into a hub: the credentials that are kept and those that are told, behind one doorkeeper for HTTP and MQTT.
import { randomBytes } from 'node:crypto'
import type { Authenticate } from '../broker/access.ts'
import type { Clock } from '../model/clock.ts'
import { type Access, openAccess } from './access/access.ts'
import { spent } from './access/credential.ts'
import {
  anybody,
  type Doorkeeper,
  grantOf,
  makeDoorkeeper,
  type ToldSecret,
  thisMachine,
} from './access/doorkeeper.ts'
import { ownNames } from './addresses.ts'
import { type Configuration, isOpen } from './configuration.ts'
import { type Guard, makeGuard } from './guard.ts'
import { type Limits, openLimits } from './limits.ts'

export type Entry = {
  readonly access: Access
  readonly doorkeeper: Doorkeeper
  readonly guard: Guard
  readonly limits: Limits
  readonly authenticate: Authenticate
  /** An owner's, for the command line on this machine, for as long as this hub runs. */
  readonly runSecret: string
  /** The secret of a first owner, where others can reach the hub and it has none; undefined else, and the next time. */
  readonly makeFirstOwner: () => string | undefined
  close(): Promise<void>
}

/** Throws HubFault `data-unusable` when the store of credentials cannot be read. */
export function openEntry(
  configuration: Configuration,
  root: string,
  clock: Clock,
  report: (text: string) => void,
): Entry {
  const { token, rigSecrets, openReading, hosts } = configuration
  const open = isOpen(configuration)
  const access = openAccess(root, { now: () => clock.now(), report, watch: true })
  const runSecret = randomBytes(32).toString('base64url')
  const told: readonly ToldSecret[] = [
    { secret: runSecret, holder: { id: 'command-line', role: 'owner', name: 'the command line' } },
    ...(token === undefined
      ? []
      : [{ secret: token, holder: { id: 'token', role: 'owner', name: 'the token' } } as const]),
    ...rigSecrets.map(
      ({ site, rig, secret }) =>
        ({
          secret,
          holder: { id: `${site}/${rig}`, role: 'rig', name: `${site}/${rig}`, site, rig },
        }) as const,
    ),
  ]
  const unasked = !open && token === undefined ? thisMachine : openReading ? anybody : undefined
  const doorkeeper = makeDoorkeeper({ access, told, clock, ...(unasked !== undefined && { unasked }) })
  const hasOwner = () =>
    token !== undefined ||
    access.list().some(of => of.role === 'owner' && spent(of, clock.now()) === undefined)

  return {
    access,
    doorkeeper,
    guard: makeGuard([...hosts, ...ownNames()], doorkeeper),
    limits: openLimits(clock),
    authenticate(_user, secret, address) {
      const found = doorkeeper.recognise(secret, address)
      if (found.kind !== 'holder') return undefined
      // Where rigs have secrets of their own, nobody publishes without one, on this machine either.
      return found.holder === thisMachine && rigSecrets.length > 0 ? undefined : grantOf(found.holder)
    },
    runSecret,
    makeFirstOwner: () =>
      open && !hasOwner() ? access.mint({ role: 'owner', name: 'first owner' }).secret : undefined,
    close: () => access.close(),
  }
}
