// Laps and sessions as they come back, and as they are listed.
import assert from 'node:assert/strict'
import { receive } from '../../../src/laps/receive.ts'
import type { LapStore } from '../../../src/laps/store.ts'
import { asLapId } from '../../../src/model/identity.ts'
import { fastestFirst } from '../../../src/model/lap-order.ts'
import type { LapRemark } from '../../../src/model/lap-remark.ts'
import type { RuledLap } from '../../../src/model/ruling.ts'
import { lapIn, sessionIn } from '../lap-messages.ts'
import { deliver, type StoreCheck } from './opened-store.ts'

export function listingContract(check: StoreCheck): void {
  check('a lap comes back as it was recorded, and what is not known stays away', async store => {
    const full = lapIn({
      invalid_reason: 'cutting',
      valid: false,
      fuel_used_l: 2.5,
      tyre_pressure_psi: [27, 27.1, 27.2, 27.3],
      tyre_compound: 'dry_compound',
    })
    const bare = lapIn({ lap_number: 2, valid: null, sector_times_ms: [] })
    const { lap_time_ms: _time, time_source: _source, ...timeless } = bare
    await deliver(store, [full, timeless])
    const { v, type, first_seq, last_seq, ...record } = full
    assert.ok(v === 1 && type === 'lap' && first_seq <= last_seq)
    assert.deepEqual(await store.lap(full.lap_id), record)
    const stored = await store.lap(bare.lap_id)
    assert.deepEqual(Object.keys(stored ?? {}).includes('lap_time_ms'), false)
    assert.equal(stored?.valid, null)
    assert.equal(await store.lap(asLapId('nobody-1')), undefined)
  })

  check('an incomplete lap is not stored', async store => {
    const received = await receive(lapIn({ kind: 'incomplete', valid: null }), store)
    assert.deepEqual([received.stream, received.outcome], ['lap', 'passed-over'])
    assert.deepEqual(await store.laps({}), [])
  })

  check('a lap that comes twice is one lap', async store => {
    const lap = lapIn({})
    assert.equal((await receive(lap, store)).outcome, 'recorded')
    assert.equal((await receive(lap, store)).outcome, 'known')
    assert.equal((await store.laps({})).length, 1)
  })

  check('laps are listed newest first, and by track, driver, car, session and validity', async store => {
    await deliver(store, [
      lapIn({ lap_number: 1, started_at: '2026-03-01T10:00:00.000Z' }),
      lapIn({ lap_number: 2, started_at: '2026-03-01T10:02:00Z', valid: false }),
      lapIn({
        session: 's2',
        lap_number: 1,
        track: 'Imola',
        driver: 'Bea',
        started_at: '2026-03-02T10:00:00.000Z',
      }),
      lapIn({ session: 's3', lap_number: 1, car: 'bmw_m4_gt3', started_at: '2026-02-01T10:00:00.000Z' }),
    ])
    const ids = async (filter: Parameters<LapStore['laps']>[0]) =>
      (await store.laps(filter)).map(lap => lap.lap_id)
    assert.deepEqual(await ids({}), ['s2-7-1', 's1-7-2', 's1-7-1', 's3-7-1'])
    assert.deepEqual(await ids({ limit: 2 }), ['s2-7-1', 's1-7-2'])
    assert.deepEqual(await ids({ track: 'imola' }), ['s2-7-1'])
    assert.deepEqual(await ids({ track: 'Imola' }), ['s2-7-1'])
    assert.deepEqual(await ids({ driver: 'BEA' }), ['s2-7-1'])
    assert.deepEqual(await ids({ car: 'bmw_m4_gt3' }), ['s3-7-1'])
    assert.deepEqual(await ids({ session_id: 's1' }), ['s1-7-2', 's1-7-1'])
    assert.deepEqual(await ids({ valid: false }), ['s1-7-2'])
    assert.deepEqual(await ids({ valid: true, driver: 'ada', limit: 1 }), ['s1-7-1'])
    assert.deepEqual(await ids({ track: "monza' OR 1=1 --" }), [])
  })

  check(
    'a listing goes on after any lap of it, newest or fastest first, and narrows by kind, weather and time',
    async store => {
      const minute = (at: number) => `2026-0${1 + (at % 4)}-01T10:${String(10 + at).padStart(2, '0')}:00.000Z`
      const laps = Array.from({ length: 12 }, (_, at) => {
        const { lap_time_ms, ...timeless } = lapIn({
          lap_number: at + 1,
          lap_time_ms: 100_000 + 10 * (at % 5),
          started_at: minute(at % 6),
          kind: at % 4 === 3 ? 'out' : 'flying',
          conditions: at % 3 === 0 ? 'wet' : 'dry',
        })
        return at === 7 ? timeless : { ...timeless, ...(lap_time_ms !== undefined && { lap_time_ms }) }
      })
      await deliver(store, laps)
      for (const filter of [
        {},
        { order: fastestFirst },
        { track: 'monza', order: fastestFirst },
        { kind: 'flying', conditions: 'dry' },
        { from: minute(1), to: minute(2) },
      ] as const) {
        const whole = await store.laps(filter)
        const paged: RuledLap[] = []
        for (let last: RuledLap | undefined; ; last = paged.at(-1)) {
          const page = await store.laps({ ...filter, limit: 4, ...(last !== undefined && { after: last }) })
          if (page.length === 0) break
          paged.push(...page)
        }
        assert.deepEqual(paged, whole, JSON.stringify(filter))
        assert.ok(whole.length > 0)
      }
      assert.equal(
        (await store.laps({ order: fastestFirst })).length,
        11,
        'a lap without a time is not the fastest',
      )
      const times = (await store.laps({ order: fastestFirst })).map(lap => lap.lap_time_ms ?? 0)
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      )
      const dry = await store.laps({ kind: 'flying', conditions: 'dry' })
      assert.ok(dry.every(lap => lap.kind === 'flying' && lap.conditions === 'dry'))
      assert.equal(await store.countLaps({ kind: 'flying', conditions: 'dry' }), dry.length)
      const within = await store.laps({ from: minute(1), to: minute(1) })
      assert.deepEqual(new Set(within.map(lap => lap.started_at)), new Set([minute(1)]))
    },
  )

  check('laps that only broadcasting told of are listed apart, and counted', async store => {
    const told = { samples: 0, time_source: 'broadcast', driver: 'Bea' }
    await deliver(store, [
      lapIn({ lap_number: 1 }),
      lapIn({ lap_number: 2, samples: 0, time_source: 'results' }),
      lapIn({ lap_number: 3, time_source: 'broadcast' }),
      lapIn({ session: 's2', lap_number: 1, ...told }),
      lapIn({ session: 's2', lap_number: 2, ...told, track: 'imola' }),
    ])
    const ids = async (filter: Parameters<LapStore['laps']>[0]) =>
      (await store.laps(filter)).map(lap => lap.lap_id).sort()
    assert.deepEqual(await ids({ of: 'rigs' }), ['s1-7-1', 's1-7-2', 's1-7-3'])
    assert.deepEqual(await ids({ of: 'field' }), ['s2-7-1', 's2-7-2'])
    assert.equal((await ids({})).length, 5)
    assert.equal((await ids({ of: 'rigs', limit: 2 })).length, 2)
    assert.equal(await store.countLaps({}), 5)
    assert.equal(await store.countLaps({ of: 'field' }), 2)
    assert.equal(await store.countLaps({ of: 'field', track: 'Imola', limit: 1 }), 1)
    assert.equal(await store.countLaps({ of: 'rigs', driver: 'nobody' }), 0)
  })

  check('sessions are listed newest first, with their laps and the best of them', async store => {
    await deliver(store, [
      sessionIn({ session: 's1', started_at: '2026-03-01T10:00:00.000Z' }),
      sessionIn({ session: 's2', started_at: '2026-03-02T10:00:00.000Z', track: 'imola' }),
      lapIn({ lap_time_ms: 110_000 }),
      lapIn({ lap_number: 2, lap_time_ms: 109_000 }),
      lapIn({ lap_number: 3, lap_time_ms: 90_000, valid: false }),
      lapIn({ lap_number: 4, lap_time_ms: 140_000, kind: 'out' }),
      lapIn({ lap_number: 5, lap_time_ms: 80_000, samples: 0, time_source: 'broadcast' }),
      sessionIn({ session: 's3', started_at: '2026-02-02T10:00:00.000Z' }),
      lapIn({ session: 's3', lap_time_ms: 85_000, samples: 0, time_source: 'broadcast' }),
    ])
    const sessions = await store.sessions({})
    assert.deepEqual(
      sessions.map(({ session_id, laps, field_laps, best_lap_ms }) => [
        ...[session_id, laps, field_laps, best_lap_ms],
      ]),
      [
        ['s2', 0, 0, undefined],
        ['s1', 4, 1, 109_000],
        ['s3', 0, 1, 85_000],
      ],
    )
    assert.deepEqual(
      (await store.sessions({ track: 'imola' })).map(session => session.session_id),
      ['s2'],
    )
    assert.equal((await store.sessions({ limit: 1 })).length, 1)
  })

  check('a session keeps its end and what is known of it, whichever message comes last', async store => {
    const begun = sessionIn({ session_type: 'unknown' })
    const known = sessionIn({ session_type: 'race', driver: 'Bea' })
    const ended = sessionIn({ session_type: 'race', ended_at: '2026-03-01T11:00:00.000Z' })
    await deliver(store, [ended, begun, known, begun])
    const [session] = await store.sessions({})
    assert.deepEqual(
      [session?.ended_at, session?.session_type, session?.driver],
      ['2026-03-01T11:00:00.000Z', 'race', 'Ada'],
    )
  })

  check('records that arrive together are all recorded', async store => {
    const laps = Array.from({ length: 300 }, (_, index) => lapIn({ lap_number: index + 1 }))
    await Promise.all(laps.map(lap => receive(lap, store)))
    assert.equal((await store.laps({})).length, 300)
  })

  check('a track stays cut as somebody cut it last, until it is cut by its corners again', async store => {
    const segments = [{ from_m: 0, name: '' }]
    const cut = (at: string, name: string) => ({
      ...{ track: 'monza', length_m: 5793, at, by: 'Bea' },
      segments: [...segments, { from_m: 900, name }],
    })
    assert.equal(await store.cuts('monza'), undefined)
    assert.equal(await store.removeCuts('monza'), false)
    await store.putCuts(cut('2026-03-01T10:00:00Z', 'first'))
    const last = cut('2026-03-02T10:00:00Z', 'Curva Grande')
    await store.putCuts(last)
    assert.deepEqual(await store.cuts('Monza'), last)
    assert.equal(await store.cuts('imola'), undefined)
    assert.equal(await store.removeCuts('monza'), true)
    assert.equal(await store.cuts('monza'), undefined)
  })

  check(
    'what is written beside a lap stays, the last word of it, and a blank one takes it away',
    async store => {
      const remark = (lap: number, note: string, hidden = false): LapRemark => ({
        ...{ lap_id: asLapId(`s1-7-${lap}`), note, hidden, at: '2026-03-01T10:00:00Z' },
        tags: hidden ? ['test-run'] : [],
      })
      await store.putRemark(remark(2, 'new wing'))
      await store.putRemark(remark(1, 'yellow in S2'))
      await store.putRemark(remark(2, '', true))
      assert.deepEqual(await store.remarks(), [remark(1, 'yellow in S2'), remark(2, '', true)])
      await store.putRemark(remark(1, ''))
      assert.deepEqual(
        (await store.remarks()).map(({ lap_id }) => lap_id),
        ['s1-7-2'],
      )
    },
  )
}
