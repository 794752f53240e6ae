import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listTables } from '../../../../src/lake/listing.ts'
import {
  bytesText,
  cellText,
  csvOf,
  decimalsOf,
  grouped,
  holdsLongTimes,
  orderRows,
  plainNumber,
  type SqlAnswer,
  tsvOf,
  unseenDigits,
} from './answer.ts'
import { JoinedAnswer } from './ask-lines.ts'
import { picture } from './chart-data.ts'
import { unitsOf } from './column-units.ts'
import { columnOffers, placeOf, tablesIn } from './completion.ts'
import { exampleOf } from './example.ts'
import { longestInAddress, membersOf, type Question, questionOf } from './question.ts'

const tables = listTables()
const answer: SqlAnswer = {
  columns: [
    { name: 'driver', type: 'VARCHAR' },
    { name: 'lap_time_ms', type: 'INTEGER' },
    { name: 'speed_kmh', type: 'FLOAT' },
  ],
  rows: [
    ['Ada', 107_832, Math.fround(274.6)],
    ['Bo, "the" bee', null, -0.5],
    ['Cy', 99_001, null],
  ],
  truncated: false,
}

test('a question and its address say the same, whatever stands in the text', () => {
  const question: Question = {
    sql: 'SELECT \'a&b=c#d\' AS "x"\nFROM laps -- 100 % + ü',
    view: 'chart',
    chart: { kind: 'scatter', x: 'lap_number', y: 'lap_time_ms', by: 'driver' },
    order: { column: 'lap_time_ms', isDescending: true },
    isRaw: true,
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(membersOf(question)))
    if (value !== undefined) query.set(name, value)
  assert.deepEqual(questionOf(new URLSearchParams(query.toString())), question)
  assert.deepEqual(questionOf(new URLSearchParams()), {
    sql: '',
    view: 'table',
    chart: undefined,
    order: undefined,
    isRaw: false,
  })
})

test('a text that no address can hold stays out of it, and a chart without its columns is none', () => {
  const long = { ...questionOf(new URLSearchParams()), sql: 'x'.repeat(longestInAddress + 1) }
  assert.equal(membersOf(long).q, undefined)
  assert.equal(questionOf(new URLSearchParams('chart=line&x=a')).chart, undefined)
  assert.equal(questionOf(new URLSearchParams('chart=pie&x=a&y=b')).chart, undefined)
})

test('a FLOAT reads as the number that it stands for, a DOUBLE in full, and minus is a minus', () => {
  assert.equal(plainNumber(Math.fround(274.6), 'FLOAT'), '274.6')
  assert.equal(plainNumber(100.015625, 'FLOAT'), '100.015625')
  assert.equal(plainNumber(0.1 + 0.2, 'DOUBLE'), '0.30000000000000004')
  assert.equal(plainNumber(-3, 'INTEGER'), '−3')
})

test('NULL is shown as NULL and never as nothing, a lap time as a lap time, an instant without its zeros', () => {
  assert.equal(cellText(null, 'INTEGER'), '∅')
  assert.equal(cellText('', 'VARCHAR'), '')
  assert.equal(cellText(107_832, 'INTEGER', true), '1:47.832')
  assert.equal(cellText('2026-11-24T10:00:00.000Z', 'TIMESTAMP WITH TIME ZONE'), '2026-11-24 10:00:00')
  assert.equal(cellText('2026-11-24T10:00:00.120Z', 'TIMESTAMP WITH TIME ZONE'), '2026-11-24 10:00:00.12')
  assert.equal(cellText([35_000, 36_000], 'INTEGER[]'), '[35000,36000]')
})

test('only a column of long times is shown in minutes: a small difference stays in milliseconds', () => {
  assert.equal(holdsLongTimes(answer, 1, 'ms'), true)
  assert.equal(holdsLongTimes({ ...answer, rows: [['Ada', 120, null]] }, 1, 'ms'), false)
  assert.equal(holdsLongTimes(answer, 1, undefined), false)
})

test('rows are ordered by a column, up or down, and what is NULL stands last either way', () => {
  const by = (column: string, isDescending: boolean) => orderRows(answer, { column, isDescending })
  assert.deepEqual(by('lap_time_ms', false), [2, 0, 1])
  assert.deepEqual(by('lap_time_ms', true), [0, 2, 1])
  assert.deepEqual(by('driver', true), [2, 1, 0])
  assert.deepEqual(by('gone', true), [0, 1, 2])
})

test('CSV quotes what needs it, in the order that is shown, and leaves NULL empty', () => {
  assert.equal(
    csvOf(answer, [2, 1]),
    'driver,lap_time_ms,speed_kmh\r\nCy,99001,\r\n"Bo, ""the"" bee",,-0.5\r\n',
  )
})

test('a column has the unit of its catalogue entry, or of all names that end as it does', () => {
  const unitOf = unitsOf(tables)
  assert.equal(unitOf('lap_time_ms'), 'ms')
  assert.equal(unitOf('mean_min_speed_kmh'), 'km/h')
  assert.equal(unitOf('tyre_pressure_psi_fl'), 'psi')
  assert.equal(unitOf('laps'), undefined)
  assert.equal(unitOf('driver'), undefined)
})

