// What somebody may do at this hub. A route, a topic and a credential name one of these.

/** Each role with what it is for; a page and the command line show these words. */
export const roles = {
  reader: 'reads pages and the API, watches live',
  steward: 'reads, rules on laps, declares events, speaks to drivers, switches rules',
  rig: 'publishes its own measurements over MQTT, and nothing else',
  owner: 'everything, and who else may come in',
} as const

export type Role = keyof typeof roles

export const roleNames = ['reader', 'steward', 'rig', 'owner'] as const satisfies readonly Role[]

/** What a route wants: a role, or nothing at all. */
export type Needed = 'nobody' | 'reader' | 'steward' | 'owner'

const rank = { nobody: 0, rig: 0, reader: 1, steward: 2, owner: 3 } as const

/** Whether `role` is enough for what is `needed`; without a role, only for what needs nobody. */
export const suffices = (role: Role | undefined, needed: Needed): boolean =>
  rank[role ?? 'nobody'] >= rank[needed]
