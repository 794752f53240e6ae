// The share card: one lap as a picture of 1600 × 900, with its time, sectors, driver, map and trace.
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { LakeFault } from '../../lake/fault.ts'
import type { LapReader } from '../../lake/lap-reader.ts'
import { carOf } from '../../model/cars.ts'
import type { RuledLap } from '../../model/ruling.ts'
import { formatLapTime } from '../../units/lap-time.ts'
import { millis } from '../../units/quantity.ts'
import { cardColours as colours } from './card-colours.ts'
import { type CardLap, readCardLap } from './card-lap.ts'
import { paintMap } from './card-map.ts'
import { fitted, font, registerFonts, text } from './card-text.ts'
import { paintTrace } from './card-trace.ts'

const size = { width: 1600, height: 900 } as const
const margin = 64
/** Columns of the upper half end, or begin, here. */
const mapLeft = 980

/** Draws the card of a lap as PNG. A lap without samples has its times alone. */
export async function shareCard(reader: LapReader, record: RuledLap): Promise<Uint8Array> {
  registerFonts()
  const canvas = createCanvas(size.width, size.height)
  const context = canvas.getContext('2d')
  const lap = await readOrNothing(reader, record)
  context.fillStyle = colours.bg0
  context.fillRect(0, 0, size.width, size.height)
  paintHead(context, record, lap)
  paintTime(context, record)
  paintSectors(context, record)
  if (lap?.map !== undefined)
    paintMap(context, lap, { left: mapLeft, top: 100, width: size.width - mapLeft - margin, height: 398 })
  const trace = { left: margin, top: 566, width: size.width - 2 * margin, height: 238 }
  if (lap !== undefined) paintTrace(context, lap, trace)
  paintFoot(context, record)
  return canvas.toBuffer('image/png')
}

async function readOrNothing(reader: LapReader, record: RuledLap): Promise<CardLap | undefined> {
  try {
    return await readCardLap(reader, record)
  } catch (error) {
    if (error instanceof LakeFault && error.code === 'no-such-lap') return undefined
    throw error
  }
}

function paintHead(
  context: SKRSContext2D,
  { track, started_at, origin }: RuledLap,
  lap: CardLap | undefined,
): void {
  text(context, lap?.trackName ?? track, margin, 88, 30, colours.ink2)
  const date = started_at.slice(0, 10)
  const right = size.width - margin
  const demo = origin === 'virtual' ? 'virtual drive · ' : origin === 'replay' ? 'replay · ' : ''
  text(context, `${demo}${date}`, right, 88, 24, colours.ink3, { align: 'right' })
}

function paintTime(
  context: SKRSContext2D,
  { lap_time_ms, driver, car, car_class, valid, kind }: RuledLap,
): void {
  const time = lap_time_ms === undefined ? 'no time' : formatLapTime(millis(lap_time_ms))
  const struck = valid === false
  text(context, time, margin - 6, 248, 150, struck ? colours.ink3 : colours.ink, { bold: true })
  context.font = font(150, true)
  const end = margin + context.measureText(time).width
  if (struck) {
    context.fillStyle = colours.invalid
    context.fillRect(margin, 194, end - margin - 6, 6)
  }
  text(
    context,
    fitted(context, driver || 'unknown driver', 44, mapLeft - 2 * margin),
    margin,
    326,
    44,
    colours.ink,
    {
      bold: true,
    },
  )
  const name = carOf(car)?.name ?? car
  const what = [name, car_class, ...(kind === 'flying' ? [] : [`${kind} lap`])].filter(part => part !== '')
  text(context, fitted(context, what.join('  ·  '), 26, mapLeft - 2 * margin), margin, 370, 26, colours.ink2)
}

/** Each sector with its time, as wide as it was long. */
function paintSectors(context: SKRSContext2D, { sector_times_ms }: RuledLap): void {
  const total = sector_times_ms.reduce((sum, time) => sum + time, 0)
  if (total === 0) return
  const [width, gap, top] = [mapLeft - 2 * margin - 24, 10, 420]
  let left = margin
  sector_times_ms.forEach((time, index) => {
    const own = (width - gap * (sector_times_ms.length - 1)) * (time / total)
    context.fillStyle = colours.bg2
    context.fillRect(left, top, own, 84)
    context.fillStyle = colours['lap-a']
    context.fillRect(left, top + 80, own, 4)
    text(context, `S${index + 1}`, left + 16, top + 30, 18, colours.ink3)
    text(context, formatLapTime(millis(time)), left + 16, top + 65, 30, colours.ink, { bold: true })
    left += own + gap
  })
}

function paintFoot(context: SKRSContext2D, record: RuledLap): void {
  const baseline = size.height - 44
  const { valid, invalid_reason, conditions, air_temp_c, road_temp_c, tyre_compound, ruling } = record
  const judged =
    valid === null
      ? { mark: '○', words: 'validity not told', colour: colours.ink3 }
      : valid
        ? {
            mark: '●',
            words: ruling?.verdict === 'valid' ? `valid, ruled by ${ruling.by}` : 'valid',
            colour: colours.gain,
          }
        : { mark: '✕', words: invalid_reason ?? 'not valid', colour: colours.invalid }
  let left = margin
  left += mark(context, judged.mark, left, baseline, judged.colour)
  const facts = [
    judged.words,
    conditions,
    tyre_compound?.replaceAll('_', ' '),
    air_temp_c === undefined ? undefined : `air ${Math.round(air_temp_c)} °C`,
    road_temp_c === undefined ? undefined : `track ${Math.round(road_temp_c)} °C`,
  ].filter(fact => fact !== undefined && fact !== '')
  text(context, fitted(context, facts.join('  ·  '), 22, 1150), left, baseline, 22, colours.ink2)
  text(context, 'pitwall', size.width - margin, baseline, 24, colours.ink3, { align: 'right', bold: true })
}

/** A mark that carries the verdict beside its colour; the typeface has none of them. Returns the room that it took. */
function mark(context: SKRSContext2D, shape: string, left: number, baseline: number, colour: string): number {
  const [x, y, radius] = [left + 9, baseline - 8, 8]
  context.strokeStyle = colour
  context.fillStyle = colour
  context.lineWidth = 4
  context.beginPath()
  if (shape === '✕') {
    context.moveTo(x - radius, y - radius)
    context.lineTo(x + radius, y + radius)
    context.moveTo(x + radius, y - radius)
    context.lineTo(x - radius, y + radius)
    context.stroke()
  } else {
    context.arc(x, y, shape === '●' ? radius : radius - 2, 0, 2 * Math.PI)
    if (shape === '●') context.fill()
    else context.stroke()
  }
  return 32
}
