// The .ldx file beside an .ld: beacons, which are the instants at which the car crossed the line, and a summary.
import { WireFault } from '../fault.ts'
import { sniffText } from '../text.ts'
import { elementsNamed, escapeXml, parseXml } from '../xml.ts'

export type LdxFile = {
  /** In the order of time. */
  readonly beacons: readonly LdxBeacon[]
  /** Numbers that the names of the beacons leave out: a lap there may be two. */
  readonly missing: readonly number[]
  /** "Total Laps", "Fastest Time" and the like as written; they count laps that were none. */
  readonly details: ReadonlyMap<string, string>
}

export type LdxBeacon = {
  readonly name: string
  /** Counts from 0 where the name says so. */
  readonly index?: number
  /** Microseconds since the start of the .ld. */
  readonly time_us: number
}

const most = { bytes: 16 * 2 ** 20, beacons: 100_000, hours: 1000 }

/** Whether the text begins as a .ldx does. */
export const isLdx = (text: string): boolean => /^\s*(<\?xml[^>]*>\s*)?<LDXFile\b/.test(text)

/**
 * Reads the file, in either of its two layouts. Markers without a time are passed over. Throws WireFault `bad-text` with
 * the line for what is no XML, `not-this-format` for another root, `too-large` beyond 16 MB.
 */
export function readLdx(bytes: Uint8Array, where = '.ldx'): LdxFile {
  const root = parseXml(sniffText(bytes, where, most.bytes).text, where)
  if (root.name !== 'LDXFile') {
    throw new WireFault('not-this-format', where, 'the element LDXFile', root.name.slice(0, 40))
  }
  const beacons = [...elementsNamed(root, 'MarkerGroup')]
    .filter(group => group.attributes.get('Name') === 'Beacons')
    .flatMap(group => [...elementsNamed(group, 'Marker')])
    .flatMap(({ attributes }) => {
      const time_us = Number(attributes.get('Time') ?? Number.NaN)
      if (!(time_us >= 0 && time_us < most.hours * 3_600_000_000)) return []
      const name = attributes.get('Name') ?? ''
      const index = /^(\d{1,6})\b/.exec(name)?.[1]
      return [{ name, ...(index === undefined ? {} : { index: Number(index) }), time_us }]
    })
    .sort((a, b) => a.time_us - b.time_us)
  if (beacons.length > most.beacons) {
    throw new WireFault('too-large', where, `at most ${most.beacons} beacons`, String(beacons.length))
  }
  const details = new Map<string, string>()
  for (const element of elementsNamed(root, 'Details')) {
    for (const { attributes } of element.children) {
      const id = attributes.get('Id')
      if (id !== undefined) details.set(id, attributes.get('Value') ?? '')
    }
  }
  return { beacons, missing: missingBetween(beacons), details }
}

function missingBetween(beacons: readonly LdxBeacon[]): readonly number[] {
  const numbers = beacons.flatMap(({ index }) => index ?? [])
  const first = numbers[0]
  const last = numbers.at(-1)
  if (first === undefined || last === undefined || last - first > most.beacons) return []
  const there = new Set(numbers)
  return Array.from({ length: Math.max(0, last - first) }, (_, step) => first + step).filter(
    number => !there.has(number),
  )
}

/** What to write: when the line was crossed, and the summary that i2 shows. */
export type LdxContent = {
  readonly beacons_us: readonly number[]
  readonly details: ReadonlyMap<string, string>
}

/** The text of a file in the layout with line breaks. */
export function ldxText({ beacons_us, details }: LdxContent): string {
  const markers = beacons_us.map(
    (time, index) =>
      `     <Marker Version="100" ClassName="BCN" Name="${index}, id=99" Flags="13" Time="${exponential(time)}"/>`,
  )
  const strings = [...details].map(
    ([id, value]) => `   <String Id="${escapeXml(id)}" Value="${escapeXml(value)}"/>`,
  )
  const lines = [
    '<?xml version="1.0"?>',
    '<LDXFile Locale="English_Canada.1252" DefaultLocale="C" Version="1.6">',
    ' <Layers>',
    '  <Layer>',
    '   <MarkerBlock>',
    '    <MarkerGroup Name="Beacons" Index="0">',
    ...markers,
    '    </MarkerGroup>',
    '   </MarkerBlock>',
    '   <RangeBlock/>',
    '  </Layer>',
    '  <Details>',
    ...strings,
    '  </Details>',
    ' </Layers>',
    '</LDXFile>',
  ]
  return `${lines.join('\n')}\n`
}

/** `6.68170000000000000e+07`: 17 decimals and an exponent of at least two digits. */
const exponential = (value: number): string =>
  value.toExponential(17).replace(/e([+-])(\d)$/, (_, sign, digit) => `e${sign}0${digit}`)
