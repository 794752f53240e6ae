// Closed sets of the broadcasting protocol. Source: ACC broadcasting SDK, version 4. They differ from shared memory's.

export const broadcastSessionTypes = {
  0: 'practice',
  4: 'qualifying',
  9: 'superpole',
  10: 'race',
  11: 'hotlap',
  12: 'hotstint',
  13: 'hotlap-superpole',
  14: 'replay',
} as const

export const sessionPhases = {
  0: 'none',
  1: 'starting',
  2: 'pre-formation',
  3: 'formation-lap',
  4: 'pre-session',
  5: 'session',
  6: 'session-over',
  7: 'post-session',
  8: 'results',
} as const

export const carLocations = {
  0: 'none',
  1: 'track',
  2: 'pit-lane',
  3: 'pit-entry',
  4: 'pit-exit',
} as const

export const broadcastEvents = {
  0: 'none',
  1: 'green-flag',
  2: 'session-over',
  3: 'penalty',
  4: 'accident',
  5: 'lap-completed',
  6: 'best-session-lap',
  7: 'best-personal-lap',
} as const

export const driverCategories = { 0: 'bronze', 1: 'silver', 2: 'gold', 3: 'platinum' } as const

export const cupCategories = { 0: 'overall', 1: 'pro-am', 2: 'am', 3: 'silver', 4: 'national' } as const
