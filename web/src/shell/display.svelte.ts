// The size of the window, and the arrangement of the Live page that fits it; `?layout=` in the address wins.
import { isDash, isLayout, type Layout, layoutFor } from '../live-core/layout.ts'
import { route } from './route.svelte.ts'

class Display {
  #size = $state.raw({ width: innerWidth, height: innerHeight })

  listen(): void {
    addEventListener('resize', () => {
      this.#size = { width: innerWidth, height: innerHeight }
    })
  }

  get layout(): Layout {
    const asked = route.now.query.get('layout')
    return isLayout(asked) ? asked : layoutFor(this.#size.width, this.#size.height)
  }

  /** The bar of a dash comes when it is asked for. */
  get isDash(): boolean {
    return isDash(this.layout)
  }
}

export const display = new Display()
