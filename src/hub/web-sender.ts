// Posts what a rule has for a web address.
import type { ActionPorts } from '../rules/actions/action.ts'
import { RuleFault } from '../rules/rule-fault.ts'

/** The action itself waits no longer either. */
const patience_ms = 3_000

/** Anything but a 2xx answer is a failure; of those, only what the other side may get over is tried again. */
export const webSender: NonNullable<ActionPorts['http']> = {
  async send({ url, headers, body }) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: Buffer.from(body),
      redirect: 'error',
      signal: AbortSignal.timeout(patience_ms),
    })
    await answer.body?.cancel()
    if (answer.ok) return
    const passing = answer.status >= 500 || answer.status === 429 || answer.status === 408
    throw new RuleFault(passing ? 'failed' : 'refused', `${new URL(url).host} answered ${answer.status}`)
  },
}
