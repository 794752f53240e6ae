// The trace on the share card: speed over the lap, the pedals beneath, and the places of corners and sector lines.
import type { SKRSContext2D } from '@napi-rs/canvas'
import { cardColours as colours } from './card-colours.ts'
import type { CardLap } from './card-lap.ts'
import type { Box } from './card-map.ts'
import { text } from './card-text.ts'

const pedals_px = 40
/** Corners closer than this share one label's room: the second has none. */
const apart_px = 26

export function paintTrace(context: SKRSContext2D, lap: CardLap, box: Box): void {
  const { speed_kmh, throttle, brake, corners, sectorEnds } = lap
  if (speed_kmh === undefined) return
  const { left, top, width, height } = box
  const speedHeight = height - pedals_px - 30
  const x = (share: number) => left + share * width
  context.fillStyle = colours.bg1
  context.fillRect(left, top, width, height)
  context.fillStyle = colours.bg2
  for (const { from, to } of corners) context.fillRect(x(from), top, x(to) - x(from), height)
  let last = Number.NEGATIVE_INFINITY
  for (const { corner, from, to, apex = (from + to) / 2 } of corners) {
    if (x(apex) - last < apart_px) continue
    last = x(apex)
    text(context, `T${corner}`, last, top + height - 8, 15, colours.ink3, { align: 'center' })
  }
  context.fillStyle = colours['line-strong']
  for (const end of sectorEnds) context.fillRect(x(end) - 1, top, 2, height - 26)
  paintSpeed(context, speed_kmh, { left, top: top + 32, width, height: speedHeight - 32 })
  const pedals = { left, top: top + speedHeight + 2, width, height: pedals_px - 4 }
  if (throttle !== undefined) paintPedal(context, throttle, pedals, colours.gain)
  if (brake !== undefined) paintPedal(context, brake, pedals, colours.loss)
  paintLegend(context, lap, left, top - 12)
}

/** What is which: the traces have no axes. */
function paintLegend(
  context: SKRSContext2D,
  { throttle, brake, over }: CardLap,
  left: number,
  baseline: number,
): void {
  const entries = [
    ['speed', colours['lap-a']],
    ...(throttle === undefined ? [] : [['throttle', colours.gain] as const]),
    ...(brake === undefined ? [] : [['brake', colours.loss] as const]),
  ] as const
  let x = left
  for (const [word, colour] of entries) {
    context.fillStyle = colour
    context.fillRect(x, baseline - 8, 18, 4)
    text(context, word, x + 26, baseline, 17, colours.ink3)
    x += 26 + context.measureText(word).width + 26
  }
  if (over === 'time') text(context, 'over time', x, baseline, 17, colours.ink3)
}

function paintSpeed(context: SKRSContext2D, speed: Float32Array, { left, top, width, height }: Box): void {
  const known = speed.filter(value => !Number.isNaN(value))
  const low = known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  // Room for the words beneath the slowest point.
  const floor = low - 0.2 * (high - low)
  const span = Math.max(1, high - floor)
  const at = (index: number) => left + (index / (speed.length - 1)) * width
  const y = (value: number) => top + height - ((value - floor) / span) * height
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.strokeStyle = colours['lap-a']
  context.beginPath()
  let pen = false
  speed.forEach((value, index) => {
    if (Number.isNaN(value)) pen = false
    else if (pen) context.lineTo(at(index), y(value))
    else {
      context.moveTo(at(index), y(value))
      pen = true
    }
  })
  context.stroke()
  const [fastest, slowest] = [speed.indexOf(high), speed.indexOf(low)]
  const align = (index: number) =>
    index < speed.length * 0.1 ? 'left' : index > speed.length * 0.9 ? 'right' : 'center'
  label(context, `${Math.round(high)} km/h`, at(fastest), y(high) - 8, align(fastest))
  label(context, `${Math.round(low)}`, at(slowest), y(low) + 22, align(slowest))
}

function label(
  context: SKRSContext2D,
  words: string,
  x: number,
  y: number,
  align: 'left' | 'right' | 'center',
): void {
  text(context, words, x, y, 19, colours.ink, { align, bold: true })
}

/** How far a pedal is down, as a filled strip. */
function paintPedal(
  context: SKRSContext2D,
  pedal: Float32Array,
  { left, top, width, height }: Box,
  colour: string,
): void {
  context.globalAlpha = 0.75
  context.fillStyle = colour
  context.beginPath()
  context.moveTo(left, top + height)
  pedal.forEach((value, index) => {
    const down = Number.isNaN(value) ? 0 : Math.min(1, Math.max(0, value))
    context.lineTo(left + (index / (pedal.length - 1)) * width, top + height - down * height)
  })
  context.lineTo(left + width, top + height)
  context.fill()
  context.globalAlpha = 1
}
