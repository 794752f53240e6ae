// The functions, called with events of the shapes that AWS documents.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { handle } from 'hono/aws-lambda'
import type { Queries } from '../lake/queries.ts'
import { openSqliteLapStore } from '../laps/sqlite.ts'
import type { Board } from '../model/board.ts'
import type { RigState } from '../model/live-protocol.ts'
import type { SessionMessage, StatusMessage } from '../model/messages.ts'
import { sampleLap, sampleSession, sampleStatus } from '../model/testing/messages.ts'
import { cloudApi } from './api.ts'
import { settingsOf } from './functions.ts'
import { lapFunction } from './laps.ts'
import { pageAuthorizer } from './page-authorizer.ts'
import { provisioningFunction } from './provisioning.ts'
import { recordsFunction } from './records.ts'
import { secretOf } from './secret.ts'

const laps = openSqliteLapStore(':memory:')
after(() => laps.close())
/** What was told of rigs; the table itself is in the tests of what is deployed. */
const heard: (StatusMessage | SessionMessage)[] = []
const rigs = {
  heard: async (message: StatusMessage | SessionMessage) => heard.push(message) > 0,
  rigs: async (): Promise<readonly RigState[]> =>
    heard.flatMap(told => (told.type === 'status' ? [{ site: told.site, rig: told.rig, status: told }] : [])),
}

test('a lap that a rule hands on is recorded once, however often it comes', async () => {
  const lap = lapFunction(laps, rigs)
  const event = JSON.parse(JSON.stringify(sampleLap()))
  assert.deepEqual(await lap(event), { stream: 'lap', outcome: 'recorded' })
  assert.deepEqual(await lap(event), { stream: 'lap', outcome: 'known' })
  assert.equal((await lap(JSON.parse(JSON.stringify(sampleSession())))).stream, 'session')
  assert.equal((await laps.laps({})).length, 1)
})

test('a status and a session that a rule hands on are what is heard of their rig', async () => {
  const lap = lapFunction(laps, rigs)
  heard.length = 0
  await lap(JSON.parse(JSON.stringify(sampleSession())))
  assert.deepEqual(await lap(JSON.parse(JSON.stringify(sampleStatus()))), {
    stream: 'status',
    outcome: 'recorded',
  })
  assert.deepEqual(heard, [sampleSession(), sampleStatus()])
})

test('what is no message is rejected, so that it ends in the dead-letter queue', async () => {
  await assert.rejects(lapFunction(laps, rigs)({ ...sampleLap(), lap_id: '../../etc' }), { code: 'bad-name' })
  await assert.rejects(lapFunction(laps, rigs)('text'), { code: 'bad-message' })
})

