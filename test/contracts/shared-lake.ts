// What hubs that share a lake owe to one another, whatever the object store is.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Lake, LakeNotice } from '../../src/lake/lake.ts'
import type { ObjectStore } from '../../src/lake/object-store.ts'
import { openQueries, rowObjects } from '../../src/lake/queries.ts'
import { openSharedLake, type SharedLake, type SharedLakeOptions } from '../../src/lake/shared/shared-lake.ts'
import {
  bytesOf,
  frameOf,
  lapMessageOf,
  lapOf,
  sessionMessageOf,
  sessionOf,
} from '../../src/lake/testing/drive.ts'
import { unixMillis } from '../../src/units/quantity.ts'

const noon = Date.UTC(2026, 10, 24, 12)

export function sharedLakeContract(name: string, newStore: (t: TestContext) => Promise<ObjectStore>): void {
  /** Another hub on the store, with a folder of its own. */
  async function hub(t: TestContext, store: ObjectStore, options: Partial<SharedLakeOptions> = {}) {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'pitwall-hub-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const notices: LakeNotice[] = []
    const lake = await openSharedLake({ folder, store, report: notice => notices.push(notice), ...options })
    t.after(() => lake.close())
    return { lake, folder, notices }
  }
  const land = (lake: Lake, seq: number, lapNumber: number) => {
    const frame = frameOf(seq, lapNumber)
    return lake.land(bytesOf(frame), frame)
  }
  async function ask(folder: string, sql: string) {
    const queries = openQueries(folder)
    try {
      return rowObjects(await queries.run(sql, { timeout_ms: 200_000 }))
    } finally {
      await queries.close()
    }
  }
  const packets = async (folder: string) =>
    (
      await ask(
        folder,
        'SELECT lap_id, count(*) n, count(DISTINCT packet) d FROM samples GROUP BY 1 ORDER BY 1 NULLS FIRST',
      )
    ).map(({ lap_id, n, d }) => [lap_id, n, d])
  /** Lets a lake see the time pass, a look at a time. */
  async function pass(lake: SharedLake, from: number, seconds: number) {
    for (let at = 0; at <= seconds; at += 5) {
      lake.tick(unixMillis(from + at * 1000))
      await lake.settled()
    }
  }

  test(`${name}: a lap whose frames and message came to different hubs is one lap, for each of them`, async t => {
    const store = await newStore(t)
    const [one, two] = [await hub(t, store), await hub(t, store)]
    await one.lake.session(sessionMessageOf())
    await Promise.all([0, 2, 4].map(seq => land(one.lake, seq, 1)))
    await two.lake.closeLap(lapMessageOf(1, 0, 5))
    await Promise.all([1, 3, 5, 4].map(seq => land(two.lake, seq, 1)))
    await two.lake.settle()
    await one.lake.settle()
    for (const { folder } of [one, two]) {
      assert.deepEqual(await packets(folder), [[lapOf(1), 60, 60]])
      const [lap] = await ask(folder, 'SELECT count(*) n, any_value(lap_id) lap_id FROM laps')
      assert.deepEqual(lap, { n: 1, lap_id: lapOf(1) })
      assert.deepEqual(await ask(folder, 'SELECT track FROM sessions'), [{ track: 'monza' }])
    }
    assert.deepEqual(await store.list('landing/'), [])
    assert.equal((await one.lake.laps.readLap(lapOf(1), ['speed_kmh'])).rows, 60)
  })

  test(`${name}: what a hub that is gone has left lying is closed by another, after a while`, async t => {
    const store = await newStore(t)
    const gone = await hub(t, store)
    for (const seq of [0, 1, 2]) await land(gone.lake, seq, 1)
    await gone.lake.closeLap(lapMessageOf(1, 0, 3))
    for (const seq of [4, 5]) await land(gone.lake, seq, 2)
    await gone.lake.close()
    const { lake, folder, notices } = await hub(t, store)
    await land(lake, 3, 1)
    await pass(lake, noon, 15)
    assert.deepEqual(await packets(folder), [], 'whoever took the message is given time')
    await pass(lake, noon + 15_000, 15)
    assert.deepEqual(await packets(folder), [[lapOf(1), 40, 40]])
    await pass(lake, noon + 60_000, 11 * 60)
    assert.deepEqual(await packets(folder), [
      [null, 20, 20],
      [lapOf(1), 40, 40],
    ])
    assert.deepEqual(
      notices.map(({ code }) => code),
      ['orphan-closed'],
    )
  })

  test(`${name}: frames that come when their lap is closed are merged into it, and duplicates change nothing`, async t => {
    const store = await newStore(t)
    const [one, two] = [await hub(t, store), await hub(t, store)]
    for (const seq of [0, 2]) await land(one.lake, seq, 1)
    await one.lake.closeLap(lapMessageOf(1, 0, 2))
    await one.lake.settle('everything')
    assert.deepEqual(await packets(one.folder), [[lapOf(1), 20, 20]])
    assert.ok(one.notices.some(({ code }) => code === 'frames-missing'))
    for (const seq of [0, 1, 2]) await land(two.lake, seq, 1)
    await two.lake.closeLap(lapMessageOf(1, 0, 2))
    await two.lake.settle()
    await one.lake.settle()
    for (const { folder } of [one, two]) assert.deepEqual(await packets(folder), [[lapOf(1), 30, 30]])
    assert.equal((await store.list('samples/')).length, 1, 'the old file is gone')
    const before = await store.list('')
    const third = await hub(t, store)
    for (const seq of [0, 1, 2]) await land(third.lake, seq, 1)
    assert.notDeepEqual(await store.list(''), before)
    await pass(third.lake, noon, 30)
    assert.deepEqual(await store.list(''), before)
    await two.lake.closeLap(lapMessageOf(1, 0, 2))
    await two.lake.settle()
    assert.deepEqual(await store.list(''), before)
  })

  test(`${name}: hubs that close the same laps at the same moment commit each once`, async t => {
    const store = await newStore(t)
    const hubs = await Promise.all(Array.from({ length: 3 }, () => hub(t, store)))
    const laps = [1, 2, 3, 4]
    await Promise.all(
      laps.flatMap(lap =>
        [0, 1, 2].map(seq => {
          const { lake } = hubs[(lap + seq) % 3] ?? hubs[0] ?? assert.fail()
          return land(lake, (lap - 1) * 3 + seq, lap)
        }),
      ),
    )
    await Promise.all(
      hubs.flatMap(({ lake }) =>
        laps.map(lap => lake.closeLap(lapMessageOf(lap, (lap - 1) * 3, lap * 3 - 1))),
      ),
    )
    await Promise.all(hubs.map(({ lake }) => lake.settle()))
    await Promise.all(hubs.map(({ lake }) => lake.settle()))
    for (const { folder, notices } of hubs) {
      assert.deepEqual(
        await packets(folder),
        laps.map(lap => [lapOf(lap), 30, 30]),
      )
      assert.deepEqual(notices, [])
    }
    assert.equal((await store.list('samples/')).length, laps.length)
    assert.deepEqual(await store.list('landing/'), [])
  })

  test(`${name}: the folder of a hub is a cache, which may be lost`, async t => {
    const store = await newStore(t)
    const first = await hub(t, store)
    await first.lake.session(sessionMessageOf())
    for (const seq of [0, 1]) await land(first.lake, seq, 1)
    await first.lake.closeLap(lapMessageOf(1, 0, 1))
    await first.lake.settle()
    await first.lake.close()
    const again = await hub(t, store)
    assert.deepEqual(await packets(again.folder), [[lapOf(1), 20, 20]])
    assert.deepEqual(await ask(again.folder, 'SELECT count(*) n FROM laps'), [{ n: 1 }])
  })

  test(`${name}: a lap without frames, as those of other cars are, is in the lake at once and never lies in the landing`, async t => {
    const store = await newStore(t)
    const [one, two] = [await hub(t, store), await hub(t, store)]
    const others = Array.from({ length: 12 }, (_, index) => ({
      ...lapMessageOf(1 + index, 0, -1),
      samples: 0,
    }))
    await Promise.all(others.map((lap, index) => (index % 2 === 0 ? one : two).lake.closeLap(lap)))
    assert.deepEqual(await store.list('landing/'), [])
    const committed = await store.list('catalogue/')
    assert.equal(committed.length, others.length)
    // Rigs send again what they heard no receipt of, and then any hub may get it.
    await Promise.all(others.flatMap(lap => [one.lake.closeLap(lap), two.lake.closeLap(lap)]))
    assert.deepEqual(await store.list('catalogue/'), committed)
    await Promise.all([one.lake.settle(), two.lake.settle()])
    for (const { folder, notices } of [one, two]) {
      assert.deepEqual(await ask(folder, 'SELECT count(*) n, sum(samples) samples FROM laps'), [
        { n: others.length, samples: 0 },
      ])
      assert.deepEqual(notices, [])
    }
  })

  test(`${name}: hubs that hear of one lap without frames at the same moment agree on what became of it`, async t => {
    const store = await newStore(t)
    const hubs = await Promise.all(Array.from({ length: 3 }, () => hub(t, store)))
    const other = lapMessageOf(1, 0, -1)
    await Promise.all(
      hubs.map(({ lake }, index) => lake.closeLap(index === 0 ? other : { ...other, kind: 'incomplete' })),
    )
    await Promise.all(hubs.map(({ lake }) => lake.settle()))
    for (const { folder } of hubs)
      assert.deepEqual(await ask(folder, 'SELECT count(*) n FROM laps'), [{ n: 1 }])
  })

  test(`${name}: a session that was driven stays what it is when it is seen again, for hubs that come later as well`, async t => {
    const store = await newStore(t)
    const one = await hub(t, store)
    const driven = sessionMessageOf()
    const ended_at = new Date(noon).toISOString()
    await one.lake.session({ ...driven, ended_at })
    await one.lake.settle()
    await one.lake.session({
      ...driven,
      origin: 'replay',
      car: 'bmw_m4_gt3',
      ended_at: new Date(noon + 1).toISOString(),
    })
    await one.lake.session(driven)
    await one.lake.settle()
    const two = await hub(t, store)
    for (const { folder } of [one, two]) {
      assert.deepEqual(await ask(folder, 'SELECT origin, car, ended_at IS NOT NULL AS ended FROM sessions'), [
        { origin: 'virtual', car: 'porsche_992_gt3_r', ended: true },
      ])
    }
  })

  test(`${name}: who asks for what began on a day or later is not given what was before`, async t => {
    const store = await newStore(t)
    const one = await hub(t, store)
    for (const day of ['20261122', '20261123', '20261124']) {
      const session = sessionOf(`home-rig1-${day}T100000000Z`)
      const frame = frameOf(0, 1, session)
      await one.lake.session(sessionMessageOf(session))
      await one.lake.land(bytesOf(frame), frame)
      await one.lake.closeLap(lapMessageOf(1, 0, 0, 'flying', session))
    }
    await one.lake.settle()
    const later = await hub(t, store, { since: '2026-11-23' })
    for (const { folder, laps } of [
      { folder: one.folder, laps: 3 },
      { folder: later.folder, laps: 2 },
    ]) {
      assert.deepEqual(await ask(folder, 'SELECT count(DISTINCT lap_id) laps FROM samples'), [{ laps }])
      assert.deepEqual(await ask(folder, 'SELECT count(*) laps FROM laps'), [{ laps }])
      assert.deepEqual(await ask(folder, 'SELECT count(*) laps FROM sessions'), [{ laps }])
    }
  })
}
