// The other cars, as Live shows them where there is room: followed as they come, looked at five times a second.
import type { FieldEntry, FieldMessage } from '../../../../src/model/field.ts'
import type { RigKey } from '../../../../src/model/live-protocol.ts'
import { FieldWatch } from '../../live-core/field-watch.ts'
import { freshnessOf } from '../../live-core/freshness.ts'
import { Relative } from '../../live-core/relative.ts'
import { wallNow } from '../../live-core/wire.ts'
import { feed, line, loop } from '../../shell/line.svelte.ts'

export type LiveFieldNow = {
  readonly field: FieldMessage
  readonly entries: ReadonlyMap<number, FieldEntry>
}

export class LiveField {
  /** Undefined as long as the game broadcasts nothing, or nothing any more. */
  now = $state.raw<LiveFieldNow | undefined>(undefined)
  readonly watch = new FieldWatch()
  readonly relative = new Relative()

  /** Follows the cars of a rig's session until the returned function is called. */
  open(key: RigKey): () => void {
    const leave = line.watchField(key, told => {
      this.watch.take(told, wallNow())
      if (told.type === 'field') this.relative.take(told.field)
    })
    const remove = loop.add(5, () => this.#look(wallNow()))
    return () => {
      leave()
      remove()
    }
  }

  #look(now_ms: number): void {
    const { field, byCar, received_ms } = this.watch
    const freshness = freshnessOf(feed.since_ms(received_ms, now_ms))
    // A gap that is old is worse than none.
    if (field === undefined || freshness === 'lost' || freshness === 'never') this.now = undefined
    else if (field !== this.now?.field || byCar !== this.now.entries) this.now = { field, entries: byCar }
  }
}
