// How the lines of a chart look, in order.
import type { Token } from '../../theme/tokens.ts'

/** A line is told apart by colour and by its dashes. */
export const lineLooks: readonly { readonly token: Token; readonly dash: readonly number[] }[] = [
  ...(['lap-a', 'lap-ref', 'lap-c', 'lap-d'] as const).map(token => ({ token, dash: [] })),
  ...(['lap-a', 'lap-ref', 'lap-c', 'lap-d'] as const).map(token => ({ token, dash: [6, 4] })),
]
