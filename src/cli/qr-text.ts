// A QR code as text for a terminal: two rows of squares to a line.
import { encodeQR } from 'qr'

/** Squares of nothing around it: two are enough on a screen [ISO 18004 asks for four on paper]. */
const border = 2
/** Black on white, whatever colours the terminal has: cameras read it the other way round less well. */
const colours = ['\u001b[30;107m', '\u001b[0m'] as const

/** Lines that are read when the terminal shows colours. */
export function qrText(text: string): string {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border })
  const [on, off] = colours
  const lines: string[] = []
  for (let at = 0; at < rows.length; at += 2) {
    const [upper = [], lower = []] = [rows[at], rows[at + 1]]
    const squares = upper.map((above, column) => square(above, lower[column] ?? false)).join('')
    lines.push(`  ${on}${squares}${off}`)
  }
  return lines.join('\n')
}

const square = (above: boolean, below: boolean): string => (above ? (below ? '█' : '▀') : below ? '▄' : ' ')
