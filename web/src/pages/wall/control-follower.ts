// Race control and the line, as they sound on a wall where somebody wants that.
import { CueWatch } from '../../live-core/cues.ts'
import { loop } from '../../shell/line.svelte.ts'
import { speaker } from '../../shell/speaker.ts'
import type { Wall } from './wall.svelte.ts'

const control = new Set<string>(['green-flag', 'session-over', 'penalty', 'accident'])

/** Follows until the returned function is called. */
export function followControl(wall: Wall): () => void {
  const watch = new CueWatch()
  return loop.add(5, () => {
    const { now } = wall
    if (now === undefined) return
    const cue = watch.step({
      freshness: now.freshness,
      control: now.book.log.find(({ kind }) => control.has(kind))?.key,
    })
    if (cue !== undefined) speaker.play(cue)
  })
}
