import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { connectAsync, type MqttClient } from 'mqtt'
import { pastSession } from '../../src/hub/past-session.ts'
import {
  frameOf,
  lapMessageOf,
  lapOf,
  sessionMessageOf,
  sessionOf,
  startedAt,
} from '../../src/lake/testing/drive.ts'
import type { Board } from '../../src/model/board.ts'
import type { Health } from '../../src/model/health.ts'
import { rigId } from '../../src/model/identity.ts'
import type { LapRecord } from '../../src/model/messages.ts'
import { sampleLive, sampleStatus } from '../../src/model/testing/messages.ts'
import { ruleOf } from '../../src/rules/rule-document.ts'
import type { RuleState } from '../../src/rules/rule-state.ts'
import { rehearse } from '../../src/rules/trial.ts'
import { until, withHub } from './hub-bench.ts'

const topic = (stream: string) => `rigs/home/rig1/${stream}`
const send = (rig: MqttClient, stream: string, body: unknown, qos: 0 | 1 = 1) =>
  rig.publishAsync(
    topic(stream),
    typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    { qos },
  )

/** Five frames and the lap that closes them. */
async function driveLap(rig: MqttClient, lapNumber: number): Promise<void> {
  const first = (lapNumber - 1) * 5
  for (let seq = first; seq < first + 5; seq++) await send(rig, 'frame', frameOf(seq, lapNumber))
  await send(rig, 'lap', lapMessageOf(lapNumber, first, first + 4))
}

test('a lap driven over TCP is on the page, in the lap table, on its board and in the lake, once', () =>
  withHub(async ({ hub, rig: connect, page, get, sql }) => {
    const { heard } = await page()
    const rig = await connect()
    await send(rig, 'status', sampleStatus())
    await send(rig, 'session', sessionMessageOf())
    await send(rig, 'live', sampleLive({ seq: 1 }), 0)
    await driveLap(rig, 1)
    // What is sent twice is there once.
    await driveLap(rig, 1)

    await until(() => heard.some(({ type }) => type === 'board'))
    const types = new Set<string>(heard.map(({ type }) => type))
    for (const type of ['hello', 'status', 'session', 'values', 'lap', 'board'])
      assert.ok(types.has(type), type)
    assert.equal(heard.filter(({ type }) => type === 'lap').length, 1)

    const laps = await get<readonly LapRecord[]>('/api/laps')
    assert.deepEqual(
      laps.map(lap => [lap.lap_id, lap.valid]),
      [[lapOf(1), true]],
    )
    assert.equal((await get<LapRecord>(`/api/laps/${lapOf(1)}`)).lap_time_ms, laps[0]?.lap_time_ms)
    const boards = await get<readonly Board[]>('/api/boards?track=monza')
    assert.equal(boards[0]?.rows[0]?.lap_id, lapOf(1))
    const sessions = await get<readonly { readonly laps: number }[]>('/api/sessions')
    assert.deepEqual(
      sessions.map(session => session.laps),
      [1],
    )

    await hub.settle()
    const { columns } = await get<{ readonly columns: Readonly<Record<string, readonly (number | null)[]>> }>(
      `/api/laps/${lapOf(1)}/samples?columns=t_us,speed_kmh`,
    )
    assert.deepEqual(columns['t_us']?.slice(0, 3), [0, 10_000, 20_000])
    assert.equal(columns['speed_kmh']?.length, 50)
    const rows = await sql('SELECT count(*) AS n, count(DISTINCT lap_id) AS laps FROM samples')
    assert.deepEqual(rows, [{ n: 50, laps: 1 }])
  }))

test('a lap that never became one is in the lake without a lap, and nowhere else', () =>
  withHub(async ({ hub, rig: connect, get, sql }) => {
    const rig = await connect()
    await send(rig, 'frame', frameOf(0, 1))
    await send(rig, 'lap', lapMessageOf(1, 0, 0, 'incomplete'))
    await hub.settle()
    assert.deepEqual(await get('/api/laps'), [])
    assert.deepEqual(await sql('SELECT count(*) AS n, count(lap_id) AS laps FROM samples'), [
      { n: 10, laps: 0 },
    ])
  }))

test('frames that come past the broker, straight to their rule, arrive as well', () =>
  withHub(async ({ hub, rig: connect, sql }) => {
    const rig = await connect()
    const past = `$aws/rules/sim_frame/${topic('frame')}`
    await rig.publishAsync(past, JSON.stringify(frameOf(0, 1)), { qos: 1 })
    await send(rig, 'lap', lapMessageOf(1, 0, 0))
    await hub.settle()
    assert.deepEqual(await sql('SELECT count(*) AS n FROM samples'), [{ n: 10 }])
  }))

