// A layout as a ROS 1 message definition. ROS 1 writes numbers little-endian, one behind the other, and arrays of a fixed
// length without a header: exactly what the page of a game is. So the raw page is such a message, byte for byte, and
// every tool that reads MCAP can plot it without knowing the game. Source: wiki.ros.org/msg, "Fields".
import { elementSize, type Field, type FieldType, offsetOf, type Struct } from './struct.ts'

const rosTypes: Readonly<Record<FieldType, string>> = {
  i8: 'int8',
  u8: 'uint8',
  i16: 'int16',
  u16: 'uint16',
  i32: 'int32',
  u32: 'uint32',
  f32: 'float32',
  id64: 'uint64',
  latin1: 'uint8',
  utf16: 'uint16',
}

/**
 * The definition of the first `within` bytes of a page; what no field covers (alignment, or a field that was cut off) is
 * bytes without a meaning. Texts are arrays of their units.
 */
export function rosMessage(layout: Struct, within: number = layout.size): string {
  const lines: string[] = []
  let at = 0
  const skipTo = (offset: number) => {
    if (offset > at) lines.push(`uint8[${offset - at}] bytes_${at}`)
    at = offset
  }
  for (const field of layout.fields) {
    const [type, size] = [rosTypes[field.type], elementSize[field.type]]
    const offset = offsetOf(layout, field.name)
    const count = (field.count ?? 1) * (field.each ?? 1)
    if (offset + count * size > within) break
    skipTo(offset)
    const isArray = field.count !== undefined || field.each !== undefined
    lines.push(`${isArray ? `${type}[${count}]` : type} ${rosName(field.name)}${remark(field)}`)
    at = offset + count * size
  }
  skipTo(within)
  return `${lines.join('\n')}\n`
}

/** Letters, digits and "_": a member of a part of a page, `tyre_lf.slip`, is `tyre_lf_slip`. */
export const rosName = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, '_')

function remark({ unit, measured, none, values, note }: Field): string {
  const parts = [
    ...(unit === undefined ? [] : [unit]),
    ...(measured === false ? ['never filled by the game'] : []),
    ...(none === undefined ? [] : [`${JSON.stringify(none)} is none`]),
    ...(values === undefined
      ? []
      : [
          Object.entries(values)
            .map(([value, name]) => `${value} ${name}`)
            .join(', '),
        ]),
    ...(note === undefined ? [] : [note]),
  ]
  return parts.length === 0 ? '' : ` # ${parts.join('; ')}`
}
