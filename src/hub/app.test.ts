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
import { manualClock } from '../model/testing/manual-clock.ts'
import { sampleLap, sampleStatus } from '../model/testing/messages.ts'
import { makeApp } from './app.ts'
import { makeGuard } from './guard.ts'
import { openApi } from './openapi.ts'
import { trackAnswer } from './routes/tracks.ts'

const empty = mkdtempSync(join(tmpdir(), 'pitwall-app-'))
const laps = openSqliteLapStore(':memory:')
const queries = openQueries(empty)
const live = openLive({ clock: manualClock() })
const app = makeApp({
  guard: makeGuard([], undefined),
  live,
  laps,
  lapReader: openLapReader(empty),
  queries,
  rules: {
    states: () => [],
    enable: () => undefined,
    context: () => ({ timestamp: 0, newUuid: () => 'id', random: () => 0.5 }),
  },
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
const ask = async (path: string): Promise<readonly [number, unknown]> => {
  const answer = await app.request(path, { headers: { host: 'localhost' } })
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
    '/api/laps/none/samples?columns=rpm',
    '/api/tracks/none',
    '/api/rules/none',
    '/api/none',
  ]) {
    const [status, { error }] = z.tuple([z.number(), z.object({ error: z.string() })]).parse(await ask(path))
    assert.equal(status, 404, `${path}: ${error}`)
  }
})

test('words for a driver reach every page once, within bounds, and only for a rig that is known', async () => {
  const heard: unknown[] = []
  const joined = live.join({ send: text => heard.push(JSON.parse(text)), waiting: 0, close: () => undefined })
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
