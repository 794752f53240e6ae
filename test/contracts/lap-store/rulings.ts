// What stewards rule, and how the boards follow.
import assert from 'node:assert/strict'
import { receive } from '../../../src/laps/receive.ts'
import { lapIn, rulingOn } from '../lap-messages.ts'
import { deliver, rows, type StoreCheck } from './opened-store.ts'

export function rulingsContract(check: StoreCheck): void {
  check('a ruling says who, why and when, and the boards follow the latest one', async store => {
    const [quick, slow] = [lapIn({ lap_time_ms: 100_000 }), lapIn({ lap_number: 2, lap_time_ms: 105_000 })]
    await deliver(store, [quick, slow])
    const out = rulingOn(quick.lap_id, {
      verdict: 'invalid',
      why: 'cut the chicane',
      at: '2026-03-02T10:00:00Z',
    })
    const ruled = await store.recordRuling(out)
    assert.ok(ruled.changed && ruled.boards.includes('monza/GT3'))
    assert.deepEqual(await rows(store, 'monza/GT3'), ['1 Ada s1-7-2'])
    assert.equal((await store.rank('monza/all/most-laps', 'Ada'))?.laps, 1)
    const lap = await store.lap(quick.lap_id)
    assert.deepEqual([lap?.valid, lap?.invalid_reason], [false, 'ruled by Steward: cut the chicane'])
    assert.deepEqual(
      [lap?.ruling?.by, lap?.ruling?.why, lap?.ruling?.at, lap?.ruling?.recorded_valid],
      ['Steward', 'cut the chicane', '2026-03-02T10:00:00Z', true],
    )
    assert.deepEqual(
      (await store.laps({ valid: false })).map(({ lap_id }) => lap_id),
      [quick.lap_id],
    )
    assert.deepEqual(await store.recordRuling(out), { changed: false, boards: [] })
    const back = rulingOn(quick.lap_id, {
      verdict: 'valid',
      why: 'seen on video',
      at: '2026-03-03T10:00:00Z',
    })
    await store.recordRuling(back)
    assert.deepEqual(await rows(store, 'monza/GT3'), ['1 Ada s1-7-1'])
    await store.recordRuling(rulingOn(quick.lap_id, { verdict: 'invalid', at: '2026-03-01T10:00:00Z' }))
    assert.deepEqual(await rows(store, 'monza/GT3'), ['1 Ada s1-7-1'], 'an older ruling changes nothing')
    assert.deepEqual(
      (await store.rulings(quick.lap_id)).map(({ at }) => at.slice(8, 10)),
      ['01', '02', '03'],
    )
    assert.deepEqual(await store.rulings(slow.lap_id), [])
  })

  check(
    'a lap that the game called invalid may be reinstated, and a ruling may come before its lap',
    async store => {
      const lap = lapIn({ lap_time_ms: 100_000, valid: false, invalid_reason: 'off track' })
      await store.recordRuling(rulingOn(lap.lap_id, { verdict: 'valid' }))
      assert.deepEqual(await store.laps({}), [])
      await deliver(store, [lap, lap])
      assert.deepEqual(await rows(store, 'monza/GT3'), ['1 Ada s1-7-1'])
      const stored = await store.lap(lap.lap_id)
      assert.deepEqual(
        [
          stored?.valid,
          stored?.invalid_reason,
          stored?.ruling?.recorded_valid,
          stored?.ruling?.recorded_reason,
        ],
        [true, undefined, false, 'off track'],
      )
      await store.recordRuling(rulingOn(lap.lap_id, { verdict: 'withdrawn', at: '2027-01-01T00:00:00Z' }))
      assert.equal((await store.lap(lap.lap_id))?.invalid_reason, 'off track')
      assert.deepEqual(await store.boards({}), [])
    },
  )

  check('a ruling outlives the lap being seen again, and a better record of it', async store => {
    const lap = lapIn({ lap_time_ms: 100_000, samples: 100 })
    await deliver(store, [lap])
    await store.recordRuling(rulingOn(lap.lap_id, { verdict: 'invalid' }))
    await receive(lapIn({ lap_time_ms: 100_000, origin: 'replay', samples: 900 }), store, {
      rankReplays: true,
    })
    await deliver(store, [lap, lapIn({ lap_time_ms: 99_000, samples: 200 })])
    const stored = await store.lap(lap.lap_id)
    assert.deepEqual([stored?.valid, stored?.lap_time_ms], [false, 99_000])
    assert.deepEqual(await store.boards({}), [])
  })
}
