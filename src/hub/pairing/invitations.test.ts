import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Wanted } from '../access/credential.ts'
import { openInvitations } from './invitations.ts'

function theDoor() {
  const clock = { now: Date.parse('2026-11-25T12:00:00Z') }
  const minted: Wanted[] = []
  const door = openInvitations({
    now: () => clock.now,
    random: count => randomBytes(count),
    mint(of) {
      minted.push(of)
      const created_at = new Date(clock.now).toISOString()
      return { credential: { ...of, id: '0123456789', created_at }, secret: `secret ${minted.length}` }
    },
  })
  return { clock, minted, door }
}

test('a phone that shows the code of its picture becomes a reader, once', () => {
  const { door, minted } = theDoor()
  const { code } = door.invite()
  assert.equal(door.accept(code, 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0)'), 'secret 1')
  assert.equal(door.accept(code, undefined), undefined)
  const expires_at = '2027-02-23T12:00:00.000Z'
  assert.deepEqual(minted, [{ role: 'reader', name: 'iPhone by QR code', expires_at }])
})

test('a picture is good for two minutes, and a made up code for nothing', () => {
  const { door, clock } = theDoor()
  const { code, expires_in_s } = door.invite()
  assert.equal(door.accept('', undefined), undefined)
  assert.equal(door.accept(code.slice(1), undefined), undefined)
  clock.now += expires_in_s * 1000
  assert.equal(door.accept(code, undefined), undefined)
})

test('each phone has a picture of its own, and of very many the oldest are worth nothing', () => {
  const { door } = theDoor()
  const codes = Array.from({ length: 17 }, () => door.invite().code)
  assert.equal(new Set(codes).size, 17)
  assert.equal(door.accept(codes[0] ?? '', undefined), undefined)
  assert.equal(door.accept(codes[1] ?? '', undefined), 'secret 1')
  assert.equal(door.accept(codes[16] ?? '', 'curl'), 'secret 2')
})
