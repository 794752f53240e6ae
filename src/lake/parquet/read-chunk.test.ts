import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { type AsyncBuffer, parquetMetadataAsync } from 'hyparquet'
import { readOwn } from '../own-chunks.ts'
import { ByteSource } from './byte-source.ts'
import { ByteSink } from './bytes.ts'
import { type ColumnData, noInt, type ParquetField } from './column.ts'
import { unpackDeltas } from './decoding.ts'
import { packDeltas, packWideDeltas } from './encoding.ts'
import { ParquetFile } from './file.ts'
import { readChunk } from './read-chunk.ts'

const folder = mkdtempSync(join(tmpdir(), 'read-chunk-'))
after(() => rmSync(folder, { recursive: true }))

type Plain =
  | Extract<ColumnData, { readonly type: 'float' | 'int' }>
  | { readonly type: 'bigint'; readonly values: Float64Array }

/** Writes groups of one column and reads `first ≤ row < last` of it back; undefined where the library would have to. */
async function readBack(field: ParquetField, groups: readonly Plain[], first: number, last: number) {
  const parts: Uint8Array[] = []
  const file = new ParquetFile([field], bytes => parts.push(bytes.slice()))
  for (const group of groups) file.writeGroup(group.values.length, () => group)
  file.finish()
  const bytes = Buffer.concat(parts)
  const path = join(folder, 'one.parquet')
  writeFileSync(path, bytes)
  const buffer: AsyncBuffer = {
    byteLength: bytes.length,
    slice: (from, to) => Uint8Array.from(bytes.subarray(from, to)).buffer,
  }
  const handle = await open(path, 'r')
  try {
    const column = empty(field.type, last - first)
    const metadata = await parquetMetadataAsync(buffer)
    return (await readOwn(handle, metadata, field.name, column, { first, last })) ? column.values : undefined
  } finally {
    await handle.close()
  }
}

function empty(type: string, rows: number): Plain {
  if (type === 'float') return { type, values: new Float32Array(rows).fill(Number.NaN) }
  if (type === 'int') return { type, values: new Int32Array(rows).fill(noInt) }
  return { type: 'bigint', values: new Float64Array(rows).fill(Number.NaN) }
}

/** Where eight of nine rows are missing nine of them add up, and beyond 2^31 a step is the library’s. */
const steady = fc.array(fc.integer({ min: 0, max: 2 ** 25 }), { minLength: 1, maxLength: 400 })
const clock = steady.map(steps => {
  let at = 2 ** 40
  return Float64Array.from(steps, step => (at += step % 2 === 0 ? step : -step))
})
const sometimes = <Value>(values: readonly Value[], missing: Value, mask: readonly boolean[]) =>
  values.map((value, row) => (mask[row % Math.max(1, mask.length)] === true ? missing : value))

const columns: fc.Arbitrary<Plain> = fc
  .tuple(fc.array(fc.boolean(), { maxLength: 9 }), fc.integer({ min: 1, max: 500 }))
  .chain(([mask, length]) =>
    fc.oneof(
      fc
        .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: length, maxLength: length })
        .map(
          (all): Plain => ({ type: 'float', values: Float32Array.from(sometimes(all, Number.NaN, mask)) }),
        ),
      fc
        .array(fc.integer({ min: noInt + 1 }), { minLength: length, maxLength: length })
        .map((all): Plain => ({ type: 'int', values: Int32Array.from(sometimes(all, noInt, mask)) })),
      clock.map(
        (all): Plain => ({
          type: 'bigint',
          values: Float64Array.from(sometimes([...all], Number.NaN, mask)),
        }),
      ),
      fc
        .float({ noNaN: true })
        .map((one): Plain => ({ type: 'float', values: new Float32Array(70).fill(one) })),
      fc.integer().map((one): Plain => ({ type: 'int', values: new Int32Array(70).fill(one) })),
    ),
  )

test('what ParquetFile writes of numbers is read back without the library, in any window of any groups', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(columns, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.nat(),
      async (made, from, to) => {
        const type = made[0]?.type ?? 'float'
        const groups = made.filter(group => group.type === type)
        const all = groups.flatMap(({ values }) => [...values])
        const first = from % all.length
        const last = first + 1 + (to % (all.length - first))
        const read = await readBack({ name: 'x', type }, groups, first, last)
        assert.deepEqual(read && [...read], all.slice(first, last))
      },
    ),
    { numRuns: 150 },
  )
})

test('a column that every row must have is read without levels', async () => {
  const values = Float64Array.of(5, 7, 9, 2 ** 41)
  const field = { name: 'x', type: 'bigint', required: true } as const
  assert.equal(
    await readBack(field, [{ type: 'bigint', values }], 0, 4),
    undefined,
    'wider steps are the library’s',
  )
  const near = Float64Array.of(2 ** 45, 2 ** 45 + 2500, 2 ** 45 + 5000)
  assert.deepEqual(await readBack(field, [{ type: 'bigint', values: near }], 0, 3), near)
})

test('differences of every width come back, those that wrap around among them', () => {
  for (let width = 0; width <= 30; width++) {
    const wide = Float64Array.from({ length: 301 }, (_, row) => 2 ** 50 + (row % 2) * (2 ** width - 1))
    const packed = packWideDeltas(wide)
    if (packed === undefined) continue
    const read = new Float64Array(wide.length)
    assert.ok(unpackDeltas(new ByteSource(packed), read), `width ${width}`)
    assert.deepEqual(read, wide)
  }
  const far = Int32Array.from({ length: 200 }, (_, row) => (row % 2 === 0 ? noInt + 1 : 2147483647))
  const read = new Int32Array(far.length)
  assert.ok(unpackDeltas(new ByteSource(packDeltas(far)), read))
  assert.deepEqual(read, far)
})

test('integers are read as they are written', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.nat(), (value, word) => {
      const [sink, half] = [new ByteSink(), Math.trunc(value / 4)]
      sink.zigzag(half)
      sink.uint32(word)
      const source = new ByteSource(sink.view())
      assert.deepEqual([source.zigzag(), source.uint32()], [half === 0 ? 0 : half, word])
    }),
  )
})

test('bytes that are no chunk end in a word, not in a loop', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom('float', 'int', 'bigint'),
      fc.boolean(),
      (bytes, type, required) => {
        const read = readChunk(bytes, { type, required, zstd: false, rows: 40 })
        assert.ok(read === undefined || read.length === 40)
      },
    ),
    { numRuns: 2000 },
  )
})
