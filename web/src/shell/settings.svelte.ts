// What a user has chosen for this browser: the theme. `?theme=` in the address wins, and is not kept.
import { flushSync } from 'svelte'
import { type Theme, type ThemeName, themeNames, themes } from '../theme/tokens.ts'

export const themeChoices = ['auto', ...themeNames] as const
export type ThemeChoice = (typeof themeChoices)[number]

/** As people call them. */
export const themeWords: Readonly<Record<ThemeChoice, string>> = {
  auto: 'auto',
  dark: 'dark',
  light: 'light',
  night: 'night',
  cvd: 'colour-blind',
  oled: 'OLED black',
}

const kept = 'pitwall.theme'
const isChoice = (text: string | null): text is ThemeChoice => themeChoices.some(choice => choice === text)

/** Storage may be forbidden; then nothing is kept. */
function read(): string | null {
  try {
    return localStorage.getItem(kept)
  } catch {
    return null
  }
}

class Settings {
  choice: ThemeChoice = $state.raw('auto')
  /** Motion is asked to be kept low. */
  still = $state.raw(false)
  /** The page is being put on paper, in the light colours. */
  printing = $state.raw(false)
  #light = false
  /** The lights of the car are on: who leaves the colours to pitwall gets those for the dark. */
  #dark = $state.raw(false)

  listen(): void {
    const asked = new URLSearchParams(location.search).get('theme')
    const stored = read()
    this.#show(isChoice(asked) ? asked : isChoice(stored) ? stored : 'auto')
    const light = matchMedia('(prefers-color-scheme: light)')
    const motion = matchMedia('(prefers-reduced-motion: reduce)')
    const look = () => {
      this.#light = light.matches
      this.still = motion.matches
    }
    look()
    light.addEventListener('change', look)
    motion.addEventListener('change', look)
    const print = (printing: boolean) => () =>
      flushSync(() => {
        this.printing = printing
        this.#show(this.choice)
      })
    addEventListener('beforeprint', print(true))
    addEventListener('afterprint', print(false))
  }

  /** Told by the car: its lights, on or off. */
  dim(lights: boolean): void {
    if (lights === this.#dark) return
    this.#dark = lights
    this.#show(this.choice)
  }

  choose(choice: ThemeChoice): void {
    this.#show(choice)
    try {
      localStorage.setItem(kept, choice)
    } catch {
      // Forbidden: the choice lasts as long as this page.
    }
  }

  /** The colours that are on the screen now, for what is painted on a canvas. */
  get theme(): Theme {
    if (this.printing) return themes.light
    const name: ThemeName =
      this.choice === 'auto' ? (this.#dark ? 'night' : this.#light ? 'light' : 'dark') : this.choice
    return themes[name]
  }

  #show(choice: ThemeChoice): void {
    this.choice = choice
    if (this.printing) document.documentElement.dataset['theme'] = 'light'
    else if (choice === 'auto' && this.#dark) document.documentElement.dataset['theme'] = 'night'
    else if (choice === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = choice
  }
}

export const settings = new Settings()
