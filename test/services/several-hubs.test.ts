// Two hubs share one mosquitto, one bucket and one table. One of them is killed, then the broker: no lap is lost, none is
// there twice, and every sample of every lap is in the lake; laps of all cars that the game broadcasts as well.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openMqttLink } from '../../src/broker/mqtt-link.ts'
import { S3Store } from '../../src/lake/s3.ts'
import { noMosquitto, startMosquitto } from '../contracts/mosquitto.ts'
import { eventually, pitwallJson, start, withFolder } from '../e2e/command.ts'
import { noDynoxide, startDynoxide } from './dynoxide.ts'
import { newBucket, noS3, s3Endpoint } from './s3-server.ts'

type Lap = {
  readonly lap_id: string
  readonly rig: string
  readonly lap_number: number
  readonly samples: number
}
type Told = Lap & { readonly kind: string; readonly first_seq: number; readonly last_seq: number }
type Stored = { readonly lap_id: string; readonly n: number; readonly packets: number }

const missing = noMosquitto ?? noDynoxide ?? noS3

test('hubs that share a broker lose no lap and double none, although one is killed, and then the broker', {
  skip: missing,
  timeout: 900_000,
}, async t => {
  const [bucket, table] = [await newBucket(), 'laps']
  const dynamo = await startDynoxide()
  let mosquitto = await startMosquitto()
  const { port } = mosquitto
  const store = new S3Store({ bucket, prefix: 'lake', endpoint: s3Endpoint })
  t.after(async () => {
    store.close()
    await mosquitto.close()
    await dynamo.kill()
  })
  const laps = `dynamodb://${table}?endpoint=${dynamo.endpoint}`
  const broker = `mqtt://127.0.0.1:${port}`
  await withFolder(async folder => {
    const hub = (name: string) =>
      start([
        ...['up', '--source', 'none', '--port', '0', '--mqtt-port', '0', '--data', join(folder, name)],
        ...['--broker', broker, '--group', 'test', '--laps', laps],
        ...['--lake', `s3://${bucket}/lake?endpoint=${s3Endpoint}`],
      ])
    const [doomed, kept] = [hub('doomed'), hub('kept')]
    await doomed.printed(/http:\/\/127\.0\.0\.1:\d+/)
    const [url = ''] = await kept.printed(/http:\/\/127\.0\.0\.1:\d+/)
    const rig = start([
      ...['rig', '--broker', broker, '--spool', join(folder, 'spool')],
      ...['--source', 'virtual', '--rigs', '2', '--rate', '60', '--speed', '20'],
    ])
    // Somebody who only listens; what came while the broker was away is not known here, and need not be.
    const heard = new Set<string>()
    const witness = openMqttLink({ url: broker, clientId: 'witness', report: () => undefined })
    await witness.subscribe(['rigs/+/+/lap'], ({ payload }) => {
      const { lap_id }: Lap = JSON.parse(Buffer.from(payload).toString())
      heard.add(lap_id)
    })
    const recorded = async (): Promise<readonly Lap[]> =>
      JSON.parse(await (await fetch(`${url}/api/laps`)).text())
    const landing = async () => (await store.list('landing/')).length
    const from = Date.now()
    const say = (what: string) => t.diagnostic(`${((Date.now() - from) / 1000).toFixed(1)} s: ${what}`)
    try {
      await eventually(recorded, found => found.length >= 4, 120)
      doomed.process.kill('SIGKILL')
      await doomed.finished
      say('a hub was killed')
      const before = (await recorded()).length
      await eventually(recorded, found => found.length >= before + 4, 180)
      await mosquitto.kill()
      await sleep(1500)
      mosquitto = await startMosquitto({ port })
      say('the broker was killed, and is there again')
      const after = (await recorded()).length
      await eventually(recorded, found => found.length >= after + 4, 180)
      say('laps go on')
      const stopped = await rig.stop()
      assert.equal(stopped.code, 0)
      say(`the rigs have ended: ${stopped.err.slice(-1500)}`)
      await eventually(landing, waiting => waiting === 0, 120)
      say(`every lap is closed; ${heard.size} were heard of`)
    } finally {
      await witness.close()
      rig.process.kill('SIGKILL')
      doomed.process.kill('SIGKILL')
      // The laps that were closed last are fetched before it ends.
      await sleep(6000)
      say((await kept.stop()).err.slice(-1500))
    }

    const found = await pitwallJson<readonly Lap[]>('laps', '--field', '--laps', laps)
    assert.ok(found.length >= 12)
    assert.equal(new Set(found.map(lap => lap.lap_id)).size, found.length, 'a lap is there twice')
    const told = await toldIn(store)
    const ids = new Set(told.map(lap => lap.lap_id))
    assert.deepEqual(
      [...heard].filter(id => !ids.has(id)),
      [],
      'laps that were told and are nowhere',
    )
    const driven = told.filter(({ first_seq, last_seq }) => first_seq <= last_seq)
    assert.ok(driven.length < told.length, 'no lap of another car was told')
    for (const [name, own] of Map.groupBy(driven, lap => lap.rig)) {
      const numbers = own.map(lap => lap.lap_number).sort((a, b) => a - b)
      assert.deepEqual(
        numbers,
        numbers.map((_, index) => 1 + index),
        `a lap of ${name} is missing`,
      )
    }
    assert.deepEqual(
      found.map(lap => lap.lap_id).sort(),
      told.flatMap(lap => (lap.kind === 'incomplete' ? [] : [lap.lap_id])).sort(),
      'the table and the lake know the same laps',
    )
    const stored = await pitwallJson<readonly Stored[]>(
      'sql',
      'SELECT lap_id, count(*) n, count(DISTINCT packet) packets FROM samples WHERE lap_id IS NOT NULL GROUP BY 1',
      ...['--data', join(folder, 'kept'), '--timeout', '300'],
    )
    const byId = new Map(stored.map(lap => [lap.lap_id, lap]))
    for (const { lap_id, samples } of found.filter(lap => lap.samples > 0)) {
      assert.deepEqual(byId.get(lap_id), { lap_id, n: samples, packets: samples }, `samples of ${lap_id}`)
    }
  })
})

/** Every lap that the lake has, complete or not, as its message told it. */
async function toldIn(store: S3Store): Promise<readonly Told[]> {
  const commits = (await store.list('catalogue/')).filter(({ key }) => key.includes('/laps/'))
  const told = await Promise.all(
    commits.map(async ({ key }): Promise<readonly Told[]> => {
      const commit = JSON.parse(Buffer.from((await store.get(key)) ?? []).toString())
      return commit.lap.message === undefined ? [] : [JSON.parse(commit.lap.message)]
    }),
  )
  return [...new Map(told.flat().map(lap => [lap.lap_id, lap])).values()]
}
