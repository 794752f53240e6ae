// Closed sets of ACC's shared memory. Source: ACC shared memory 1.8.12, appendices.

/** Milliseconds that mean "no time yet". */
export const noTime = 2147483647
/** The same as text: 2147483647 ms written as minutes, seconds and thousandths. */
export const noTimeText = '35791:23:647'

export const statuses = { 0: 'off', 1: 'replay', 2: 'live', 3: 'pause' } as const

export const sessionTypes = {
  [-1]: 'unknown',
  0: 'practice',
  1: 'qualifying',
  2: 'race',
  3: 'hotlap',
  4: 'time-attack',
  5: 'drift',
  6: 'drag',
  7: 'hotstint',
  8: 'hotlap-superpole',
} as const

export const flags = {
  0: 'none',
  1: 'blue',
  2: 'yellow',
  3: 'black',
  4: 'white',
  5: 'chequered',
  6: 'penalty',
  7: 'green',
  8: 'orange',
} as const

export const penalties = {
  0: 'none',
  1: 'cutting: drive-through',
  2: 'cutting: stop and go 10 s',
  3: 'cutting: stop and go 20 s',
  4: 'cutting: stop and go 30 s',
  5: 'cutting: disqualified',
  6: 'cutting: best lap removed',
  7: 'pit speeding: drive-through',
  8: 'pit speeding: stop and go 10 s',
  9: 'pit speeding: stop and go 20 s',
  10: 'pit speeding: stop and go 30 s',
  11: 'pit speeding: disqualified',
  12: 'pit speeding: best lap removed',
  13: 'disqualified: mandatory pit ignored',
  14: 'post-race time',
  15: 'disqualified: trolling',
  16: 'disqualified: pit entry',
  17: 'disqualified: pit exit',
  18: 'disqualified: wrong way',
  19: 'drive-through: driver stint ignored',
  20: 'disqualified: driver stint ignored',
  21: 'disqualified: driver stint limit exceeded',
} as const

export const grips = {
  0: 'green',
  1: 'fast',
  2: 'optimum',
  3: 'greasy',
  4: 'damp',
  5: 'wet',
  6: 'flooded',
} as const

export const rains = {
  0: 'none',
  1: 'drizzle',
  2: 'light',
  3: 'medium',
  4: 'heavy',
  5: 'thunderstorm',
} as const
