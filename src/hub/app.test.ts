import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { openLapReader } from '../lake/lap-reader.ts'
import { openQueries } from '../lake/queries.ts'
import { openSqliteLapStore } from '../laps/sqlite.ts'
import { openLive } from '../live/live.ts'
import { board } from '../model/board.ts'
import { hiddenDriver } from '../model/hidden-driver.ts'
import { asLapId } from '../model/identity.ts'
import { ruledLap } from '../model/ruling.ts'
import { manualClock } from '../model/testing/manual-clock.ts'
import { sampleLap, sampleStatus } from '../model/testing/messages.ts'
import { openAccess } from './access/access.ts'
import { thisMachine } from './access/doorkeeper.ts'
import { makeApp } from './app.ts'
import { openExportDesk } from './export/export-desk.ts'
import { makeGuard } from './guard.ts'
import { openApi } from './openapi.ts'
import { openPairing } from './pairing/pairing.ts'
import { changedBoards } from './routes/steward.ts'
import { trackAnswer } from './routes/tracks.ts'
import { openSteward } from './steward.ts'

const empty = mkdtempSync(join(tmpdir(), 'pitwall-app-'))
const laps = openSqliteLapStore(':memory:')
const queries = openQueries(empty)
const now = () => Date.UTC(2026, 10, 24)
const live = openLive({ clock: manualClock() })
const app = makeApp({
  guard: makeGuard([], { recognise: () => ({ kind: 'holder', holder: thisMachine }) }),
  live: { ...live, direct: screen => live.pass({ type: 'screen', screen }) },
  laps,
  steward: openSteward(laps, live, now),
  exports: openExportDesk(empty, empty),
  lapReader: openLapReader(empty),
  queries,
  rules: {
    states: () => [],
    enable: () => undefined,
    context: () => ({ timestamp: 0, newUuid: () => 'id', random: () => 0.5 }),
  },
  pairing: openPairing({
    ...{ access: openAccess(empty, { now }), now, name: 'here' },
    ...{ places: () => [], mqttPort: () => 1883, tls: undefined },
  }),
  health: () => ({
    state: 'ok',
    version: '0',
    started_at: '2026-11-24T12:00:00.000Z',
    uptime_s: 0,
    parts: [],
  }),
  figures: () => [],
  page: empty,
})
const ask = async (path: string, init: RequestInit = {}): Promise<readonly [number, unknown]> => {
  const answer = await app.request(path, { ...init, headers: { host: 'localhost' } })
  return [answer.status, await answer.json()]
}

test.after(async () => {
  await queries.close()
  await laps.close()
  rmSync(empty, { recursive: true })
})

