// The cars of a session as a page follows them: the newest of the field, who they are, where they are drawn, and the
// shape of the track as they drive it.
import type { EntriesMessage, FieldEntry, FieldMessage } from '../../../src/model/field.ts'
import { Dots } from './dots.ts'
import { numberOf } from './entrant.ts'
import type { FieldTold } from './feed.ts'
import { OutlineWatch } from './outline.ts'

export class FieldWatch {
  readonly dots = new Dots()
  readonly learnt = new OutlineWatch()
  field: FieldMessage | undefined
  /** When the hub had the newest of the field, by its clock. */
  received_ms = 0
  entries: EntriesMessage | undefined
  byCar: ReadonlyMap<number, FieldEntry> = new Map()

  /** Takes what the hub told, at `now_ms` of the page's clock. */
  take(told: FieldTold, now_ms: number): void {
    if (told.type === 'entries') {
      this.entries = told.entries
      this.byCar = new Map(told.entries.cars.map(entry => [entry.car, entry]))
      return
    }
    const { field } = told
    this.field = field
    this.received_ms = told.received_ms
    this.dots.put(field, now_ms)
    for (const { location, spline, x, z } of field.cars)
      if (location === 'track') this.learnt.see(spline, x, z)
  }

  /** How a car is called in a small place: its number. */
  label = (car: number): string => numberOf(this.byCar.get(car), car)
}
