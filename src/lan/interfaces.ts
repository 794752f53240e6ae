// The networks that this machine is on: its IPv4 addresses beside loopback, each with who is on the same one.
import { BlockList, isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'

export type LanInterface = {
  readonly address: string
  /** Whether an address is on the same network, so that no answer leaves it [RFC 6762, 11]. */
  readonly reaches: (address: string) => boolean
}

/** Those on which a server that listens on `host` can be reached; all when it listens on every address. */
export function lanInterfaces(host = '0.0.0.0'): readonly LanInterface[] {
  const everywhere = host === '0.0.0.0' || host === '::'
  return Object.values(networkInterfaces())
    .flatMap(list => list ?? [])
    .filter(
      ({ family, internal, address }) => family === 'IPv4' && !internal && (everywhere || address === host),
    )
    .map(({ address, cidr }) => {
      const near = new BlockList()
      near.addSubnet(address, Number(cidr?.split('/')[1] ?? 32))
      return { address, reaches: other => isIPv4(other) && near.check(other) }
    })
}
