// The same messages, here and in the fleet: through a hub, and through the rules to the functions of the fleet on real
// engines (a table of dynoxide with its stream, a bucket of radosgw). Laps, sessions, boards and rows of the lake agree.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { handle } from 'hono/aws-lambda'
import { cloudApi } from '../../src/cloud/api.ts'
import {
  type Destination,
  destinations,
  type StreamName,
  streamTables,
} from '../../src/cloud/destinations.ts'
import { keepIn } from '../../src/cloud/kept-files.ts'
import { lakeViews } from '../../src/cloud/lake-views.ts'
import { lapFunction } from '../../src/cloud/laps.ts'
import { boardTopic, recordsFunction } from '../../src/cloud/records.ts'
import { openRigStates } from '../../src/cloud/rig-states.ts'
import { deliver, type FleetLake, openFleetLake, type Row } from '../../src/cloud/testing/fleet-lake.ts'
import { systemClock } from '../../src/hub/clock.ts'
import { type Hub, startHub } from '../../src/hub/hub.ts'
import { S3Store } from '../../src/lake/s3.ts'
import { driveVirtual } from '../../src/lake/testing/virtual-drive.ts'
import { openDynamoLapStore } from '../../src/laps/dynamodb.ts'
import type { LapStore } from '../../src/laps/store.ts'
import type { Board } from '../../src/model/board.ts'
import { sampleStatus } from '../../src/model/testing/messages.ts'
import type { Published } from '../../src/rules/actions/action.ts'
import { openRules } from '../../src/rules/runtime.ts'
import { noDynoxide, startDynoxide } from './dynoxide.ts'
import { newBucket, noS3, s3Endpoint } from './s3-server.ts'
import { streamOf } from './table-stream.ts'

const missing = noDynoxide ?? noS3
const deployed = join(import.meta.dirname, '../../rules')
const token = 'a token of forty characters'

type Fleet = {
  readonly laps: LapStore
  readonly lake: FleetLake
  readonly failed: number
  readonly errors: number
  readonly published: ReadonlyMap<string, Board>
  get(path: string): Promise<{ readonly status: number; readonly text: string; readonly location?: string }>
}

test('a hub and the fleet make the same of the same messages', {
  skip: missing,
  timeout: 300_000,
}, async t => {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-parity-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const messages = await messagesOfTwoRigs()
  const hub = await startHub({ data: join(folder, 'hub'), port: 0, mqttPort: 0, log: 'silent' })
  t.after(() => hub.close())
  await throughHub(hub, messages)
  const fleet = await throughFleet(t, folder, messages)

  await t.test('laps, sessions, boards and rigs are answered alike, byte for byte', async () => {
    for (const path of [
      '/api/laps',
      '/api/laps?track=monza&valid=true&limit=3',
      '/api/sessions',
      '/api/boards',
      '/api/boards?limit=1&conditions=any',
    ]) {
      const here = await (await fetch(new URL(path, hub.url))).text()
      const { status, text } = await fleet.get(path)
      assert.equal(status, 200, path)
      assert.ok(here.length > 100, path)
      assert.deepEqual(JSON.parse(text), JSON.parse(here), path)
    }
    const rigs: readonly Row[] = JSON.parse((await fleet.get('/api/rigs')).text)
    const seen: readonly Row[] = JSON.parse(await (await fetch(new URL('/api/rigs', hub.url))).text())
    const facts = (rows: readonly Row[]) =>
      rows.map(({ site, rig, status, session }) => JSON.stringify({ site, rig, status, session })).sort()
    assert.deepEqual(facts(rigs), facts(seen))
  })

  await t.test('the lake has the same rows: every sample once, every lap, every session', async () => {
    const measured = ['speed_kmh', 'rpm', 'gear', 'throttle', 'brake', 'steer', 'fuel_l', 'packet']
    const sums = measured.map(name => `sum(CAST("${name}" AS DOUBLE)) AS "${name}"`).join(', ')
    for (const sql of [
      `SELECT site, session_id, lap_id, lap_number, count(*) AS n, count(DISTINCT t_us) AS times, min(t_us) AS first, max(t_us) AS last, ${sums}
       FROM samples GROUP BY 1, 2, 3, 4 ORDER BY 2, 4, 3`,
      'SELECT lap_id, session_id, driver, car, track, kind, valid, lap_time_ms, samples, origin, time_source FROM laps ORDER BY 1',
      'SELECT session_id, site, rig, driver, car, track, origin FROM sessions ORDER BY 1',
      'SELECT lap_id, corner, time_ms IS NOT NULL AS timed FROM corners ORDER BY 1, 2',
    ]) {
      const asked = await fetch(new URL('/api/sql', hub.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sql, rows: 100_000, timeout_s: 120 }),
      })
      const here: {
        readonly columns: readonly { readonly name: string }[]
        readonly rows: readonly (readonly unknown[])[]
      } = JSON.parse(await asked.text())
      const own = here.rows.map(row =>
        Object.fromEntries(here.columns.map(({ name }, index) => [name, rounded(row[index])])),
      )
      const other = (await fleet.lake.asked(sql)).map(row =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, rounded(value)])),
      )
      assert.ok(own.length > 1, sql)
      assert.deepEqual(other, own, sql)
    }
  })

  await t.test(
    'the boards that the table’s stream publishes are those that a hub tells its pages',
    async () => {
      const boards = await fleet.laps.boards({ limit: 20 })
      assert.ok(boards.length > 4)
      for (const board of boards) assert.deepEqual(fleet.published.get(boardTopic(board.board)), board)
      assert.equal(fleet.published.size, boards.length)
    },
  )

  await t.test(
    'what is no message, or speaks for another rig, is kept from the table and the lake by both',
    async () => {
      assert.equal(fleet.failed, 1, 'what is no message is set aside by its stream')
      const { laps } = fleet
      assert.equal((await laps.laps({ driver: 'Stranger' })).length, 0)
    },
  )

  await t.test(
    'a file that is too large for a function is fetched from the bucket, by whoever was led there',
    async () => {
      const [lap] = await fleet.laps.laps({ limit: 1 })
      const { status, location = '' } = await fleet.get(`/api/laps/${lap?.lap_id}/export?format=json`)
      assert.equal(status, 303)
      const file = await fetch(location)
      assert.equal(file.status, 200, await file.clone().text())
      assert.match(file.headers.get('content-disposition') ?? '', /^attachment; filename="monza-.*\.json"$/)
      const found: object = JSON.parse(await file.text())
      assert.ok(JSON.stringify(found).length > 1_000_000)
      const { origin, pathname } = new URL(location)
      assert.equal((await fetch(`${origin}${pathname}`)).status, 403, 'nobody else gets it')
    },
  )
})

