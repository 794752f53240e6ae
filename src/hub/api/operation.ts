// One operation of the HTTP API: who may ask what, and in which shape it is answered.
import type { z } from 'zod'
import type { Needed } from '../access/role.ts'

export type Operation = {
  /** `get` if left out. */
  readonly method?: 'post' | 'put' | 'delete'
  readonly path: string
  readonly summary: string
  /** Whoever asks must be that, or more; `reader` if left out. */
  readonly needs?: Needed
  readonly answer: z.ZodType
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
}
