// The landing log in the object store: frames that wait while an object of their lap is being put become the next one.
import { LakeFault } from '../fault.ts'
import type { ObjectStore } from '../object-store.ts'
import { framesKey, mostFrames } from './keys.ts'

type Waiting = {
  readonly seq: number
  readonly record: readonly Uint8Array[]
  readonly bytes: number
  readonly done: () => void
  readonly failed: (thrown: unknown) => void
}

/** Bytes that may wait for the store: beyond them the newest are refused, to be sent again. */
const mostWaiting = 64 * 1_048_576
const mostBytes = 4 * 1_048_576

export class ObjectLanding {
  readonly #store: ObjectStore
  readonly #waiting = new Map<string, Waiting[]>()
  readonly #putting = new Map<string, Promise<void>>()
  #bytes = 0
  /** Objects that were put. */
  puts = 0

  constructor(store: ObjectStore) {
    this.#store = store
  }

  /** Resolves when the record is in the store; rejects with `store-failed` or `busy` when it is not. */
  append(lapId: string, seq: number, record: readonly Uint8Array[]): Promise<void> {
    const bytes = record.reduce((sum, part) => sum + part.length, 0)
    if (this.#bytes + bytes > mostWaiting) {
      const found = `${this.#bytes} bytes waiting`
      return Promise.reject(
        new LakeFault('busy', lapId, 'a store that keeps up; send the frame again', found),
      )
    }
    this.#bytes += bytes
    return new Promise((done, failed) => {
      const waiting = this.#waiting.get(lapId) ?? []
      this.#waiting.set(lapId, waiting)
      waiting.push({ seq, record, bytes, done, failed })
      if (!this.#putting.has(lapId)) this.#putting.set(lapId, this.#put(lapId))
    })
  }

  /** Resolves when nothing waits any more. */
  async settle(): Promise<void> {
    while (this.#putting.size > 0) await Promise.all(this.#putting.values())
  }

  async #put(lapId: string): Promise<void> {
    for (;;) {
      const waiting = this.#waiting.get(lapId) ?? []
      if (waiting.length === 0) break
      let bytes = 0
      let count = 0
      for (const { bytes: more } of waiting) {
        if (count === mostFrames || (count > 0 && bytes + more > mostBytes)) break
        bytes += more
        count += 1
      }
      const batch = waiting.splice(0, count).sort((a, b) => a.seq - b.seq)
      const key = framesKey(
        lapId,
        batch.map(({ seq }) => seq),
      )
      try {
        await this.#store.put(key, Buffer.concat(batch.flatMap(({ record }) => [...record])))
        this.puts += 1
        for (const { done } of batch) done()
      } catch (thrown) {
        for (const { failed } of batch) failed(thrown)
      } finally {
        this.#bytes -= bytes
      }
    }
    this.#waiting.delete(lapId)
    this.#putting.delete(lapId)
  }
}