/** What two rigs send: each lap behind its frames, some twice, laps of another car, and what does not belong there. */
async function messagesOfTwoRigs(): Promise<readonly Published[]> {
  const all: Published[] = []
  for (const [rig, seed] of [
    ['rig1', 1],
    ['rig2', 7],
  ] as const) {
    const { frames, laps, sessions } = await driveVirtual({ seconds: 400, rate: 60, seed })
    const own = (text: string) =>
      text.replaceAll('"rig":"rig1"', `"rig":"${rig}"`).replaceAll('home-rig1-', `home-${rig}-`)
    const send = (stream: string, text: string, topicRig: string = rig) =>
      all.push({ topic: `rigs/home/${topicRig}/${stream}`, payload: Buffer.from(own(text)), qos: 1 })
    const waiting = [...laps]
    send('status', JSON.stringify({ ...sampleStatus(), site: 'home', rig, state: 'driving' }))
    for (const session of sessions.slice(0, 1)) send('session', JSON.stringify(session))
    for (const [seq, frame] of frames.entries()) {
      send('frame', Buffer.from(frame).toString())
      for (; (waiting[0]?.last_seq ?? frames.length) <= seq; waiting.shift())
        send('lap', JSON.stringify(waiting[0]))
    }
    for (const lap of waiting) send('lap', JSON.stringify(lap))
    for (const session of sessions) send('session', JSON.stringify(session))
    const [lap = assert.fail('nobody drove a lap')] = laps.filter(({ kind }) => kind === 'flying')
    // Told again, as after a lost acknowledgement.
    send('lap', JSON.stringify(lap))
    const number = lap.lap_number
    const lap_id = `${lap.session_id}-1023-${number}`
    const broadcast = { first_seq: 0, last_seq: -1, samples: 0, time_source: 'broadcast' }
    send(
      'lap',
      JSON.stringify({ ...lap, ...broadcast, lap_id, driver: 'Other', lap_time_ms: 110_500 + seed }),
    )
    // One rig does not speak for another.
    send('lap', JSON.stringify({ ...lap, lap_id: `${lap_id}9`, driver: 'Stranger' }), 'rig9')
  }
  all.push({ topic: 'rigs/home/rig1/frame', payload: Buffer.from('{"v":1,"type":"frame"'), qos: 1 })
  return all
}

async function throughHub(hub: Hub, messages: readonly Published[]): Promise<void> {
  const link = hub.link()
  for (const message of messages) await link.publish(message)
  await link.close()
  await hub.settle('everything')
}

