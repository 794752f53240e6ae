import assert from 'node:assert/strict'
import { test } from 'node:test'
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
