// How many laps are listed, and which filter hides how many of the others.
import { type Hidden, hidings } from './lap-groups.ts'

const named: Readonly<Record<keyof Hidden, string>> = {
  outside: 'outside the stretch',
  weather: 'in other or unknown weather',
  notFull: 'out, in or broken off',
  notValid: 'not known to be valid',
  inTraffic: 'in traffic, or not known to be without',
  untagged: 'without the tag',
  leftOut: 'left out by hand',
}

export const hiddenWords = (hidden: Hidden): string =>
  hidings
    .filter(name => hidden[name] > 0)
    .map(name => `${hidden[name]} ${named[name]}`)
    .join(', ')

/** `listed` is how many of them are on the page so far. */
export function countWords(kept: number, listed: number, hidden: Hidden): string {
  const words = hiddenWords(hidden)
  return [
    `${kept} ${kept === 1 ? 'lap' : 'laps'}`,
    words === '' ? '' : `hidden: ${words}`,
    listed < kept ? `${listed} listed` : '',
  ]
    .filter(text => text !== '')
    .join(' · ')
}
