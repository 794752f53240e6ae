// How close together the rows of the tower stand: what an engineer works with, what hangs on a wall.

export const densities = ['usual', 'close', 'apart'] as const
export type Density = (typeof densities)[number]

export const densityOf = (text: string | null): Density => densities.find(name => name === text) ?? 'usual'

/** The next one, as the address has it; undefined is the usual one. */
export function nextDensity(now: Density): Density | undefined {
  const next = densities[(densities.indexOf(now) + 1) % densities.length]
  return next === 'usual' ? undefined : next
}
