// What is known of a request beside its words: where it comes from, and who asks.
import type { Holder } from './access/credential.ts'

/** Of the connection; a gateway tells nothing of it. */
export type Arrival = {
  readonly address?: string | undefined
  /** Over TLS: cookies are not to go elsewhere. */
  readonly secure?: boolean
}

/** The environment of the routes. */
export type Visit = {
  readonly Bindings: Arrival
  readonly Variables: { readonly holder: Holder | undefined }
}
