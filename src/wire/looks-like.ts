// What a page looks like when nothing says that it is one: how it is found among files without a name.
import type { PageName } from './acc/page.ts'
import { accPhysics } from './acc/physics.ts'
import { evoGraphics } from './evo/graphics.ts'
import { wireGameIds, wireGames } from './games.ts'
import { wideText } from './wide-text.ts'

/** Whether `bytes` can be this page of any of the games: its texts, closed sets and ranges must be theirs. */
export function looksLike(page: PageName, bytes: Uint8Array): boolean {
  if (bytes.byteLength < smallest(page)) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (page === 'static') return looksLikeStatic(bytes)
  if (view.getInt32(0, true) <= 0) return false
  return page === 'graphics' ? looksLikeGraphics(view, bytes) : looksLikePhysics(view)
}

const smallest = (page: PageName) => Math.min(...wireGameIds.map(id => wireGames[id].pages[page].size))

/** Both versions in front: `1.9` and `1.7`, as words, or as bytes. */
function looksLikeStatic(bytes: Uint8Array): boolean {
  const version = /^\d{1,2}(\.\d{1,4}){1,3}$/
  const narrow = (from: number) => {
    const text = String.fromCharCode(...bytes.subarray(from, from + 15))
    return text.slice(0, text.indexOf('\0'))
  }
  const texts = bytes[1] === 0 ? [wideText(bytes, 0, 15), wideText(bytes, 30, 15)] : [narrow(0), narrow(15)]
  return texts.every(text => version.test(text))
}

function looksLikeGraphics(view: DataView, bytes: Uint8Array): boolean {
  const [status, session] = [view.getInt32(4, true), view.getInt32(8, true)]
  if (status < 0 || status > 3) return false
  if (session >= -1 && session <= 8 && /^-?\d{1,5}:\d\d:\d{3}$/.test(wideText(bytes, 12, 15))) return true
  // AC EVO: sixteen switches of one byte each.
  const { is_rpm_limiter_on: first, display_speed_kmh: end } = evoGraphics.offsets
  if (bytes.byteLength < evoGraphics.size) return false
  for (let index = first; index < end - 1; index++) if ((bytes[index] ?? 0) > 1) return false
  return true
}

/** Pedals from 0 to 1, a gear, speeds that a car can have, and four tyres under pressure. */
function looksLikePhysics(view: DataView): boolean {
  const { gas, brake, gear, rpms, speedKmh, steerAngle, heading, wheelsPressure } = accPhysics.offsets
  const isBetween = (offset: number, low: number, high: number) => {
    const value = view.getFloat32(offset, true)
    return value >= low && value <= high
  }
  const [inGear, turning] = [view.getInt32(gear, true), view.getInt32(rpms, true)]
  return (
    isBetween(gas, 0, 1) &&
    isBetween(brake, 0, 1) &&
    inGear >= 0 &&
    inGear <= 12 &&
    Math.abs(turning) < 30_000 &&
    isBetween(speedKmh, -5, 700) &&
    isBetween(steerAngle, -40, 40) &&
    isBetween(heading, -3.2, 3.2) &&
    [0, 4, 8, 12].every(wheel => isBetween(wheelsPressure + wheel, 3, 80))
  )
}
