// The code of the functions as it is deployed: one file each, loaded and called like Lambda does, on a real table.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { build } from 'esbuild'
import { enrolmentKey } from '../src/cloud/enrolments.ts'
import { cloudFunctions } from '../src/cloud/functions.ts'
import { digestOf } from '../src/cloud/provisioning.ts'
import { openDynamoLapStore } from '../src/laps/dynamodb.ts'
import { sampleLap } from '../src/model/testing/messages.ts'
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
    const client = new DynamoDBClient({ endpoint, region: 'eu-central-1' })
    const announce = (rig: string, code: string, expires_at: number) => {
      const { PK, SK } = enrolmentKey('home', rig)
      return client.send(
        new PutItemCommand({
          TableName: 'pitwall',
          Item: {
            PK: { S: PK },
            SK: { S: SK },
            code_sha256: { S: digestOf(code) },
            expires_at: { N: String(expires_at) },
          },
        }),
      )
    }
    const later = Math.floor(Date.now() / 1000) + 3600
    await announce('rig7', 'monza-2026', later)
    await announce('rig8', 'spa-2026', later - 7200)
    const ask = async (rig: string, code: string, certificateId: string) =>
      (await handler({ certificateId, parameters: { Site: 'home', Rig: rig, Code: code } })).allowProvisioning
    assert.equal(await ask('rig7', 'guessed-it', 'cert-1'), false, 'a wrong code')
    assert.equal(await ask('rig7', 'monza-2026', 'cert-1'), true)
    assert.equal(await ask('rig7', 'monza-2026', 'cert-1'), true, 'the same certificate asks again')
    assert.equal(await ask('rig7', 'monza-2026', 'cert-2'), false, 'taken by another')
    assert.equal(await ask('rig8', 'spa-2026', 'cert-3'), false, 'too late')
    assert.equal(await ask('rig9', 'monza-2026', 'cert-4'), false, 'never announced')
    client.destroy()
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
