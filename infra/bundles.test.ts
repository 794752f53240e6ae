// The code of the functions as it is deployed: one file each, loaded and called like Lambda does, on a real table.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { build } from 'esbuild'
import { announceRig } from '../src/cloud/announce.ts'
import { cloudFunctions } from '../src/cloud/functions.ts'
import { openRigStates } from '../src/cloud/rig-states.ts'
import { openDynamoLapStore } from '../src/laps/dynamodb.ts'
import { rigId, siteId } from '../src/model/identity.ts'
import { sampleLap, sampleSession, sampleStatus } from '../src/model/testing/messages.ts'
import { noDynoxide, startDynoxide } from '../test/services/dynoxide.ts'
import { bundling } from './bundling.ts'
import { inRepository } from './repository.ts'

const folder = mkdtempSync(join(tmpdir(), 'pitwall-bundles-'))
after(() => rmSync(folder, { recursive: true }))

const { target, mainFields, banner } = bundling
const { outputFiles } = await build({
  entryPoints: Object.keys(cloudFunctions).map(name => inRepository('src', 'cloud', 'entries', `${name}.ts`)),
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target,
  mainFields: [...mainFields],
  banner: { js: banner },
  metafile: true,
  write: true,
}).then(({ metafile }) => ({ outputFiles: Object.entries(metafile.outputs) }))

if (noDynoxide !== undefined) test('functions on a table', { skip: noDynoxide }, () => undefined)
else {
  const { endpoint, kill } = await startDynoxide()
  after(kill)
  Object.assign(process.env, {
    TABLE_NAME: 'pitwall',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
  const store = await openDynamoLapStore({ table: 'pitwall', endpoint, region: 'eu-central-1' })
  after(() => store.close())
  const handlerOf = async (name: keyof typeof cloudFunctions) =>
    (await import(join(folder, `${name}.mjs`))).handler

  test('the lap function, as it is deployed, records a lap once and ranks it', async () => {
    const handler = await handlerOf('laps')
    const event = JSON.parse(JSON.stringify(sampleLap()))
    assert.deepEqual(await handler(event), { stream: 'lap', outcome: 'recorded' })
    assert.deepEqual(await handler(event), { stream: 'lap', outcome: 'known' })
    const [board] = await store.boards({ board: 'monza/GT3' })
    assert.deepEqual(
      board?.rows.map(({ driver, rank }) => [driver, rank]),
      [['A. Driver', 1]],
    )
  })

  test('an enrolment is taken once, by one certificate, with its code, while it lasts', async () => {
    const handler = await handlerOf('provisioning')
    const table = { table: 'pitwall', endpoint, region: 'eu-central-1' }
    const announced = (rig: string, hours: number, now = Date.now()) =>
      announceRig(table, { site: siteId('home'), rig: rigId(rig) }, hours, now)
    const { code } = await announced('rig7', 1)
    const { code: late } = await announced('rig8', 1, Date.now() - 2 * 3_600_000)
    const ask = async (rig: string, code: string, certificateId: string) =>
      (await handler({ certificateId, parameters: { Site: 'home', Rig: rig, Code: code } })).allowProvisioning
    assert.equal(await ask('rig7', 'guessed-it', 'cert-1'), false, 'a wrong code')
    assert.equal(await ask('rig7', code, 'cert-1'), true)
    assert.equal(await ask('rig7', code, 'cert-1'), true, 'the same certificate asks again')
    assert.equal(await ask('rig7', code, 'cert-2'), false, 'taken by another')
    assert.equal(await ask('rig8', late, 'cert-3'), false, 'too late')
    assert.equal(await ask('rig9', code, 'cert-4'), false, 'never announced')
    const { code: again } = await announced('rig7', 1)
    assert.equal(
      await ask('rig7', code, 'cert-1'),
      false,
      'a new announcement takes the place of the one before',
    )
    assert.equal(await ask('rig7', again, 'cert-5'), true, 'and lets its certificate be renewed')
  })

  test('the last that a rig said is known to the API, in whatever order it came, and for a month', async () => {
    const handler = await handlerOf('laps')
    let now = Date.parse('2026-11-24T13:00:00.000Z')
    const states = openRigStates({ table: 'pitwall', endpoint, region: 'eu-central-1' }, () => now)
    after(() => states.close())
    const session = sampleSession()
    await handler(session)
    await handler(sampleStatus({ state: 'driving', at: '2026-11-24T12:00:05.000Z' }))
    const late = sampleStatus({ state: 'waiting', at: '2026-11-24T12:00:00.000Z' })
    assert.deepEqual(await handler(late), { stream: 'status', outcome: 'known' })
    const [rig, ...others] = await states.rigs()
    assert.deepEqual(others, [])
    assert.deepEqual([rig?.status?.state, rig?.session], ['driving', session])
    // A last will says no time: it is as old as it is here.
    const { at: _at, ...will } = sampleStatus({ state: 'offline' })
    await states.heard(will)
    assert.equal((await states.rigs())[0]?.status?.state, 'offline')
    // What was put by the function is as old as this machine's clock says.
    now = Date.now() + 31 * 86_400_000
    assert.deepEqual(await states.rigs(), [])
  })
}

test('every function is one file of less than 2 MB, and the page, DuckDB and the broker are in none', () => {
  assert.equal(outputFiles.length, Object.keys(cloudFunctions).length)
  for (const [file, { bytes, inputs }] of outputFiles) {
    assert.ok(bytes < 2_000_000, `${file}: ${bytes}`)
    const stray = Object.keys(inputs).filter(path => /duckdb|aedes|\/web\//.test(path))
    assert.deepEqual(stray, [], file)
  }
})
