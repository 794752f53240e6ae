// Under which addresses a hub can be reached, here and from other machines.
import { hostname, networkInterfaces } from 'node:os'

const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::', ''])

/** From this machine: where a hub listens everywhere, that is loopback. */
export const nearest = (host: string): string => (everywhere.has(host) ? '127.0.0.1' : host)

/** From other machines, those of the house first; none when the hub listens on loopback only. */
export function reachable(host: string): readonly string[] {
  if (!everywhere.has(host)) return [host]
  return Object.values(networkInterfaces())
    .flatMap(found => found ?? [])
    .filter(({ internal, family, address }) => !internal && (family === 'IPv4' || !/^fe80/i.test(address)))
    .toSorted((a, b) => Number(a.family === 'IPv6') - Number(b.family === 'IPv6'))
    .map(({ address }) => address)
}

/** What this machine is called on its own network: no stranger elsewhere can point these here. */
export function ownNames(): readonly string[] {
  const name = hostname().toLowerCase()
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) return []
  return [name, `${name}.local`]
}

export const urlOf = (scheme: string, host: string, port: number): string =>
  `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}/`
