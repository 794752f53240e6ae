// Where a record lies in the spool.

/** A place between two records. */
export type Position = { readonly segment: number; readonly offset: number }

/** Whether `position` lies further on than `other`. */
export const isBehind = (position: Position, other: Position): boolean =>
  position.segment > other.segment || (position.segment === other.segment && position.offset > other.offset)
