// How many laps are listed, and which filter hides how many of the others.
import type { Hidden } from './lap-groups.ts'

const named: Readonly<Record<keyof Hidden, string>> = {
  outside: 'outside the stretch',
  weather: 'in other or unknown weather',
  notFull: 'out, in or broken off',
  notValid: 'not known to be valid',
}

export const hiddenWords = (hidden: Hidden): string =>
  (['outside', 'weather', 'notFull', 'notValid'] as const)
    .filter(name => hidden[name] > 0)
    .map(name => `${hidden[name]} ${named[name]}`)
    .join(', ')

/** `limit` where more may be stored than were asked for. */
export function countWords(kept: number, limit: number | undefined, hidden: Hidden): string {
  const words = hiddenWords(hidden)
  return [
    `${kept} ${kept === 1 ? 'lap' : 'laps'}`,
    words === '' ? '' : `hidden: ${words}`,
    limit === undefined ? '' : `of the newest ${limit}`,
  ]
    .filter(text => text !== '')
    .join(' · ')
}
