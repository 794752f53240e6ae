import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ListedRequest, pairingStates } from '../../../../src/model/pairing.ts'
import { pairingWords, timeLeft } from './pairing-words.ts'

const asks: ListedRequest = {
  ...{ id: 'a', site: 'home', rig: 'rig1', version: '0.1.0', address: '10.0.0.2' },
  ...{ state: 'waiting', code: '482913', expires_in_s: 90, tries_left: 3, known: false },
}

test('every state of a rig that asks has its words', () => {
  const said = pairingStates.map(state => pairingWords({ ...asks, state }))
  assert.equal(new Set(said).size, pairingStates.length)
  assert.equal(said[0], 'Type this code there.')
})

test('wrong codes and a name that is taken are told while there is time', () => {
  assert.match(pairingWords({ ...asks, tries_left: 1 }), /1 of 3 tries left/)
  assert.match(pairingWords({ ...asks, known: true }), /would take its place/)
})

test('time runs down to nothing and no further', () => {
  assert.deepEqual([119.2, 67, 9, 0, -3].map(timeLeft), ['2:00', '1:07', '0:09', '0:00', '0:00'])
})
