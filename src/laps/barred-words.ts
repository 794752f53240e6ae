// Words that an organiser does not want on a board. None come with pitwall: what is rude, each place knows for itself.

/** Bytes and lines of a list. */
export const longestList = { bytes: 256 * 1024, words: 20_000 } as const

/**
 * Whether a name has a word of the list, one a line: `word` stands for that word alone, `word*` for all that begin with
 * it, `*word*` for all that have it somewhere. Empty lines and those after `#` are passed over; case and accents make no
 * difference, nor do figures in the place of letters.
 */
export function barredBy(list: string): (name: string) => boolean {
  const patterns = list
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => ({ word: plain(line), before: line.startsWith('*'), behind: line.endsWith('*') }))
    .filter(({ word }) => word !== '')
  return name => {
    const words = name.split(/[^\p{L}\p{N}\p{M}]+/u).map(plain)
    return patterns.some(({ word, before, behind }) =>
      words.some(found => {
        if (before && behind) return found.includes(word)
        if (before) return found.endsWith(word)
        return behind ? found.startsWith(word) : found === word
      }),
    )
  }
}

const figures: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
}

/** Letters alone, small, without accents. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[013457]/g, figure => figures[figure] ?? figure)
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
