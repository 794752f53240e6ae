// Words that a stranger on the network sent, made harmless for a terminal and a page.

/** Control, format, surrogate and unassigned characters: what could move a cursor, turn text round or hide in it. */
const harmful = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu

/** At most `longest` characters, each one that can be seen; one that could do harm becomes a middle dot. */
export function plainText(text: string, longest = 60): string {
  const seen = [...text.slice(0, 4 * longest).replace(harmful, '·')]
  return seen.length <= longest ? seen.join('').trim() : `${seen.slice(0, longest - 1).join('')}…`
}