async function throughFleet(
  t: { after: (done: () => Promise<void> | void) => void },
  folder: string,
  messages: readonly Published[],
): Promise<Fleet> {
  const { endpoint, kill } = await startDynoxide()
  t.after(kill)
  const region = 'us-east-1'
  const table = { table: `t-${randomUUID()}`, endpoint, region }
  const laps = await openDynamoLapStore(table)
  const rigs = openRigStates(table, Date.now)
  const dynamo = new DynamoDBClient({ endpoint, region })
  await dynamo.send(
    new UpdateTableCommand({
      TableName: table.table,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  )
  const record = lapFunction(laps, rigs)
  const streams = new Map<StreamName, Uint8Array[]>()
  let errors = 0
  /** What AWS does with the result of a rule; the raw zone and the search domain are nobody's to read here. */
  const arrive = async (destination: Destination, bytes: Uint8Array): Promise<void> => {
    if (destination.kind === 'called') await record(JSON.parse(Buffer.from(bytes).toString()))
    if (destination.kind === 'queued') errors += 1
    if (destination.kind !== 'delivered') return
    const { stream } = destination
    streams.set(stream, [...(streams.get(stream) ?? []), bytes])
  }
  const lead = async (kind: string, name: string, ...results: readonly Uint8Array[]): Promise<void> => {
    const found = destinations[kind]?.[name] ?? assert.fail(`${kind} to ${name} leads nowhere`)
    for (const bytes of results) for (const destination of found) await arrive(destination, bytes)
  }
  const rules = openRules({
    folders: [deployed],
    clock: systemClock,
    newId: randomUUID,
    random: Math.random,
    ports: {
      firehose: { put: (name, records) => lead('firehose', name, ...records) },
      lambda: { invoke: (name, event) => lead('lambda', name, event.bytes()) },
      openSearch: { put: ({ index, output }) => lead('openSearch', index, output.bytes()) },
      s3: { put: (name, _key, bytes) => lead('s3', name, bytes) },
    },
  })
  for (const message of messages) await rules.ingest(message)
  await rules.close(30_000)

  const bucket = await newBucket()
  const store = new S3Store({ bucket, prefix: 'lake', endpoint: s3Endpoint })
  let failed = 0
  for (const [stream, messages] of streams) {
    const written = await deliver(join(folder, 'written'), streamTables[stream], messages)
    failed += written.failed
    for (const key of written.keys) await store.put(key, readFileSync(join(folder, 'written', key)))
  }
  const fetched = join(folder, 'fetched')
  for (const { key } of await store.list('')) {
    mkdirSync(dirname(join(fetched, key)), { recursive: true })
    writeFileSync(join(fetched, key), (await store.get(key)) ?? assert.fail(key))
  }
  const lake = await openFleetLake(fetched, lakeViews)
  const published = new Map<string, Board>()
  const records = recordsFunction(laps, async (topic, board) => void published.set(topic, board))
  for (const event of await streamOf(endpoint, table.table)) await records(event)
  const s3 = new S3Client({ endpoint: s3Endpoint, region, forcePathStyle: true })
  const api = handle(
    cloudApi({
      laps,
      rigs,
      queries: {
        async run(sql) {
          const rows = await lake.asked(sql)
          const columns = Object.keys(rows[0] ?? {}).map(name => ({ name, type: '' }))
          return { columns, rows: rows.map(row => Object.values(row)), truncated: false }
        },
        close: async () => undefined,
      },
      publish: async () => undefined,
      keep: keepIn(s3, bucket, () => new URL(`${s3Endpoint}/${bucket}`)),
      token,
      rules: [],
      startedAt: new Date().toISOString(),
      now: Date.now,
      newUuid: randomUUID,
      random: Math.random,
    }),
  )
  t.after(async () => {
    lake.close()
    store.close()
    s3.destroy()
    dynamo.destroy()
    rigs.close()
    await laps.close()
  })
  return {
    ...{ laps, lake, failed, errors, published },
    async get(path) {
      const call: (...given: readonly unknown[]) => ReturnType<typeof api> = (...given) =>
        Reflect.apply(api, undefined, given)
      const { statusCode, body = '', headers = {} } = await call(request(path), {})
      const location = headers['location']
      return { status: statusCode, text: body, ...(location !== undefined && { location: String(location) }) }
    },
  }
}

/** [API Gateway developer guide, payload format version 2.0] */
const request = (path: string) => ({
  version: '2.0',
  routeKey: 'GET /{proxy+}',
  rawPath: path.split('?')[0] ?? '',
  rawQueryString: path.split('?')[1] ?? '',
  headers: { host: 'abc123.execute-api.eu-central-1.amazonaws.com', authorization: `Bearer ${token}` },
  requestContext: {
    domainName: 'abc123.execute-api.eu-central-1.amazonaws.com',
    http: { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
    stage: '$default',
  },
  isBase64Encoded: false,
})

/** Sums of floats depend on their order in the last digits; an instant is written with a zone here and without there. */
function rounded(value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value
}