test('a rig with a secret of its own publishes as itself, and whoever has none not at all', () =>
  withHub(
    async ({ hub, get }) => {
      const url = `mqtt://127.0.0.1:${hub.mqttPort}`
      const come = (password?: string) =>
        connectAsync(url, {
          reconnectPeriod: 0,
          ...(password === undefined ? {} : { username: 'any', password }),
        })
      await assert.rejects(come())
      await assert.rejects(come('of another'))
      const rig = await come('of the first rig')
      await send(rig, 'status', sampleStatus())
      assert.equal((await get<readonly unknown[]>('/api/rigs')).length, 1)
      const closed = new Promise<void>(resolve => rig.once('close', () => resolve()))
      rig.publish('rigs/home/rig2/status', JSON.stringify(sampleStatus({ rig: rigId('rig2') })), { qos: 1 })
      await closed
      assert.equal((await get<readonly unknown[]>('/api/rigs')).length, 1)
      await rig.endAsync(true)
    },
    { rigSecrets: [{ site: 'home', rig: 'rig1', secret: 'of the first rig' }] },
  ))

test('a rig cannot speak for another one', () =>
  withHub(async ({ hub, rig: connect, get, page }) => {
    const { heard } = await page()
    const rig = await connect()
    const on = (stream: string, body: unknown) =>
      rig.publishAsync(`rigs/home/rig2/${stream}`, JSON.stringify(body), { qos: 1 })
    await on('live', sampleLive())
    await on('frame', frameOf(0, 1))
    await on('lap', lapMessageOf(1, 0, 0))
    await on('session', sessionMessageOf())
    await on('status', sampleStatus())
    await hub.settle()
    assert.deepEqual(await get('/api/laps'), [])
    assert.deepEqual(await get('/api/sessions'), [])
    assert.deepEqual(await get('/api/rigs'), [])
    assert.deepEqual(
      heard.map(({ type }) => type),
      ['hello'],
    )
  }))

test('what is no message is counted and said, and stops nothing', () =>
  withHub(async ({ hub, rig: connect, data, warnings, get, sql }) => {
    const rig = await connect()
    for (const stream of ['live', 'frame', 'lap', 'session', 'event', 'status']) {
      await send(rig, stream, 'half a {"mess')
      await send(rig, stream, JSON.stringify({ v: 1, type: stream, lap_id: '../../etc/passwd' }))
      await send(rig, stream, Buffer.from([0xff, 0xfe, 0x00]))
    }
    await send(rig, 'frame', Buffer.alloc(1024 * 1024, 0x20))
    const stranger = frameOf(0, 1)
    await send(rig, 'frame', {
      ...stranger,
      pages: { physics: { ...stranger.pages.physics, c: { warp_drive: [1] } } },
    })
    const miscounted = frameOf(1, 1)
    await send(rig, 'frame', { ...miscounted, pages: { physics: { ...miscounted.pages.physics, n: 3 } } })
    writeFileSync(join(data, 'rules', 'broken.json'), '{"sql": "SELECT speed >> 3 FROM x", "actions": []}')

    // A lap of its own session, so that the frames above are not missed in it.
    for (let seq = 2; seq < 5; seq++) await send(rig, 'frame', frameOf(seq, 1))
    await send(rig, 'lap', lapMessageOf(1, 0, 4))
    await hub.settle()
    assert.equal((await get<readonly LapRecord[]>('/api/laps')).length, 1)
    assert.deepEqual(await sql('SELECT count(*) AS n FROM samples'), [{ n: 30 }])

    await until(() => warnings.some(text => /broken\.json: sql: line 1, column \d+: expected/.test(text)))
    assert.ok(warnings.some(text => /1048576 bytes/.test(text)))
    assert.ok(warnings.some(text => /2 frames of .* were passed over/.test(text)))
    const health = await get<Health>('/api/health')
    const stateOf = (part: string) => health.parts.find(one => one.part === part)?.state
    assert.equal(stateOf('rule broken'), 'serious')
    assert.equal(stateOf('rule sim_frame'), 'caution')
    assert.equal(stateOf('broker'), 'caution')
    const metrics = await (await fetch(new URL('/metrics', hub.url))).text()
    assert.match(metrics, /^pitwall_broker_oversized_messages_total 1$/m)
    assert.match(
      metrics,
      /^pitwall_action_failed_total\{rule="sim_lap_lake",action="firehose",resource="pitwall-laps"\} 3$/m,
    )
    assert.match(metrics, /^pitwall_lake_bad_frames_total 2$/m)
  }))

test('a rule of the user works as soon as its file is there', () =>
  withHub(async ({ rig: connect, data }) => {
    const rig = await connect()
    const alerts: string[] = []
    await rig.subscribeAsync('alerts/#', { qos: 1 })
    rig.on('message', (on, body) => alerts.push(`${on} ${body.toString()}`))
    const rule = {
      sql: "SELECT speed_kmh AS v FROM 'rigs/+/+/live' WHERE speed_kmh > 250",
      awsIotSqlVersion: '2016-03-23',
      actions: [
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of AWS
        { republish: { topic: 'alerts/${topic(3)}', qos: 1, roleArn: 'arn:aws:iam::123456789012:role/x' } },
      ],
    }
    writeFileSync(join(data, 'rules', 'too_fast.json'), JSON.stringify(rule))
    await until(async () => {
      await send(rig, 'live', sampleLive({ speed_kmh: 249 }), 0)
      await send(rig, 'live', sampleLive({ speed_kmh: 251 }), 0)
      return alerts.length > 0
    })
    assert.deepEqual([...new Set(alerts)], ['alerts/rig1 {"v":251}'])
  }))

