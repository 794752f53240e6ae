import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openAccess } from './access.ts'
import { suffices } from './role.ts'

const noon = Date.UTC(2026, 10, 25, 12)
const day = 86_400_000

function folder(context: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'pitwall-access-'))
  context.after(() => rmSync(root, { recursive: true }))
  return root
}

test('a secret opens what its role says, and stands in no file', context => {
  const root = folder(context)
  const access = openAccess(root, { now: () => noon })
  const { credential, secret } = access.mint({ role: 'rig', name: 'left rig', site: 'home', rig: 'one' })
  assert.deepEqual(access.check(secret), {
    ok: true,
    holder: { id: credential.id, role: 'rig', name: 'left rig', site: 'home', rig: 'one' },
  })
  const [random = ''] = secret.split('_').slice(2)
  for (const file of readdirSync(root)) {
    assert.ok(!readFileSync(join(root, file)).includes(random), file)
  }
})

test('a secret that is wrong by one character, of another, or none, opens nothing', context => {
  const access = openAccess(folder(context), { now: () => noon })
  const one = access.mint({ role: 'reader', name: 'wall' }).secret
  const other = access.mint({ role: 'owner', name: 'me' }).secret
  const last = one.endsWith('A') ? 'B' : 'A'
  for (const wrong of [
    `${one.slice(0, -1)}${last}`,
    `${one.slice(0, 14)}${other.slice(14)}`,
    '',
    'pw_',
    'pw_0000000000_',
    one.toUpperCase(),
    `${one} `,
  ])
    assert.deepEqual(access.check(wrong), { ok: false, why: 'unknown' }, wrong)
})

test('a revoked or expired secret opens nothing, and is still listed', context => {
  let now = noon
  const access = openAccess(folder(context), { now: () => now })
  const guest = access.mint({
    role: 'reader',
    name: 'guest',
    expires_at: new Date(noon + day).toISOString(),
  })
  const lost = access.mint({ role: 'steward', name: 'lost phone' })
  assert.equal(access.revoke(lost.credential.id)?.revoked_at, new Date(noon).toISOString())
  assert.equal(access.revoke('0000000000'), undefined)
  assert.deepEqual(access.check(lost.secret), { ok: false, why: 'revoked' })
  assert.equal(access.check(guest.secret).ok, true)
  now += day
  assert.deepEqual(access.check(guest.secret), { ok: false, why: 'expired' })
  assert.deepEqual([access.stands(guest.credential.id), access.stands(lost.credential.id)], [false, false])
  assert.deepEqual(
    access.list().map(({ name, used_at }) => [name, used_at]),
    [
      ['guest', new Date(noon).toISOString()],
      ['lost phone', undefined],
    ],
  )
})

test('what one process makes or revokes, another knows without a restart', context => {
  const root = folder(context)
  const hub = openAccess(root, { now: () => noon })
  let changes = 0
  hub.onChange(() => changes++)
  const shell = openAccess(root, { now: () => noon })
  const { secret, credential } = shell.mint({ role: 'owner', name: 'me' })
  assert.equal(hub.check(secret).ok, true)
  assert.equal(changes, 1)
  openAccess(root, { now: () => noon }).revoke(credential.id)
  assert.equal(hub.check('pw_0000000000_'.padEnd(57, 'A')).ok, false)
  assert.deepEqual(hub.check(secret), { ok: false, why: 'revoked' })
})

test('nobody but the owner of the data folder reads who may come in', { skip: windows() }, context => {
  const root = folder(context)
  openAccess(root, { now: () => noon }).mint({ role: 'reader', name: 'wall' })
  assert.equal(statSync(join(root, 'access.json')).mode & 0o777, 0o600)
})

test('when something was last used outlives the hub', async context => {
  const root = folder(context)
  const hub = openAccess(root, { now: () => noon, watch: true })
  hub.check(hub.mint({ role: 'reader', name: 'wall' }).secret)
  await hub.close()
  assert.equal(openAccess(root, { now: () => noon }).list()[0]?.used_at, new Date(noon).toISOString())
})

test('a broken file is refused with a sentence at the start, and leaves a running hub as it was', context => {
  const root = folder(context)
  const told: string[] = []
  const hub = openAccess(root, { now: () => noon, report: text => void told.push(text) })
  const { secret } = hub.mint({ role: 'reader', name: 'wall' })
  writeFileSync(join(root, 'access.json'), '{"version":1,"credentials":[{"role":"king"}]}')
  assert.equal(hub.check(`pw_0000000000_${'A'.repeat(43)}`).ok, false)
  assert.equal(hub.check(secret).ok, true)
  assert.match(told[0] ?? '', /access\.json: expected the credentials.*credentials\.0/)
  assert.throws(() => openAccess(root, { now: () => noon }), { code: 'data-unusable' })
})

test('a rig has a place, nobody else has, and a name is one line', context => {
  const access = openAccess(folder(context), { now: () => noon })
  const refused = (of: Parameters<typeof access.mint>[0], message: RegExp) =>
    assert.throws(() => access.mint(of), { code: 'bad-configuration', message })
  refused({ role: 'rig', name: 'one' }, /^site: a rig has a site and a rig/)
  refused({ role: 'reader', name: 'one', site: 'home', rig: 'one' }, /^site/)
  refused({ role: 'rig', name: 'one', site: 'home', rig: '+' }, /^rig: 1 to 40/)
  refused({ role: 'reader', name: 'a\nb' }, /^name: one line/)
})

test('spent credentials are forgotten after ninety days, and there are never more than a thousand', context => {
  let now = noon
  const access = openAccess(folder(context), { now: () => now })
  access.revoke(access.mint({ role: 'reader', name: 'old' }).credential.id)
  now += 91 * day
  access.mint({ role: 'reader', name: 'new' })
  assert.deepEqual(
    access.list().map(({ name }) => name),
    ['new'],
  )
})

test('a steward may what a reader may, an owner all, and a rig nothing of it', () => {
  const needs = ['nobody', 'reader', 'steward', 'owner'] as const
  const may = (role: Parameters<typeof suffices>[0]) => needs.filter(needed => suffices(role, needed))
  assert.deepEqual(may(undefined), ['nobody'])
  assert.deepEqual(may('rig'), ['nobody'])
  assert.deepEqual(may('reader'), ['nobody', 'reader'])
  assert.deepEqual(may('steward'), ['nobody', 'reader', 'steward'])
  assert.deepEqual(may('owner'), ['nobody', 'reader', 'steward', 'owner'])
})

function windows(): boolean {
  return process.platform === 'win32'
}
