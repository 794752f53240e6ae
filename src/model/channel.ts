// One entry of the channel catalogue: all that is known about a measured quantity, in one place.
import type { Unit } from '../units/quantity.ts'
import type { ac1Physics } from '../wire/ac1/physics.ts'
import type { accGraphics } from '../wire/acc/graphics.ts'
import type { accPhysics } from '../wire/acc/physics.ts'
import type { FieldName } from '../wire/struct.ts'

/** Where games of the family have it: a page, and a field that ACC or AC1 fills. Games that differ say so themselves. */
export type ChannelSource =
  | `physics.${FieldName<typeof accPhysics> | FieldName<typeof ac1Physics>}`
  | `graphics.${FieldName<typeof accGraphics>}`

/** A channel that is measured several times: per wheel, per axis, or per axis of each wheel. */
export type Each = 'wheels' | 'axes' | 'wheels-axes'

export type Channel = {
  readonly label: string
  readonly unit: Unit
  /** A continuous channel may be interpolated between samples; a discrete one (a gear) holds until it changes. */
  readonly kind: 'continuous' | 'discrete'
  /** The resolution is 2^-bits of the unit: exact in binary floats and in scaled integers alike. */
  readonly bits: number
  /** The span that a gauge or an axis shows; measured values may lie outside. */
  readonly range: readonly [low: number, high: number]
  readonly from: ChannelSource
} & ChannelShape

export type ChannelShape = {
  readonly each?: Each
  /** The element of an array field. */
  readonly index?: number
  /** Added to the value on the wire: gears count from reverse there. */
  readonly shift?: number
  /** The value runs in a circle over its range: never interpolate across the jump. */
  readonly wraps?: boolean
  /** The field lists all cars; the element is the player's. */
  readonly ofPlayer?: boolean
}

type Entry<Kind, Shape> = Omit<Channel, 'kind' | keyof ChannelShape> & { readonly kind: Kind } & Shape

/** Declares a channel whose values may be interpolated. */
export function continuous<const Shape extends ChannelShape = Record<never, never>>(
  label: string,
  unit: Unit,
  bits: number,
  range: readonly [number, number],
  from: ChannelSource,
  shape?: Shape,
): Entry<'continuous', Shape> {
  return { label, unit, kind: 'continuous', bits, range, from, ...(shape as Shape) }
}

/** Declares a channel that holds its value until it changes. */
export function discrete<const Shape extends ChannelShape = Record<never, never>>(
  label: string,
  unit: Unit,
  bits: number,
  range: readonly [number, number],
  from: ChannelSource,
  shape?: Shape,
): Entry<'discrete', Shape> {
  return { label, unit, kind: 'discrete', bits, range, from, ...(shape as Shape) }
}
