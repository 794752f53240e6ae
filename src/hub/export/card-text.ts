// Letters on the share card: the typeface of the page, out of its package.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'

type Look = { readonly align?: 'left' | 'right' | 'center'; readonly bold?: boolean }

/** Writes one line; `y` is its baseline. */
export function text(
  context: SKRSContext2D,
  line: string,
  x: number,
  y: number,
  pixels: number,
  colour: string,
  { align = 'left', bold = false }: Look = {},
): void {
  context.font = font(pixels, bold)
  context.fillStyle = colour
  context.textAlign = align
  context.fillText(line, x, y)
}

/** A line cut to a width, with what was cut shown. */
export function fitted(context: SKRSContext2D, line: string, pixels: number, width: number): string {
  context.font = font(pixels, true)
  if (context.measureText(line).width <= width) return line
  let kept = line
  while (kept.length > 0 && context.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1)
  return `${kept.trimEnd()}…`
}

const family = 'B612'
/** What the typeface has no letters for comes from the system. */
export const font = (pixels: number, bold: boolean): string =>
  `${bold ? 700 : 400} ${pixels}px ${family}, sans-serif`

let registered = false
export function registerFonts(): void {
  if (registered) return
  const files = createRequire(import.meta.url)
  for (const script of ['latin', 'latin-ext']) {
    for (const weight of [400, 700]) {
      const file = `@fontsource/b612/files/b612-${script}-${weight}-normal.woff`
      try {
        GlobalFonts.register(readFileSync(files.resolve(file)), family)
      } catch {
        // Without this one the system's letters stand in.
      }
    }
  }
  registered = true
}
