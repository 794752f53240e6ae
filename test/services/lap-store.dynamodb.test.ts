import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { openDynamoLapStore } from '../../src/laps/dynamodb.ts'
import { receive } from '../../src/laps/receive.ts'
import { lapIn, rulingOn } from '../contracts/lap-messages.ts'
import { contentOf } from '../contracts/lap-store/opened-store.ts'
import { lapStoreContract } from '../contracts/lap-store.ts'
import { noDynoxide, startDynoxide } from './dynoxide.ts'

if (noDynoxide !== undefined) test('the lap store in DynamoDB', { skip: noDynoxide }, () => undefined)
else {
  process.env['AWS_ACCESS_KEY_ID'] ??= 'test'
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test'
  const { endpoint, kill } = await startDynoxide()
  after(kill)
  const open = (table = `t-${randomUUID()}`) => openDynamoLapStore({ table, endpoint })

  lapStoreContract(
    'DynamoDB',
    async () => {
      const store = await open()
      return { store, dispose: () => store.close() }
    },
    5,
  )

  test('DynamoDB: hubs that record the same laps at the same time leave one store', async t => {
    const [table, alone] = [`t-${randomUUID()}`, `t-${randomUUID()}`]
    const hubs = await Promise.all([open(table), open(table), open(table)])
    const straight = await open(alone)
    t.after(() => Promise.all([...hubs, straight].map(store => store.close())))
    const laps = Array.from({ length: 60 }, (_, index) =>
      lapIn({
        session: `s${index % 3}`,
        lap_number: 1 + (index % 20),
        driver: ['Ada', 'Bea'][index % 2] ?? '',
        lap_time_ms: 100_000 + ((index * 7919) % 5000),
        samples: index,
      }),
    )
    const ruling = rulingOn(lapIn({ session: 's0', lap_number: 4 }).lap_id, { verdict: 'invalid' })
    for (const lap of laps) await receive(lap, straight)
    await straight.recordRuling(ruling)
    await Promise.all(
      hubs.flatMap((hub, index) => {
        const own = index === 0 ? laps : laps.filter((_, at) => at % 3 === index)
        return [...own.map(lap => receive(lap, hub)), hub.recordRuling(ruling)]
      }),
    )
    for (const hub of hubs) assert.equal(await contentOf(hub), await contentOf(straight))
  })

  test('DynamoDB: what is wrong is said in a sentence, with what to do', async () => {
    await assert.rejects(openDynamoLapStore({ table: 't', endpoint: 'http://127.0.0.1:9' }), {
      code: 'store-failed',
      message: /dynamodb:\/\/t: /,
    })
  })
}
