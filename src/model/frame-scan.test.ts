import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { unixMillis } from '../units/quantity.ts'
import { columnsOfPage, type SampledPage } from './channels.ts'
import { decodePage, encodeFrame, type PageColumns } from './frame.ts'
import { decodeFrame, type FramePages } from './frame-scan.ts'
import { lapIdOf, rigId, sessionIdOf, siteId } from './identity.ts'
import { readFrame } from './messages.ts'

const session = sessionIdOf(siteId('home'), rigId('rig1'), unixMillis(0))
const header = {
  site: siteId('home'),
  rig: rigId('rig1'),
  session_id: session,
  lap_id: lapIdOf(session, 1, 1),
  lap_number: 1,
  seq: 0,
}

/** The long way round, which the scan must agree with. */
function plainly(bytes: Uint8Array): FramePages {
  const frame = readFrame(JSON.parse(Buffer.from(bytes).toString()))
  const [physics, graphics] = [decodePage(frame, 'physics'), decodePage(frame, 'graphics')]
  return { ...(physics && { physics }), ...(graphics && { graphics }) }
}

const outcome = (read: () => FramePages): unknown => {
  try {
    return read()
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : thrown
  }
}
const same = (bytes: Uint8Array) =>
  assert.deepEqual(
    outcome(() => decodeFrame(bytes)),
    outcome(() => plainly(bytes)),
  )

const value = fc.oneof(
  { weight: 6, arbitrary: fc.float({ min: -5000, max: 5000, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
)
const pageOf = (page: SampledPage) =>
  fc
    .record({
      names: fc.uniqueArray(fc.nat(columnsOfPage(page).length - 1), { maxLength: 6 }),
      rows: fc.integer({ min: 0, max: 12 }),
      steps: fc.array(fc.nat(40_000), { minLength: 12, maxLength: 12 }),
      start: fc.nat(2 ** 45),
      values: fc.array(fc.array(value, { minLength: 12, maxLength: 12 }), { minLength: 6, maxLength: 6 }),
    })
    .map(({ names, rows, steps, start, values }): PageColumns => {
      const clock = steps.map((_, row) => steps.slice(0, row).reduce((sum, step) => sum + step, start))
      return {
        count: rows,
        t_us: Float64Array.from(clock),
        packet: Float64Array.from(steps),
        columns: names.toSorted((a, b) => a - b).flatMap(index => columnsOfPage(page)[index] ?? []),
        values: names.map((_, index) => Float32Array.from(values[index] ?? [])),
        none: names.map(() => undefined),
      }
    })
const frame = fc
  .record({ physics: pageOf('physics'), graphics: pageOf('graphics') })
  .map(pages => Buffer.from(JSON.stringify(encodeFrame(header, pages))))

test('a frame read from its text is the frame that was sent', () => {
  fc.assert(fc.property(frame, bytes => same(bytes)))
})

test('whatever becomes of the text, it is read or refused as if it were read the long way round', () => {
  const mutation = fc.record({
    at: fc.nat(),
    byte: fc.constantFrom(...Buffer.from('0123456789-+.eE,:[]{}" nul\\')),
    how: fc.constantFrom('replace', 'insert', 'cut'),
  })
  fc.assert(
    fc.property(frame, fc.array(mutation, { minLength: 1, maxLength: 3 }), (bytes, mutations) => {
      let text = [...bytes]
      for (const { at, byte, how } of mutations) {
        const place = at % (text.length + 1)
        text =
          how === 'cut' ? text.toSpliced(place, 1) : text.toSpliced(place, how === 'insert' ? 0 : 1, byte)
      }
      const mutated = Buffer.from(text)
      const read = outcome(() => decodeFrame(mutated))
      const long = outcome(() => plainly(mutated))
      // What the header says beside its form is the business of whoever takes the message.
      if (typeof long === 'string' && /^(frame )?(site|rig|session_id|lap_id|lap_number|seq)\b/.test(long))
        return
      assert.deepEqual(read, long)
    }),
    { numRuns: 3000 },
  )
})

test('a frame with spaces, other keys or another order is read as well', () => {
  const [bytes] = fc.sample(frame, 1)
  const plain: unknown = JSON.parse(String(bytes))
  same(Buffer.from(JSON.stringify(plain, undefined, 2)))
  same(Buffer.from(JSON.stringify({ extra: { nested: [1] }, ...Object(plain) })))
  same(Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(Object(plain)).reverse()))))
})
