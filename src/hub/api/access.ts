// Who may come in, and how.
import { z } from 'zod'
import {
  pairingOffer,
  pairingProof,
  pairingRequest,
  pairingSealed,
  pairingShare,
  pairingWaiting,
} from '../../lan/pairing/words.ts'
import { pairingList, phoneInvitation } from '../../model/pairing.ts'
import { credential, wanted } from '../access/credential.ts'
import { minted, whoami } from '../routes/access.ts'
import type { Operation } from './operation.ts'

export const accessOperations: readonly Operation[] = [
  {
    path: '/api/access',
    summary: 'Who may come in, without their secrets',
    needs: 'owner',
    answer: z.array(credential),
  },
  {
    method: 'post',
    path: '/api/access',
    summary: 'Lets somebody in; the answer has the secret, this once',
    needs: 'owner',
    body: wanted,
    answer: minted,
  },
  {
    method: 'delete',
    path: '/api/access/{id}',
    summary: 'Lets somebody out again, and ends their connections',
    needs: 'owner',
    answer: credential,
  },
  {
    method: 'post',
    path: '/api/pairing',
    needs: 'nobody',
    summary: 'A rig asks to be let in; the owner is shown a code',
    body: pairingRequest,
    answer: pairingOffer,
  },
  {
    path: '/api/pairing/{id}',
    needs: 'nobody',
    summary: 'Whether the code still counts',
    answer: pairingWaiting,
  },
  {
    method: 'post',
    path: '/api/pairing/{id}/share',
    needs: 'nobody',
    summary: 'One half of a key of CPace, each way; counts as a try',
    body: pairingShare,
    answer: pairingShare,
  },
  {
    method: 'post',
    path: '/api/pairing/{id}/proof',
    needs: 'nobody',
    summary: 'Shows that the rig knew the code; the answer is sealed for it alone',
    body: pairingProof,
    answer: pairingSealed,
  },
  {
    path: '/api/pairing',
    needs: 'owner',
    summary: 'Rigs that ask to be let in, with their codes',
    answer: pairingList,
  },
  {
    method: 'delete',
    path: '/api/pairing/{id}',
    needs: 'owner',
    summary: 'Refuses a rig that asks',
    answer: z.object({ refused: z.literal(true) }),
  },
  {
    method: 'post',
    path: '/api/phones',
    needs: 'owner',
    summary: 'A link that lets one phone in as a reader, once, for two minutes',
    answer: phoneInvitation,
  },
  { path: '/api/whoami', summary: 'As whom one is here', needs: 'nobody', answer: whoami },
]
