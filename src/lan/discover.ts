// Hubs and connectors of this network, read.
import { type Found, type HubNotice, type RigNotice, readHub, readRig } from './notices.ts'
import { type Search, seek } from './seek.ts'

export type Discovered = {
  readonly hubs: readonly Found<HubNotice>[]
  readonly rigs: readonly Found<RigNotice>[]
}

/** Everybody who answered within `wait_ms`. */
export async function discover(search: Omit<Search, 'kinds'>): Promise<Discovered> {
  const services = await seek({ ...search, kinds: ['hub', 'rig'] })
  return {
    hubs: services.map(readHub).filter(hub => hub !== undefined),
    rigs: services.map(readRig).filter(rig => rig !== undefined),
  }
}

/** The hubs alone. */
export async function discoverHubs(search: Omit<Search, 'kinds'>): Promise<Discovered['hubs']> {
  const services = await seek({ ...search, kinds: ['hub'] })
  return services.map(readHub).filter(hub => hub !== undefined)
}
