import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, pitwall, pitwallJson, start, withFolder } from './command.ts'

type Lap = {
  readonly lap_id: string
  readonly kind: string
  readonly valid: boolean | null
  readonly lap_time_ms?: number
  readonly driver: string
  readonly car: string
  readonly car_class: string
  readonly samples: number
}
type Board = {
  readonly board: string
  readonly rows: readonly { readonly lap_id: string; readonly lap_time_ms: number }[]
}

test('the demo drives laps into the table, the boards and the lake, and all three agree', async () => {
  await withFolder(async data => {
    const hub = start(['up', '--demo', '--speed', '20', '--port', '0', '--mqtt-port', '0', '--data', data])
    try {
      const [url = ''] = await hub.printed(/http:\/\/127\.0\.0\.1:\d+/)
      const answer = async <Answer>(path: string): Promise<Answer> =>
        JSON.parse(await (await fetch(`${url}${path}`)).text())

      assert.match(await (await fetch(url)).text(), /<title>pitwall/)
      const driven = await eventually(
        () => answer<readonly Lap[]>('/api/laps'),
        laps => laps.filter(lap => lap.kind === 'flying' && lap.valid).length >= 2,
        120,
      )
      assert.ok(
        driven.every(({ samples }) => samples > 0),
        'the laps of the other cars are not listed unasked',
      )
      assert.ok((await answer<readonly Board[]>('/api/boards')).length > 0)
    } finally {
      assert.equal((await hub.stop()).code, 0)
    }

    const laps = await pitwallJson<readonly Lap[]>('laps', '--data', data)
    const field = await pitwallJson<readonly Lap[]>('laps', '--field', '--data', data)
    const bare = field.filter(({ samples }) => samples === 0)
    assert.ok(bare.length > 0, 'and yet they are there')
    assert.equal(field.length, laps.length + bare.length)
    const said = await pitwall('laps', '--data', data)
    assert.match(
      said.err,
      new RegExp(`^${bare.length} laps? of the field not listed: .*--field lists them too$`, 'm'),
    )
    const [listed] = await pitwallJson<readonly { n: number; bare: number }[]>(
      'sql',
      'select count(*) as n, count(*) filter (samples = 0) as bare from laps',
      '--data',
      data,
    )
    assert.deepEqual(listed, { n: field.length, bare: bare.length })
    const boards = await pitwallJson<readonly Board[]>('boards', '--data', data)
    const [counted] = await pitwallJson<readonly { n: number; laps: number }[]>(
      'sql',
      'select count(*) as n, count(distinct lap_id) as laps from samples',
      '--data',
      data,
    )
    assert.equal(counted?.laps, laps.length)
    const perLap = await pitwallJson<readonly { lap_id: string; n: number }[]>(
      'sql',
      'select lap_id, count(*) as n from samples where lap_id is not null group by lap_id',
      '--data',
      data,
    )
    assert.deepEqual(
      new Map(perLap.map(row => [row.lap_id, row.n])),
      new Map(laps.map(lap => [lap.lap_id, lap.samples])),
    )
    assert.ok(boards.length > 0)
    for (const { board, rows } of boards) {
      const [, among] = board.split('/')
      const times = field
        .filter(lap => lap.kind === 'flying' && lap.valid)
        .filter(lap => among === 'all' || lap.car === among || lap.car_class === among)
        .map(lap => lap.lap_time_ms ?? 0)
      assert.equal(rows[0]?.lap_time_ms, Math.min(...times), board)
    }
  })
})

test('a word that is no command, and a table that is not there, are answered with one sentence', async () => {
  const wrong = await pitwall('dirve')
  assert.equal(wrong.code, 2)
  assert.match(wrong.err, /unknown command 'dirve'/)
  await withFolder(async data => {
    const sql = await pitwall('sql', 'select * from nowhere', '--data', data)
    assert.equal(sql.code, 1)
    assert.match(sql.err, /nowhere/)
    assert.doesNotMatch(sql.err, /\n\s+at /)
  })
})
