// What a driver has agreed to on this browser: sounds, words of the pit wall, help before a corner. All of it is off until
// somebody wants it.

const read = (name: string): string | null => {
  try {
    return localStorage.getItem(`pitwall.${name}`)
  } catch {
    return null
  }
}

/** Storage may be forbidden: then a choice lasts as long as this page. */
const keep = (name: string, value: string): void => {
  try {
    localStorage.setItem(`pitwall.${name}`, value)
  } catch {
    // Forbidden.
  }
}

const loudest = 100

class Options {
  #sound = $state.raw(read('sound') === 'on')
  #words = $state.raw(read('words') === 'on')
  #cue = $state.raw(read('cue') === 'on')
  #volume = $state.raw(volumeOf(read('volume')))

  get sound(): boolean {
    return this.#sound
  }
  set sound(on: boolean) {
    this.#sound = on
    keep('sound', on ? 'on' : 'off')
  }

  /** Words of the pit wall may cover the bottom row of Live for some seconds. */
  get words(): boolean {
    return this.#words
  }
  set words(on: boolean) {
    this.#words = on
    keep('words', on ? 'on' : 'off')
  }

  /** How fast the car comes to the next corner, and tones before its braking; the tones only with sounds. */
  get cue(): boolean {
    return this.#cue
  }
  set cue(on: boolean) {
    this.#cue = on
    keep('cue', on ? 'on' : 'off')
  }

  /** 0 to 100. */
  get volume(): number {
    return this.#volume
  }
  set volume(percent: number) {
    this.#volume = volumeOf(String(percent))
    keep('volume', String(this.#volume))
  }
}

function volumeOf(text: string | null): number {
  const value = Number(text ?? 60)
  return Number.isFinite(value) ? Math.max(0, Math.min(loudest, Math.round(value))) : 60
}

export const options = new Options()
