// Plays cues. A browser lets a page be heard only after a gesture on it, so the sound is opened by the first one that
// comes while sounds are wanted; before that, and while they are off, there is no audio at all.
import { type Cue, cues, lengthOf } from '../live-core/cues.ts'
import { options } from './options.svelte.ts'

/** Of what the loudspeaker can give: a tone that is heard over an engine, and not felt. */
const loudest = 0.4
/** Tones begin and end softly: a step clicks. */
const edge_s = 0.006

class Speaker {
  #audio: AudioContext | undefined
  #playing: { readonly rank: number; readonly until_ms: number; readonly gain: GainNode } | undefined

  /** Opens the sound with the gestures of this page, from now on. */
  listen(): void {
    for (const gesture of ['pointerdown', 'keydown'] as const)
      addEventListener(gesture, () => this.#unlock(), { passive: true })
  }

  /** Plays a cue unless sounds are off, or one of a higher rank is being played. */
  play(cue: Cue): void {
    const audio = this.#audio
    if (!options.sound || options.volume === 0 || audio?.state !== 'running') return
    const { rank, notes } = cues[cue]
    const now_ms = performance.now()
    if (this.#playing !== undefined && this.#playing.until_ms > now_ms) {
      if (this.#playing.rank > rank) return
      this.#playing.gain.disconnect()
    }
    const gain = audio.createGain()
    gain.connect(audio.destination)
    this.#playing = { rank, until_ms: now_ms + lengthOf(cue), gain }
    let at = audio.currentTime
    for (const { hz, ms } of notes) {
      at = tone(audio, gain, hz, at, ms / 1000)
    }
  }

  #unlock(): void {
    if (!options.sound) return
    try {
      this.#audio ??= new AudioContext({ latencyHint: 'interactive' })
      if (this.#audio.state === 'suspended') this.#audio.resume().catch(() => undefined)
    } catch {
      // A machine without sound: the page is as good without.
    }
  }

  /** After sounds were switched on by a gesture: the same gesture opens them. */
  open(): void {
    this.#unlock()
  }
}

/** One tone from `at` on; when it ends. */
function tone(audio: AudioContext, out: GainNode, hz: number, at: number, length_s: number): number {
  const oscillator = audio.createOscillator()
  const gain = audio.createGain()
  const volume = (loudest * options.volume) / 100
  const end = at + length_s
  oscillator.type = 'triangle'
  oscillator.frequency.value = hz
  gain.gain.setValueAtTime(0, at)
  gain.gain.linearRampToValueAtTime(volume, at + edge_s)
  gain.gain.setValueAtTime(volume, end - edge_s)
  gain.gain.linearRampToValueAtTime(0, end)
  oscillator.connect(gain).connect(out)
  oscillator.start(at)
  oscillator.stop(end)
  return end
}

export const speaker = new Speaker()