test('a rule is rehearsed on a stored session, and says when it would have fired', () =>
  withHub(async ({ hub, rig: connect, data, sql }) => {
    const rig = await connect()
    await send(rig, 'session', sessionMessageOf())
    await driveLap(rig, 1)
    await driveLap(rig, 2)
    await hub.settle()
    const document = {
      sql: "SELECT speed_kmh FROM 'rigs/+/+/live' WHERE gear = 3",
      awsIotSqlVersion: '2016-03-23',
      actions: [],
    }
    const rule = ruleOf('third', 'third.json', JSON.stringify(document), {})
    const context = { newUuid: () => 'id', random: () => 0.5 }
    const past = pastSession(join(data, 'lake'), sessionOf(), 1000)
    const { matched, fired, failed, firings } = await rehearse(rule, past, context)
    const [counted] = await sql(
      'SELECT count(*) AS n, count_if(gear = 3) AS third, min(t_us) FILTER (gear = 3) AS first FROM samples',
    )
    assert.deepEqual([matched, fired, failed], [counted?.['n'], counted?.['third'], 0])
    assert.equal(firings[0]?.at_ms, Date.parse(startedAt) + Number(counted?.['first']) / 1000)
  }))

test('rules are listed with their counters, tried out and switched over HTTP', () =>
  withHub(async ({ hub, rig: connect, get }) => {
    const post = async (path: string, body: object) =>
      JSON.parse(
        await (await fetch(new URL(path, hub.url), { method: 'POST', body: JSON.stringify(body) })).text(),
      )
    const rig = await connect()
    await send(rig, 'status', sampleStatus())
    const rules = await get<readonly RuleState[]>('/api/rules')
    assert.equal(rules.find(({ name }) => name === 'sim_status')?.counters?.fired, 1)
    const document = {
      sql: "SELECT a + 1 AS b FROM 'x' WHERE a > 1",
      awsIotSqlVersion: '2016-03-23',
      actions: [],
    }
    const trial = await post('/api/rules/test', { document, topic: 'x', payload: '{"a":2}' })
    assert.deepEqual(
      [trial.outcome, trial.output, trial.explanation[0].part.value],
      ['fired', '{"b":3}', 'true'],
    )
    assert.match(
      (await post('/api/rules/test', { document: { sql: 'SELECT' }, topic: 'x', payload: '' })).problem,
      /expected/,
    )
    assert.deepEqual(
      (await post('/api/rules/lint', { document: { ...document, sql: 'SELECT a' } })).map(
        ({ code }: { code: string }) => code,
      ),
      ['no-topic', 'not-json'],
    )
    await post('/api/rules/sim_status/enabled', { enabled: false })
    await send(rig, 'status', sampleStatus())
    assert.equal((await get<RuleState>('/api/rules/sim_status')).enabled, false)
    assert.match(
      (await post('/api/rules/no_such/enabled', { enabled: true })).error,
      /there is no rule "no_such"/,
    )
  }))

test('the lake answers SQL over HTTP, and refuses what a reader may not ask', () =>
  withHub(async ({ hub, rig: connect }) => {
    const ask = async (sql: string) => {
      const answer = await fetch(new URL('/api/sql', hub.url), {
        method: 'POST',
        body: JSON.stringify({ sql }),
      })
      return { status: answer.status, body: JSON.parse(await answer.text()) }
    }
    const rig = await connect()
    await driveLap(rig, 1)
    await hub.settle()
    const counted = await ask('SELECT count(*)::INT AS n FROM samples')
    assert.deepEqual([counted.status, counted.body.rows], [200, [[50]]])
    assert.equal((await ask('SELEKT 1')).status, 400)
    assert.ok([400, 403].includes((await ask("COPY samples TO '/tmp/stolen.csv'")).status))
    assert.ok([400, 403].includes((await ask("SELECT * FROM read_text('/etc/passwd')")).status))
  }))

test('under the limits of AWS what is too fast is not acknowledged', () =>
  withHub(
    async ({ rig: connect, hub }) => {
      const rig = await connect()
      for (let index = 0; index < 150; index++)
        rig.publish(topic('live'), JSON.stringify(sampleLive()), { qos: 0 })
      await until(() =>
        hub.figures().some(({ name, value }) => name === 'pitwall_aws_limits_discarded_total' && value >= 40),
      )
      assert.ok(hub.health().parts.some(({ part, state }) => part === 'AWS limits' && state === 'caution'))
    },
    { awsLimits: true },
  ))
