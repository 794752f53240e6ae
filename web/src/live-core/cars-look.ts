// How cars look on any picture: what all of them are told alike.
import type { Theme } from '../theme/tokens.ts'

export type CarsLook = {
  readonly label: (car: number) => string
  /** The car that is looked at. */
  readonly reference: number | undefined
  /** Of its class, where there are several. */
  readonly colourOf: (car: number) => string | undefined
  readonly theme: Theme
  /** Everything is old. */
  readonly isStale: boolean
}
