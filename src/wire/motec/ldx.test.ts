import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { recording } from '../../../test/conformance/recorded-data.ts'
import { WireFault } from '../fault.ts'
import { damaged, seeded } from '../testing/mutations.ts'
import { parseXml } from '../xml.ts'
import { isLdx, ldxText, readLdx } from './ldx.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

const oneLine =
  '<?xml version="1.0"?><LDXFile Locale="C" Version="1.6"><Layers><Layer LayerName=""><MarkerBlock>' +
  '<MarkerGroup Name="Beacons" Index="3"><Marker Version="100" ClassName="BCN" Name="Manual.1" Flags="13" Time="5.3619e+07"/>' +
  "<Marker Name='1, id=99' Time='1.5e+08'/><Marker/></MarkerGroup>" +
  '<MarkerGroup Name="Notes" Index="4"><Marker Time="1.0e+06"/></MarkerGroup>' +
  '</MarkerBlock><RangeBlock/></Layer></Layers></LDXFile>'

test('beacons are read from the layout with line breaks', () => {
  const text = ldxText({ beacons_us: [66_817_000, 176_346_000], details: new Map([['Total Laps', '3']]) })
  const { beacons, missing, details } = readLdx(bytesOf(text))
  assert.deepEqual(beacons, [
    { name: '0, id=99', index: 0, time_us: 66_817_000 },
    { name: '1, id=99', index: 1, time_us: 176_346_000 },
  ])
  assert.deepEqual(missing, [])
  assert.deepEqual([...details], [['Total Laps', '3']])
  assert.equal(isLdx(text), true)
})

test('beacons are read from the layout in one line, and other markers are none', () => {
  assert.deepEqual(readLdx(bytesOf(oneLine)).beacons, [
    { name: 'Manual.1', time_us: 53_619_000 },
    { name: '1, id=99', index: 1, time_us: 150_000_000 },
  ])
})

const valid = recording('acc-motec/Valid.ldx')

test('the recorded files have the beacons that were counted in them', { skip: valid.skip }, () => {
  const file = (name: string) => readFileSync(recording(`acc-motec/${name}`).path)
  assert.equal(readLdx(file('Valid.ldx')).beacons.length, 16)
  const laguna = readLdx(file('Laguna_Seca-porsche_991ii_gt3_r-18-2022.09.19-22.42.59.ldx'))
  assert.equal(laguna.beacons.length, 18)
  assert.deepEqual(laguna.missing, [12])
  assert.deepEqual(readLdx(file('no-laps.ldx')).beacons, [])
  assert.throws(
    () => readLdx(file('Invalid.ldx')),
    /\.ldx line 25: expected <\/s>, found <\/MarkerBlock>|line \d+: expected/,
  )
})

test('a recorded file is written again byte for byte', { skip: valid.skip }, () => {
  const text = readFileSync(valid.path, 'utf8')
  const { beacons, details } = readLdx(bytesOf(text))
  assert.equal(ldxText({ beacons_us: beacons.map(({ time_us }) => time_us), details }), text)
})

test('what is written is read back', () => {
  const times = fc.array(fc.integer({ min: 0, max: 10 ** 11 }), { maxLength: 30 })
  fc.assert(
    fc.property(times, fc.dictionary(fc.string(), fc.string()), (unsorted, record) => {
      const beacons_us = unsorted.sort((a, b) => a - b)
      const details = new Map(Object.entries(record))
      const read = readLdx(bytesOf(ldxText({ beacons_us, details })))
      assert.deepEqual(
        read.beacons.map(({ time_us }) => time_us),
        beacons_us,
      )
      assert.deepEqual(read.details, details)
    }),
    { seed: 6, numRuns: 100 },
  )
})

test('XML that is none is refused with its line', () => {
  const cases: Readonly<Record<string, RegExp>> = {
    '<a>\n<b></a>': /x line 2: expected <\/b>, found <\/a>/,
    '<a>': /x line 1: expected <\/a>, found the end/,
    '<!DOCTYPE a [<!ENTITY b "c">]><a/>': /expected a tag/,
    '<a b=c/>': /expected an attribute or the end of <a/,
    '<a/><b/>': /expected one root element/,
    text: /expected an element, found text/,
    '<!-- a': /expected a comment or an instruction that ends/,
    '': /expected an element, found the end/,
  }
  for (const [text, expected] of Object.entries(cases))
    assert.throws(() => parseXml(text, 'x'), expected, text)
  assert.throws(() => parseXml('<a>'.repeat(100), 'x'), /64 deep/)
  assert.throws(() => readLdx(bytesOf('<a/>')), /expected the element LDXFile, found a/)
})

test('entities of an attribute are resolved, and unknown ones stay as they are', () => {
  const { attributes } = parseXml('<a b="&lt;&#65;&#x42;&amp;&nope;"/>', 'x')
  assert.equal(attributes.get('b'), '<AB&&nope;')
})

test('a damaged file gives beacons or a fault, never another error', () => {
  const random = seeded(13)
  const whole = bytesOf(oneLine)
  let refused = 0
  for (let run = 0; run < 3000; run++) {
    try {
      readLdx(damaged(whole, random))
    } catch (fault) {
      assert.ok(fault instanceof WireFault, String(fault))
      refused++
    }
  }
  assert.ok(refused > 500)
})
