// A mark that is being made: of the moment of the key, not of that of the note's end.
import { countdown } from '../../live-core/format.ts'
import type { FieldBook } from './field-book.ts'
import { marks, type WallMark } from './marks.svelte.ts'

type Place = { readonly reference: number | undefined; readonly lap: WallMark['lap'] | undefined }

export class Marking {
  #mark = $state.raw<Omit<WallMark, 'note'> | undefined>(undefined)

  begin({ session, time_ms }: Pick<FieldBook, 'session' | 'time_ms'>, { reference, lap }: Place): void {
    this.#mark = {
      ...{ session, time_ms },
      ...(reference !== undefined && { car: reference }),
      ...(lap !== undefined && { lap }),
    }
  }

  /** Keeps it with its note, or lets go of it without one. */
  end(note: string | undefined): void {
    if (this.#mark !== undefined && note !== undefined) marks.add({ ...this.#mark, note })
    this.#mark = undefined
  }

  /** What is marked: `38:12 #33`; undefined while nothing is. */
  words(label: (car: number) => string): string | undefined {
    if (this.#mark === undefined) return undefined
    const { time_ms, car } = this.#mark
    return `${countdown(Math.max(0, time_ms))}${car === undefined ? '' : ` #${label(car)}`}`
  }
}
