// What a hub shows to whoever sits at its terminal: a picture for a phone, and the codes of rigs that ask.
import type { Hub } from '../hub/hub.ts'
import { print } from './output.ts'
import { pairingSentence } from './pair.ts'
import { invitationLines } from './phone.ts'

/** Shows the picture now, and the codes as rigs ask. */
export function showWaysIn({ pairing }: Pick<Hub, 'pairing'>): void {
  const invitation = pairing.invite()
  if (invitation !== undefined) for (const line of invitationLines(invitation)) print(line)
  const told = new Map<string, string>()
  pairing.onChange(() => {
    const requests = pairing.desk.list()
    const changed = requests.filter(({ id, state }) => told.get(id) !== state)
    told.clear()
    for (const { id, state } of requests) told.set(id, state)
    for (const request of changed) print(pairingSentence(request))
  })
}
