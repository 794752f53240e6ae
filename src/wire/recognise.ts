// Whose pages are these? Three games write under the same names, and a mapping is rounded up to whole memory pages:
// what the pages hold tells them apart.

import { ac1Graphics } from './ac1/graphics.ts'
import { ac1Physics } from './ac1/physics.ts'
import { ac1Static } from './ac1/static.ts'
import { accGraphics } from './acc/graphics.ts'
import type { PageName } from './acc/page.ts'
import { accPhysics } from './acc/physics.ts'
import { accStatic } from './acc/static.ts'
import { WireFault } from './fault.ts'
import { fits, type PagePrefix, type WireGameId, wireGameIds, wireGames } from './games.ts'
import { wideText } from './wide-text.ts'

/** Copies of the three pages as they were found, of whatever length. */
export type FoundPages = { readonly [Page in PageName]: Uint8Array }

export type Recognised =
  | { readonly kind: 'game'; readonly game: WireGameId }
  /** Nothing was written yet: it may become any of these. */
  | { readonly kind: 'empty' }
  /** Sizes or texts that no game has. */
  | { readonly kind: 'unknown'; readonly found: string }

/** Which game wrote these pages. `prefix` is what their names began with, where they have names. */
export function recognise(pages: FoundPages, prefix?: PagePrefix): Recognised {
  const possible = wireGameIds.filter(
    id =>
      (prefix === undefined || wireGames[id].prefix === prefix) &&
      pageNames.every(page => fits(wireGames[id].pages[page], pages[page].byteLength)),
  )
  const [only, ...others] = possible
  if (only === undefined) return { kind: 'unknown', found: sizesOf(pages) }
  if (others.length === 0) return { kind: 'game', game: only }
  return isBlank(pages.static, 0, pages.static.byteLength)
    ? { kind: 'empty' }
    : { kind: 'game', game: bySpelling(pages, new Set(possible)) }
}

/**
 * Checks that pages are those of the game that is wanted. Throws WireFault `other-game`, with the names of both, or
 * `wrong-size` for pages of no game; passes while nothing was written yet.
 */
export function requireGame(wanted: WireGameId, recognised: Recognised): void {
  if (recognised.kind === 'empty' || (recognised.kind === 'game' && recognised.game === wanted)) return
  const expected = `those of ${wireGames[wanted].name}`
  if (recognised.kind === 'unknown') throw new WireFault('wrong-size', 'pages', expected, recognised.found)
  throw new WireFault(
    'other-game',
    'pages',
    expected,
    `those of ${wireGames[recognised.game].name}; start the other game, or leave out --game`,
  )
}

const pageNames = ['physics', 'graphics', 'static'] as const

const sizesOf = (pages: FoundPages) =>
  `${pageNames.map(page => pages[page].byteLength).join(', ')} bytes (physics, graphics, static)`

/** ACC writes this where AC1 names the layout of the track. */
const accLayoutText = 'track config'

/** Told by the texts of the static page, and by what was written beyond the end of AC1's pages. */
function bySpelling(pages: FoundPages, possible: ReadonlySet<WireGameId>): WireGameId {
  const { physics, graphics, static: texts } = pages
  // A version is a digit and a point: as bytes, or as words whose second byte is zero.
  if (possible.has('evo') && texts[1] !== 0) return 'evo'
  const beyond =
    wideText(texts, accStatic.offsets.trackConfiguration, accLayoutText.length) === accLayoutText ||
    !isBlank(texts, ac1Static.size, accStatic.size) ||
    !isBlank(graphics, ac1Graphics.size, accGraphics.size) ||
    !isBlank(physics, ac1Physics.size, accPhysics.size)
  if (possible.has('ac1') && !beyond) return 'ac1'
  return isInKelvin(physics) ? 'acr' : 'acc'
}

/** No tyre of a car that exists is below −70 °C, and none of ACC is above 200 °C. */
const kelvin = 200

function isInKelvin(physics: Uint8Array): boolean {
  const view = new DataView(physics.buffer, physics.byteOffset, physics.byteLength)
  return [0, 1, 2, 3].every(
    wheel => view.getFloat32(accPhysics.offsets.tyreCoreTemperature + wheel * 4, true) > kelvin,
  )
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let index = from; index < to && index < bytes.byteLength; index++) if (bytes[index] !== 0) return false
  return true
}
