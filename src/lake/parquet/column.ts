// What a Parquet column can hold here, and how its type is said in a schema.
import { i32, list, type Member, record, type Thrift, text } from './thrift.ts'

export const columnTypes = ['text', 'flag', 'int', 'bigint', 'float', 'double', 'instant', 'ints'] as const
export type ColumnType = (typeof columnTypes)[number]

/** `required` columns have a value in every row. */
export type ParquetField = { readonly name: string; readonly type: ColumnType; readonly required?: boolean }

/** Marks a value that is not there in a column of 32-bit integers; NaN does in those of floats. */
export const noInt = -2147483648

/**
 * The values of one column, a row each. Missing is `noInt` in `int`, NaN in `float`, `double`, `bigint` (safe whole
 * numbers) and `instant` (milliseconds since 1970 in UTC, stored as microseconds), undefined in the others.
 */
export type ColumnData =
  | { readonly type: 'int'; readonly values: Int32Array }
  | { readonly type: 'float'; readonly values: Float32Array }
  | { readonly type: 'double' | 'bigint' | 'instant'; readonly values: Float64Array }
  | { readonly type: 'text'; readonly values: readonly (string | undefined)[] }
  | { readonly type: 'flag'; readonly values: readonly (boolean | undefined)[] }
  /** The same text in every row. */
  | { readonly type: 'constant'; readonly value: string | undefined }
  | { readonly type: 'ints'; readonly values: readonly (readonly number[] | undefined)[] }

export const physical = { flag: 0, int32: 1, int64: 2, float: 4, double: 5, bytes: 6 } as const

export const physicalOf: Readonly<Record<ColumnType, number>> = {
  text: physical.bytes,
  flag: physical.flag,
  int: physical.int32,
  bigint: physical.int64,
  float: physical.float,
  double: physical.double,
  instant: physical.int64,
  ints: physical.int32,
}

const repetition = { required: 0, optional: 1, repeated: 2 } as const
const converted = { utf8: 0, list: 3, micros: 10 } as const

/** Where the values of a column lie in the schema: below two groups for a list. */
export const pathOf = (field: ParquetField): readonly string[] =>
  field.type === 'ints' ? [field.name, 'list', 'element'] : [field.name]

/** The schema elements of a table, its root first. */
export function schemaOf(fields: readonly ParquetField[]): Thrift {
  return list([
    record([4, text('schema')], [5, i32(fields.length)]),
    ...fields.flatMap(field => (field.type === 'ints' ? listElements(field) : [leafElement(field)])),
  ])
}

const empty = record()

function leafElement(field: ParquetField): Thrift {
  const at = field.required ? repetition.required : repetition.optional
  const name: Member = [4, text(field.name)]
  const type: Member = [1, i32(physicalOf[field.type])]
  if (field.type === 'text') {
    return record(type, [3, i32(at)], name, [6, i32(converted.utf8)], [10, record([1, empty])])
  }
  if (field.type === 'instant') {
    const utcMicros = record([8, record([1, { kind: 'flag', value: true }], [2, record([2, empty])])])
    return record(type, [3, i32(at)], name, [6, i32(converted.micros)], [10, utcMicros])
  }
  return record(type, [3, i32(at)], name)
}

function listElements(field: ParquetField): readonly Thrift[] {
  return [
    record(
      [3, i32(repetition.optional)],
      [4, text(field.name)],
      [5, i32(1)],
      [6, i32(converted.list)],
      [10, record([3, empty])],
    ),
    record([3, i32(repetition.repeated)], [4, text('list')], [5, i32(1)]),
    record([1, i32(physical.int32)], [3, i32(repetition.required)], [4, text('element')]),
  ]
}
