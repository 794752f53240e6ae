// Closed sets of AC EVO's shared memory. Source: ACE_SharedFileOut, version 1.

export const evoSessions = {
  [-1]: 'unknown',
  0: 'time attack',
  1: 'race',
  2: 'hot stint',
  3: 'cruise',
} as const

export const evoFlags = {
  0: 'none',
  1: 'white',
  2: 'green',
  3: 'red',
  4: 'blue',
  5: 'yellow',
  6: 'black',
  7: 'black and white',
  8: 'chequered',
  9: 'orange circle',
  10: 'red and yellow stripes',
} as const

export const evoLocations = {
  0: 'unassigned',
  1: 'pit lane',
  2: 'pit entry',
  3: 'pit exit',
  4: 'track',
} as const
export const evoEngines = { 0: 'combustion', 1: 'electric' } as const
export const evoGrips = { 0: 'green', 1: 'fast', 2: 'optimum' } as const
