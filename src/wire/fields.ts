// Tables of fields made of other tables: what games share is declared once, and each says only what is different.
import { WireFault } from './fault.ts'
import { elementSize, type Field } from './struct.ts'

type Until<
  Fields extends readonly Field[],
  Last extends string,
  Before extends readonly Field[] = readonly [],
> = Fields extends readonly [infer First extends Field, ...infer Rest extends readonly Field[]]
  ? First['name'] extends Last
    ? readonly [...Before, First]
    : Until<Rest, Last, readonly [...Before, First]>
  : Before

/** The fields of a table up to and with `last`. Throws WireFault `bad-layout` when there is no such field. */
export function until<const Fields extends readonly Field[], const Last extends Fields[number]['name']>(
  fields: Fields,
  last: Last,
): Until<Fields, Last> {
  const end = fields.findIndex(field => field.name === last)
  if (end < 0) throw new WireFault('bad-layout', 'fields', 'one of its fields', last)
  return fields.slice(0, end + 1) as readonly Field[] as Until<Fields, Last>
}

type Change = Partial<Omit<Field, 'name' | 'type' | 'count' | 'each'>>
type Changes<Fields extends readonly Field[]> = { readonly [Name in Fields[number]['name']]?: Change }
type Changed<Fields extends readonly Field[], C> = {
  readonly [Index in keyof Fields]: Fields[Index]['name'] extends keyof C
    ? Pick<Fields[Index], keyof Fields[Index] & ('name' | 'type' | 'count' | 'each')> &
        C[Fields[Index]['name']]
    : Fields[Index]
}

/** The same places with another meaning: what is said of a changed field replaces all that was said before. */
export function changed<
  const Fields extends readonly Field[],
  const C extends Changes<Fields> & { readonly [Name in Exclude<keyof C, Fields[number]['name']>]: never },
>(fields: Fields, changes: C): Changed<Fields, C> {
  const said = new Map<string, Change>(Object.entries(changes))
  return fields.map(field => {
    const change = said.get(field.name)
    if (change === undefined) return field
    const { name, type, count, each } = field
    return {
      name,
      type,
      ...(count !== undefined && { count }),
      ...(each !== undefined && { each }),
      ...change,
    }
  }) as readonly Field[] as Changed<Fields, C>
}

type Prefixed<Prefix extends string, Fields extends readonly Field[]> = {
  readonly [Index in keyof Fields]: Omit<Fields[Index], 'name'> & {
    readonly name: `${Prefix}.${Fields[Index]['name']}`
  }
}
type Filler<Prefix extends string> = {
  readonly name: `${Prefix}.reserved`
  readonly type: 'u8'
  readonly count: number
  readonly measured: false
}

/**
 * A struct within a struct: `tyre_lf.slip`. It begins on a multiple of 4, which the table around it must see to, and
 * what its fields leave of `size` is reserved. Throws WireFault `bad-layout` when they are more.
 */
export function part<const Prefix extends string, const Fields extends readonly Field[]>(
  prefix: Prefix,
  size: number,
  fields: Fields,
): readonly [...Prefixed<Prefix, Fields>, Filler<Prefix>] {
  let used = 0
  for (const { type, count = 1, each = 1 } of fields) {
    const width = elementSize[type]
    used = Math.ceil(used / width) * width + width * count * each
  }
  if (used >= size) throw new WireFault('bad-layout', prefix, `fewer than ${size} bytes`, `${used} bytes`)
  const named = fields.map(field => ({ ...field, name: `${prefix}.${field.name}` }))
  const filler = { name: `${prefix}.reserved`, type: 'u8', count: size - used, measured: false }
  return [...named, filler] as readonly unknown[] as readonly [...Prefixed<Prefix, Fields>, Filler<Prefix>]
}
