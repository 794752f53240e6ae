import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cutsOver, cutsProblem, cutsText, readCuts } from '../model/cuts.ts'
import { trackOf } from '../model/track.ts'
import { tracks } from '../model/tracks.ts'
import { segmentsOf } from './segments.ts'

test('the corners of Monza that share a name are one segment', () => {
  const segments = segmentsOf(trackOf('monza'), 5759)
  assert.deepEqual(
    segments.map(({ label }) => label),
    ['T1-2', 'T3', 'T4-5', 'T6', 'T7', 'T8-10', 'T11'],
  )
  assert.equal(segments[2]?.name, 'Variante della Roggia')
})

test('every track is cut from line to line without a gap', () => {
  for (const [id, track] of Object.entries(tracks)) {
    for (const line of [0, 137]) {
      const segments = segmentsOf(track, track.length_m, line)
      assert.equal(segments[0]?.from_m, 0, id)
      assert.equal(segments.at(-1)?.to_m, track.length_m, id)
      segments.forEach((segment, at) => {
        assert.ok(segment.to_m > segment.from_m, `${id} ${segment.label}`)
        assert.equal(segment.from_m, segments[at - 1]?.to_m ?? 0, id)
      })
    }
  }
})

test('a track that the table does not have is cut into ten', () => {
  const segments = segmentsOf(undefined, 25_185)
  assert.equal(segments.length, 10)
  assert.equal(segments[0]?.label, '0–2519 m')
})

test('a track that somebody cut keeps those cuts, named after their corners unless they have a name', () => {
  const cuts = [
    { from_m: 0, name: '' },
    { from_m: 1100, name: 'Biassono' },
    { from_m: 1900, name: '' },
    { from_m: 2450, name: '' },
    { from_m: 5600, name: '' },
  ]
  const segments = segmentsOf(trackOf('monza'), 5759, 0, cuts)
  assert.deepEqual(
    segments.map(({ label, name, from_m, to_m }) => [label, name, from_m, to_m]),
    [
      ['T1-2', 'Variante del Rettifilo', 0, 1100],
      ['T3', 'Biassono', 1100, 1900],
      ['T4-5', 'Variante della Roggia', 1900, 2450],
      ['T6-11', 'Curva di Lesmo 1 · Curva di Lesmo 2 · Variante Ascari · Curva Parabolica', 2450, 5600],
      ['5600–5759 m', '', 5600, 5759],
    ],
  )
})

test('cuts are read as they are written, and what cuts no lap is said', () => {
  const cuts = [
    { from_m: 0, name: '' },
    { from_m: 640, name: 'Curva-Grande' },
  ]
  assert.equal(cutsText(cuts), '0_640-Curva-Grande')
  assert.deepEqual(readCuts(cutsText(cuts)), cuts)
  assert.equal(readCuts('0_none'), undefined)
  assert.equal(cutsProblem(cuts, 5759), undefined)
  assert.match(cutsProblem(cuts, 650) ?? '', /found one from 640 to 650 m/)
  assert.match(cutsProblem(cuts.slice(1), 5759) ?? '', /begin at 0 m, found 640/)
  assert.deepEqual(
    cutsOver(cuts, 1000, 1100).map(({ from_m }) => from_m),
    [0, 704],
  )
})
