// Laps as JSON: each with its record and its measured channels, in parts, because a lap is some tens of megabytes.
import type { ExportLap } from '../../race/export/motec.ts'

/** `[{ "lap": {…}, "columns": { "t_us": […], "speed_kmh": […] } }]`; null is not measured. */
export function* lapJson(laps: readonly ExportLap[]): Generator<string> {
  yield '['
  for (const [index, { record, t_us, columns }] of laps.entries()) {
    yield `${index === 0 ? '' : ','}\n{"lap":${JSON.stringify(record)},"columns":{\n"t_us":`
    yield* list(t_us)
    for (const [name, values] of columns) {
      yield `,\n${JSON.stringify(name)}:`
      yield* list(values)
    }
    yield '}}'
  }
  yield '\n]\n'
}

/** Values are multiples of their channel's step, so that they are short and exact. */
function* list(values: ArrayLike<number>): Generator<string> {
  yield '['
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN
    yield `${row === 0 ? '' : ','}${Number.isFinite(value) ? value : 'null'}`
  }
  yield ']'
}