test('the columns of the tables that the text names are offered, with type, unit and meaning', () => {
  assert.deepEqual(
    tablesIn('SELECT x FROM laps l JOIN corners c ON true', tables).map(({ name }) => name),
    ['laps', 'corners'],
  )
  const offers = columnOffers('SELECT  FROM corners', tables)
  const slowest = offers.find(({ label }) => label === 'min_speed_kmh')
  assert.deepEqual(slowest, {
    label: 'min_speed_kmh',
    detail: 'DOUBLE · km/h',
    info: 'lowest speed · corners',
  })
  assert.ok(!offers.some(({ label }) => label === 'throttle'))
  assert.ok(columnOffers('SELECT ', tables).some(({ label }) => label === 'throttle'))
})

test('a mistake is named by line and column', () => {
  assert.deepEqual(placeOf('SELECT a,\n  vlid', 12), { line: 2, column: 3 })
  assert.deepEqual(placeOf('SELEC 1', 0), { line: 1, column: 1 })
})

test('an example has its title and its chart from its own first lines', () => {
  assert.deepEqual(exampleOf('fuel', '-- Fuel\n-- chart: line fuel_l by lap_number\nSELECT 1\n'), {
    name: 'fuel',
    title: 'Fuel',
    sql: '-- Fuel\n-- chart: line fuel_l by lap_number\nSELECT 1',
    chart: { kind: 'line', x: 'lap_number', y: 'fuel_l' },
  })
  assert.deepEqual(exampleOf('x', '-- X\n-- chart: bar a by b for each c').chart, {
    kind: 'bar',
    x: 'b',
    y: 'a',
    by: 'c',
  })
  assert.equal(exampleOf('x', '-- No chart\nSELECT 1').chart, undefined)
})

test('the points of a column stand below each other, though no digit is added to a number', () => {
  assert.deepEqual([decimalsOf(answer, 1), decimalsOf(answer, 2)], [0, 1])
  assert.deepEqual(
    ['274.6', '274', '0.125'].map(text => unseenDigits(text, 3)),
    ['00', '.000', ''],
  )
})

test('a chart has a line for each value of a column, over the same places', () => {
  const laps: SqlAnswer = {
    columns: [
      { name: 'session', type: 'VARCHAR' },
      { name: 'lap', type: 'INTEGER' },
      { name: 'time', type: 'INTEGER' },
    ],
    rows: [
      ['b', 2, 20],
      ['b', 1, 10],
      ['a', 1, 11],
      ['a', 3, null],
      ['a', null, 5],
    ],
    truncated: false,
  }
  const chart = { kind: 'line', x: 'lap', y: 'time', by: 'session' } as const
  assert.deepEqual(picture(laps, chart), {
    ok: true,
    picture: {
      categories: undefined,
      left: 1,
      series: [
        { name: 'b', xs: [1, 2], ys: [10, 20] },
        { name: 'a', xs: [1, 3], ys: [11, null] },
      ],
    },
  })
})

test('a text along the bottom is a place for each of its values, and a chart that cannot be drawn says why', () => {
  const bars = picture(answer, { kind: 'bar', x: 'driver', y: 'lap_time_ms' })
  assert.ok(bars.ok)
  assert.deepEqual(bars.picture.categories, ['Ada', 'Bo, "the" bee', 'Cy'])
  assert.deepEqual(bars.picture.series[0]?.xs, [0, 1, 2])
  for (const [chart, why] of [
    [{ kind: 'line', x: 'gone', y: 'lap_time_ms' }, /no column gone/],
    [{ kind: 'line', x: 'driver', y: 'driver' }, /driver is no number/],
  ] as const) {
    const none = picture(answer, chart)
    assert.ok(!none.ok && why.test(none.problem))
  }
})

test('large counts are read in groups', () => {
  assert.deepEqual([7, 1284, 10_000, 1_234_567].map(grouped), ['7', '1 284', '10 000', '1 234 567'])
})

test('a spreadsheet gets columns apart by tabs, numbers with a plain minus, and nothing for NULL', () => {
  assert.equal(tsvOf(answer, [1]), 'driver\tlap_time_ms\tspeed_kmh\nBo, "the" bee\t\t-0.5\n')
  const broken = { ...answer, rows: [['a\tb\nc', 1, 2]] }
  assert.equal(tsvOf(broken, [0]).split('\n')[1], 'a b c\t1\t2')
})

test('what was read is told with the digits that say something', () => {
  assert.deepEqual([0, 812, 4096, 38_000_000, 2_400_000_000].map(bytesText), [
    ...['0 B', '812 B', '4.1 kB', '38 MB', '2.4 GB'],
  ])
})

test('parts of an answer are one answer, and a mistake in its middle is a mistake', () => {
  const joined = new JoinedAnswer()
  const columns = [{ name: 'n', type: 'BIGINT' }]
  assert.equal(joined.take({ columns, rows: [[1], [2]] }), undefined)
  assert.deepEqual(joined.soFar.rows, [[1], [2]])
  const ended = joined.take({ columns, rows: [[3]], truncated: true, read_bytes: 7 })
  assert.deepEqual(ended, {
    ok: true,
    body: { columns, rows: [[1], [2], [3]], truncated: true, read_bytes: 7 },
  })
  const other = new JoinedAnswer()
  other.take({ columns, rows: [[1]] })
  assert.deepEqual(other.take({ error: 'too long', code: 'query-timeout' }), {
    ...{ ok: false, problem: 'too long', code: 'query-timeout' },
  })
})