/** [DynamoDB developer guide, "Using AWS Lambda with DynamoDB"] */
const change = (pk: string, sk: string, eventName = 'MODIFY') => ({
  eventID: '7de3041dd709b024af6f29e4fa13d34c',
  eventName,
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'eu-central-1',
  dynamodb: {
    ApproximateCreationDateTime: 1_479_499_740,
    Keys: { PK: { S: pk }, SK: { S: sk } },
    NewImage: { PK: { S: pk }, SK: { S: sk }, score: { N: '107832' } },
    SequenceNumber: '13021600000000001596893679',
    SizeBytes: 112,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
  eventSourceARN: 'arn:aws:dynamodb:eu-central-1:123456789012:table/laps/stream/2026-11-24T08:18:22.385',
})

test('a board of which rows have changed is published once, whole', async () => {
  await lapFunction(laps, rigs)(sampleLap())
  const published: (readonly [string, Board])[] = []
  const records = recordsFunction(laps, async (topic, board) => void published.push([topic, board]))
  const answer = await records({
    Records: [
      change('BOARD#monza/GT3', 'DRIVER#A. Driver', 'INSERT'),
      change('BOARD#monza/GT3', 'DRIVER#B. Driver'),
      change('LAP#x', 'LAP'),
      change('BOARDS', 'monza/GT3'),
      change('BOARD#monza/nobody', 'DRIVER#C. Driver'),
    ],
  })
  assert.deepEqual(answer.boards, ['monza/GT3', 'monza/nobody'])
  assert.deepEqual(
    published.map(([topic, { rows }]) => [topic, rows.map(({ driver }) => driver)]),
    [['boards/monza/GT3', ['A. Driver']]],
  )
})

test('a board that cannot be published makes the batch come again', async () => {
  const records = recordsFunction(laps, async () => {
    throw new Error('the broker is away')
  })
  await assert.rejects(
    records({ Records: [change('BOARD#monza/GT3', 'DRIVER#A. Driver')] }),
    /the broker is away/,
  )
})

/** [AWS IoT developer guide, "Pre-provisioning hooks"] */
const hook = (parameters: object) => ({
  claimCertificateId: 'c1a1',
  certificateId: 'f00d',
  certificatePem: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----',
  templateArn: 'arn:aws:iot:eu-central-1:123456789012:provisioningtemplate/rigs',
  clientId: 'claim-1',
  parameters,
})

test('a rig enrols with the code that was announced for it; only the digest of the code is compared', async () => {
  const asked: (readonly string[])[] = []
  const provisioning = provisioningFunction({
    take: async (...which) => {
      asked.push(which)
      return which[0] === 'home'
    },
  })
  const digest = createHash('sha256').update('monza-2026').digest('hex')
  assert.deepEqual(await provisioning(hook({ Site: 'home', Rig: 'rig7', Code: 'monza-2026' })), {
    allowProvisioning: true,
  })
  assert.deepEqual(asked, [['home', 'rig7', digest, 'f00d']])
})

test('a name that cannot stand in a topic, or a question that is none, is refused without looking further', async () => {
  const provisioning = provisioningFunction({
    take: async () => assert.fail('nobody should be asked'),
  })
  for (const event of [
    hook({ Site: 'home/+', Rig: 'rig7', Code: 'monza-2026' }),
    hook({ Site: 'home', Rig: '#', Code: 'monza-2026' }),
    hook({ Site: 'home', Rig: 'rig7' }),
    {},
  ]) {
    assert.deepEqual(await provisioning(event), { allowProvisioning: false })
  }
})

/** [AWS IoT developer guide, "Defining your Lambda function", custom authentication] */
const connecting = (password: string | undefined, clientId = 'page-1b4e28ba') => ({
  token: 'aToken',
  signatureVerified: false,
  protocols: ['tls', 'http', 'mqtt'],
  protocolData: {
    tls: { serverName: 'abc-ats.iot.eu-central-1.amazonaws.com' },
    http: { headers: {}, queryString: '?x-amz-customauthorizer-name=pages' },
    mqtt: {
      username: 'page',
      clientId,
      ...(password === undefined ? {} : { password: Buffer.from(password).toString('base64') }),
    },
  },
  connectionMetadata: { id: 'e2a1c1f6-2f3e-4d9c-8a4f-0d4f0a4f7b10' },
})
const authorize = pageAuthorizer(async () => 'a token of forty characters', {
  region: 'eu-central-1',
  account: '123456789012',
})

test('a page with the token may listen, under its own name, and publish what its driver did with words and nothing else', async () => {
  const grant = await authorize(connecting('a token of forty characters'))
  assert.equal(grant.isAuthenticated, true)
  assert.match(grant.principalId, /^[a-zA-Z0-9]{1,128}$/)
  const policy = JSON.stringify(grant.policyDocuments)
  assert.match(policy, /client\/page-1b4e28ba"/)
  assert.doesNotMatch(policy, /"\*"/)
  const statements = grant.policyDocuments.flatMap(
    (document): readonly object[] => Object(document).Statement,
  )
  const published = statements.flatMap(statement => {
    const { Action, Resource } = Object(statement)
    return Action === 'iot:Publish' ? [Resource] : []
  })
  const topic = 'arn:aws:iot:eu-central-1:123456789012:topic'
  assert.deepEqual(published, [[`${topic}/receipts/*`, `${topic}/references/*`]])
})

test('a page without the token, or under the name of a rig, is not let in', async () => {
  for (const event of [
    connecting('guessed'),
    connecting(undefined),
    connecting('a token of forty characters', 'home:rig1'),
    {},
  ]) {
    assert.deepEqual(
      await authorize(event).then(({ isAuthenticated, policyDocuments }) => [
        isAuthenticated,
        policyDocuments.length,
      ]),
      [false, 0],
    )
  }
})

/** [API Gateway developer guide, payload format version 2.0] */
const request = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: string) => ({
  version: '2.0',
  routeKey: 'ANY /{proxy+}',
  rawPath: path.split('?')[0] ?? '',
  rawQueryString: path.split('?')[1] ?? '',
  headers: {
    host: 'abc123.execute-api.eu-central-1.amazonaws.com',
    'content-type': 'application/json',
    ...headers,
  },
  requestContext: {
    accountId: '123456789012',
    apiId: 'abc123',
    authentication: null,
    authorizer: {},
    domainName: 'abc123.execute-api.eu-central-1.amazonaws.com',
    domainPrefix: 'abc123',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
    requestId: 'id',
    routeKey: 'ANY /{proxy+}',
    stage: '$default',
    time: '24/Nov/2026:12:00:00 +0000',
    timeEpoch: 1_795_521_600_000,
  },
  ...(body === undefined ? {} : { body }),
  isBase64Encoded: false,
})
const asked: string[] = []
const published: (readonly [string, object])[] = []
const kept: object[] = []
const queries: Queries = {
  run: async sql => {
    asked.push(sql)
    const [, names = 'n'] = /^SELECT (.+?) FROM samples WHERE lap_id/.exec(sql) ?? []
    const columns = names.split(', ').map(name => ({ name, type: 'bigint' }))
    // A lap of 6 600 rows, and an answer that is larger than a function may give.
    const length = columns.length > 1 || sql.includes('speed_kmh') ? 6600 : sql.includes('wide') ? 900_000 : 1
    const rows = Array.from({ length }, (_, row) => columns.map((_, column) => row + column + 0.5))
    return { columns, rows: length === 1 ? [[1]] : rows, truncated: false }
  },
  close: async () => undefined,
}
const api = handle(
  cloudApi({
    laps,
    queries,
    rigs,
    publish: async (topic, message) => void published.push([topic, message]),
    keep: async (key, bytes, of) => {
      kept.push({ key, bytes: bytes.length, ...of })
      return `https://bucket.test/${key}?signed`
    },
    token: 'a token of forty characters',
    rules: [],
    startedAt: '2026-11-24T12:00:00.000Z',
    now: () => Date.UTC(2026, 10, 24, 12, 1),
    newUuid: () => 'id',
    random: () => 0.5,
  }),
)
const bearer = { authorization: 'Bearer a token of forty characters' }
const answerOf = async (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
) => {
  // The types of the event and of the context know more members than anybody reads.
  const call: (...given: readonly unknown[]) => ReturnType<typeof api> = (...given) =>
    Reflect.apply(api, undefined, given)
  const {
    statusCode,
    body: text = '',
    headers: given = {},
    isBase64Encoded,
  } = await call(request(method, path, headers, body), {})
  const isJson = String(given['content-type']).startsWith('application/json')
  return { statusCode, headers: given, isBase64Encoded, body: isJson ? JSON.parse(text) : text }
}

test('the API answers as the hub does, under the name of its gateway and to a page of another name', async () => {
  const { statusCode, body } = await answerOf('GET', '/api/laps?track=monza&limit=5', {
    ...bearer,
    origin: 'https://d111111abcdef8.cloudfront.net',
  })
  assert.equal(statusCode, 200)
  assert.deepEqual(body, JSON.parse(JSON.stringify(await laps.laps({ track: 'monza', limit: 5 }))))
  const sql = await answerOf(
    'POST',
    '/api/sql',
    bearer,
    JSON.stringify({ sql: 'SELECT count(*) AS n FROM samples' }),
  )
  assert.equal(sql.statusCode, 200)
  assert.deepEqual(asked, ['SELECT count(*) AS n FROM samples'])
  const health = await answerOf('GET', '/api/health', bearer)
  assert.equal(health.body.uptime_s, 60)
})

test('the API knows every rig that was heard of, and hands words to its driver on to the pages', async () => {
  heard.splice(0, heard.length, sampleStatus())
  const { body } = await answerOf('GET', '/api/rigs', bearer)
  const { site, rig } = sampleStatus()
  assert.deepEqual(body, [{ site, rig, status: sampleStatus() }])
  const say = (to: string) =>
    answerOf('POST', `/api/rigs/${site}/${to}/message`, bearer, JSON.stringify({ text: 'Box this lap' }))
  assert.equal((await say(rig)).statusCode, 200)
  assert.deepEqual(
    published.map(([topic, message]) => [topic, 'text' in message && message.text]),
    [[`words/${site}/${rig}`, 'Box this lap']],
  )
  assert.equal((await say('nobody')).statusCode, 404)
  const screen = { board: 'monza/GT3', banner: true, page: 1 }
  const direct = (body: object) => answerOf('POST', '/api/screens', bearer, JSON.stringify(body))
  assert.deepEqual((await direct(screen)).body, screen)
  assert.deepEqual(published.at(-1), ['screens/monza/GT3', screen])
  assert.equal((await direct({ ...screen, dwell_s: 1 })).statusCode, 400)
})

test('a lap is exported as the hub exports it; a file that a function cannot give is led to', async () => {
  const { lap_id } = sampleLap()
  const exported = (format: string) => answerOf('GET', `/api/laps/${lap_id}/export?format=${format}`, bearer)
  const json = await exported('json')
  assert.equal(json.statusCode, 303)
  assert.match(String(json.headers['location']), /^https:\/\/bucket\.test\/files\/[\w-]+\?signed$/)
  assert.partialDeepStrictEqual(kept[0], { type: 'application/json' })
  assert.match(JSON.stringify(kept[0]), /attachment; filename=\\"monza-/)
  const ldx = await exported('ldx')
  assert.equal(ldx.statusCode, 200)
  assert.match(String(ldx.headers['content-disposition']), /\.ldx"$/)
  const mcap = await exported('mcap')
  assert.deepEqual(
    [mcap.statusCode, mcap.body.error],
    [400, 'raw pages lie on the rig that recorded them; run "pitwall export" there.'],
  )
  assert.equal((await exported('png')).statusCode, 400)
  assert.match(asked.at(-1) ?? '', /WHERE lap_id = '[^']+' AND day BETWEEN DATE '\d{4}-\d\d-\d\d' AND DATE/)
})

test('an answer that is too large says so, and what to do', async () => {
  const sql = 'SELECT wide FROM samples'
  const { statusCode, body } = await answerOf(
    'POST',
    '/api/sql',
    bearer,
    JSON.stringify({ sql, rows: 100_000 }),
  )
  assert.equal(statusCode, 413)
  assert.match(body.error, /^this answer has \d+ bytes and .* ask for fewer rows or channels$/)
})

test('the API asks everybody for the token', async () => {
  assert.equal((await answerOf('GET', '/api/laps', {})).statusCode, 401)
  assert.equal((await answerOf('GET', '/api/laps', { authorization: 'Bearer other' })).statusCode, 401)
})

test('a function that was deployed without what it needs says so at once', () => {
  assert.throws(() => settingsOf('api', { TABLE_NAME: 'laps', TOKEN_SECRET: 's', DATABASE: '' }), {
    code: 'bad-setting',
    message: 'function api: expected DATABASE in its environment, found none',
  })
})

test('a secret is asked for once in five minutes', async () => {
  let times = 0
  let now = 0
  const client = { send: async () => ({ SecretString: `token ${++times}` }) }
  const token = Reflect.apply(secretOf, undefined, ['arn', client, () => now])
  assert.deepEqual([await token(), await token()], ['token 1', 'token 1'])
  now = 5 * 60_000
  assert.equal(await token(), 'token 2')
})