test('the description of the API names every route that there is, and no other', () => {
  const document = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(openApi())
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
  )
  const routes = app.routes
    .filter(({ path, method }) => path.startsWith('/api/') && method !== 'ALL' && !path.includes('*'))
    .map(({ path, method }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
  assert.deepEqual(described.toSorted(), [...new Set(routes)].sort())
})

test('a listing is narrowed by what stands in the query, and a wrong one is refused by name', async () => {
  const { v: _v, type: _t, first_seq: _f, last_seq: _l, ...lap } = sampleLap()
  await laps.recordLap(lap, true)
  const count = async (query: string) => {
    const [, found] = await ask(`/api/laps?${query}`)
    return Array.isArray(found) ? found.length : found
  }
  assert.deepEqual(
    [
      await count(''),
      await count('track=monza&valid=true'),
      await count('track=spa'),
      await count('valid=false'),
    ],
    [1, 1, 0, 0],
  )
  for (const query of ['limit=0', 'limit=many', 'valid=perhaps', 'limit=1000000']) {
    const [status, { error }] = z
      .tuple([z.number(), z.object({ error: z.string() })])
      .parse(await ask(`/api/laps?${query}`))
    assert.equal(status, 400)
    assert.ok(error.startsWith(query.split('=')[0] ?? ''), error)
  }
})

test('a ruling over HTTP takes a lap from its boards, with who, why and when, and a wrong one is refused', async () => {
  const { v: _v, type: _t, first_seq: _f, last_seq: _l, ...lap } = sampleLap({ track: 'spa' })
  const lap_id = asLapId('ruled-0-1')
  await laps.recordLap({ ...lap, lap_id, lap_number: 1 }, true)
  const rule = (body: object, id: string = lap_id) =>
    ask(`/api/laps/${id}/ruling`, { method: 'POST', body: JSON.stringify(body) })
  const [status, ruled] = await rule({ verdict: 'invalid', by: 'Stewards', why: 'cut turn 5' })
  const { valid, ruling } = ruledLap.parse(ruled)
  assert.deepEqual([status, valid, ruling?.by, ruling?.why], [200, false, 'Stewards', 'cut turn 5'])
  assert.deepEqual(await laps.boards({ track: 'spa' }), [])
  const [, rulings] = await ask(`/api/laps/${lap_id}/rulings`)
  assert.equal(Array.isArray(rulings) && rulings.length, 1)
  for (const wrong of [
    {},
    { verdict: 'perhaps', by: 'x', why: 'x' },
    { verdict: 'valid', by: ' ', why: 'x' },
  ])
    assert.equal((await rule(wrong))[0], 400)
  assert.equal((await rule({ verdict: 'valid', by: 'x', why: 'x' }, 'nobody-1'))[0], 404)
})

test('an event over HTTP has boards from its declaration to its removal', async () => {
  const put = (event: string, body: object) =>
    ask(`/api/events/${event}`, { method: 'PUT', body: JSON.stringify(body) })
  const night = { name: 'Night', from: '2026-11-24T00:00:00Z', to: '2026-11-25T00:00:00Z' }
  const [status, declared] = await put('night', night)
  assert.equal(status, 200)
  assert.ok(changedBoards.parse(declared).boards.includes('monza/GT3/event-night'))
  const [, boards] = await ask('/api/boards?event=night')
  assert.ok(
    z
      .array(board)
      .parse(boards)
      .some(({ board: name }) => name === 'monza/GT3/event-night'),
  )
  assert.equal((await put('Night Race', night))[0], 400)
  assert.equal((await put('night', { ...night, to: night.from }))[0], 400)
  assert.equal((await ask('/api/events/night', { method: 'DELETE' }))[0], 200)
  assert.equal((await ask('/api/events/night', { method: 'DELETE' }))[0], 404)
  assert.deepEqual(await ask('/api/events'), [200, []])
})

test('a driver who is hidden over HTTP is a number on boards and evidence, until named again', async () => {
  const {
    v: _v,
    type: _t,
    first_seq: _f,
    last_seq: _l,
    ...lap
  } = sampleLap({ track: 'imola', driver: 'Shy' })
  const lap_id = asLapId('shy-0-1')
  await laps.recordLap({ ...lap, lap_id, lap_number: 1 }, true)
  const say = (body: object) => ask('/api/drivers/hidden', { method: 'POST', body: JSON.stringify(body) })
  const seen = async () => {
    const [, boards] = await ask('/api/boards?track=imola')
    const [, one] = await ask(`/api/laps/${lap_id}`)
    return [z.array(board).parse(boards)[0]?.rows[0]?.driver, ruledLap.parse(one).driver]
  }
  const [status, answer] = await say({ driver: 'shy', hidden: true })
  const { shown } = hiddenDriver.parse(answer)
  assert.deepEqual([status, await seen()], [200, [shown, shown]])
  assert.match(shown, /^driver \d{4}$/)
  assert.deepEqual(await say({ driver: 'SHY', hidden: true }), [200, answer])
  assert.deepEqual(await ask('/api/drivers/hidden'), [200, [answer]])
  assert.equal((await say({ driver: 'shy', hidden: false }))[0], 200)
  assert.deepEqual(await seen(), ['Shy', 'Shy'])
  assert.equal((await say({ driver: 'shy', hidden: false }))[0], 404)
  assert.equal((await say({ driver: '', hidden: true }))[0], 400)
})

test('a track has its sector lines, mini-sectors and named corners, however it is spelled', async () => {
  const [status, track] = await ask('/api/tracks/Monza')
  const { corners, mini_sectors, corners_from } = trackAnswer.parse(track)
  assert.deepEqual([status, corners.length, mini_sectors.length, corners_from], [200, 11, 24, 'table'])
  assert.equal(corners[0]?.name, 'Variante del Rettifilo')
})

test('what is not there is said in a sentence', async () => {
  for (const path of [
    '/api/laps/none',
    '/api/laps/..%2f..%2fetc',
    '/api/laps/none/grid',
    '/api/laps/none/export?format=ld',
    '/api/laps/none/samples?columns=rpm',
    '/api/tracks/none',
    '/api/rules/none',
    '/api/none',
  ]) {
    const [status, { error }] = z.tuple([z.number(), z.object({ error: z.string() })]).parse(await ask(path))
    assert.equal(status, 404, `${path}: ${error}`)
  }
})

test('words for a driver reach a page that listens once, within bounds, and only for a rig that is known', async () => {
  const heard: unknown[] = []
  const joined = live.join({ send: text => heard.push(JSON.parse(text)), waiting: 0, close: () => undefined })
  joined.said(JSON.stringify({ type: 'listen', rigs: ['home/rig1'] }))
  live.tell({ type: 'status', status: sampleStatus() })
  const tell = async (rig: string, said: unknown): Promise<number> => {
    const answer = await app.request(`/api/rigs/home/${rig}/message`, {
      method: 'POST',
      headers: { host: 'localhost' },
      body: typeof said === 'string' ? said : JSON.stringify(said),
    })
    return answer.status
  }
  assert.equal(await tell('rig1', { text: ' BOX BOX ' }), 200)
  assert.equal(await tell('rig1', { text: 'AGAIN' }), 429)
  assert.equal(await tell('nobody', { text: 'PUSH' }), 404)
  for (const wrong of [
    'no JSON',
    { text: '' },
    { text: 'x'.repeat(25) },
    { text: 'a\nb' },
    { text: 'x', more: 1 },
  ])
    assert.equal(await tell('rig1', wrong), 400, JSON.stringify(wrong))
  joined.left()
  const words = heard.flatMap(message => {
    const read = z
      .object({ type: z.literal('message'), message: z.object({ rig: z.string(), text: z.string() }) })
      .safeParse(message)
    return read.success ? [read.data.message] : []
  })
  assert.deepEqual(words, [{ rig: 'rig1', text: 'BOX BOX' }])
})
