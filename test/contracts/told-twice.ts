// What every lap store does with one lap that several rigs tell.
import assert from 'node:assert/strict'
import { receive } from '../../src/laps/receive.ts'
import type { LapStore } from '../../src/laps/store.ts'
import { asLapId } from '../../src/model/identity.ts'
import type { LapMessage } from '../../src/model/messages.ts'
import { lapIn, rulingOn } from './lap-messages.ts'

type Check = (sentence: string, body: (store: LapStore) => Promise<void>) => void

const own = lapIn({ session: 's1', samples: 40_000, started_at: '2026-03-01T10:00:00.000Z' })
/** As two rigs see it that follow another car. */
const seen = ['s2', 's3'].map(session =>
  lapIn({ session, samples: 0, last_seq: -1, started_at: '2026-03-01T10:00:02.400Z' }),
)
const later = lapIn({ session: 's2', lap_number: 9, samples: 0, started_at: '2026-03-01T10:04:00.000Z' })

export function toldTwice(check: Check): void {
  const laps = async (store: LapStore) => {
    const [board] = await store.boards({ rule: 'most-laps', period: 'ever' })
    return board?.rows.map(({ laps: count, lap_id }) => [count, lap_id]) ?? []
  }
  const tell = async (store: LapStore, told: readonly LapMessage[]) => {
    for (const lap of told) await receive(lap, store)
  }

  for (const [how, order] of [
    ['first', [own, ...seen]],
    ['last', [...seen, own]],
  ] as const) {
    check(
      `a lap of which its own rig tells ${how}, and others as well, counts once: as its own`,
      async store => {
        await tell(store, order)
        assert.deepEqual(await laps(store), [[1, own.lap_id]])
        assert.equal((await store.laps({})).length, 3)
      },
    )
  }

  check(
    'a lap that only others saw counts once, and another of the same time later counts too',
    async store => {
      await tell(store, [...seen, later])
      assert.deepEqual(await laps(store), [[2, later.lap_id]])
    },
  )

  check('a lap that is ruled invalid does not come back as others saw it', async store => {
    await tell(store, [...seen, own])
    const ruling = rulingOn(own.lap_id, { ruling_id: 'a', verdict: 'invalid' })
    await store.recordRuling(ruling)
    assert.deepEqual(await laps(store), [])
    await store.recordRuling({ ...ruling, ruling_id: 'b', verdict: 'withdrawn', at: '2027-01-01T00:00:00Z' })
    assert.deepEqual(await laps(store), [[1, own.lap_id]])
  })

  check('where its own rig does not know whether a lap is valid, the word of others counts', async store => {
    const { valid: _valid, ...unsure } = own
    await tell(store, [{ ...unsure, valid: null }, ...seen])
    assert.deepEqual(await laps(store), [[1, asLapId('s2-7-1')]])
  })
}
