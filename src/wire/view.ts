// A page as typed arrays on its own bytes: the way to write numbers into it at 400 Hz without a table in between.
import { type Field, offsetOf, type Struct } from './struct.ts'

type Shown = { readonly type: 'i32' | 'f32' }
type Filled<F extends Field> = F extends { readonly measured: false } ? never : F extends Shown ? F : never

/** One typed array per field of 32 bits that the game fills, lying on the bytes of the page. */
export type PageView<S> =
  S extends Struct<infer Fields>
    ? {
        readonly [F in Filled<Fields[number]> as F['name']]: F extends { readonly type: 'i32' }
          ? Int32Array
          : Float32Array
      }
    : never

/**
 * Lays typed arrays on a new page: `view.brakeTemp[2] = 312` writes the page. Little-endian machines only, like the
 * game itself; texts are written by `encode` into the same `page`.
 */
export function pageView<S extends Struct>(
  layout: S,
): { readonly page: Uint8Array; readonly view: PageView<S> } {
  const page = new Uint8Array(layout.size)
  const view: Record<string, Int32Array | Float32Array> = {}
  for (const field of layout.fields) {
    if (field.measured === false || (field.type !== 'i32' && field.type !== 'f32')) continue
    const length = (field.count ?? 1) * (field.each ?? 1)
    const offset = offsetOf(layout, field.name)
    view[field.name] =
      field.type === 'i32'
        ? new Int32Array(page.buffer, offset, length)
        : new Float32Array(page.buffer, offset, length)
  }
  return { page, view: view as PageView<S> }
}
