// The port to time, for the rooms that may not read it themselves. Only hub/, rig/, broker/ and cli/ make one.
import type { Millis, UnixMillis } from '../units/quantity.ts'

export interface Clock {
  /** The wall clock. */
  now(): UnixMillis
  /** Counts up evenly from an unknown start, whatever happens to the wall clock; with fractions. */
  elapsed(): Millis
  /** Calls back after `delay`; the returned function prevents that. Never keeps a process alive by itself. */
  after(delay: Millis, call: () => void): () => void
}
