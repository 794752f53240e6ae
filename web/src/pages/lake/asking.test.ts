import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planIn, rowText, type SqlAnswer } from './answer.ts'
import { factsOf, factsText } from './column-facts.ts'
import { linkOf } from './lap-links.ts'
import { fill, parametersOf } from './parameters.ts'

test('places of a query are filled with values and never with more than a value', () => {
  const sql = 'SELECT * FROM laps WHERE track = {{track}} AND lap_time_ms < {{ Limit }} AND car <> {{track}}'
  assert.deepEqual(parametersOf(sql), ['track', 'limit'])
  const values: Readonly<Record<string, string>> = { track: "x' OR 1=1 --", limit: '90000' }
  assert.deepEqual(
    fill(sql, name => values[name]),
    {
      ok: true,
      sql: "SELECT * FROM laps WHERE track = 'x'' OR 1=1 --' AND lap_time_ms < 90000 AND car <> 'x'' OR 1=1 --'",
    },
  )
  assert.deepEqual(
    fill(sql, () => undefined),
    { ok: false, missing: ['track', 'limit'] },
  )
  assert.deepEqual(
    fill("SELECT '{not a place}'", () => undefined),
    { ok: true, sql: "SELECT '{not a place}'" },
  )
})

test('a value with marks of a replacement stands as it was written', () => {
  assert.deepEqual(
    fill('{{a}}', () => '$& {{b}}'),
    { ok: true, sql: "'$& {{b}}'" },
  )
})

const answer: SqlAnswer = {
  columns: [
    { name: 'lap_id', type: 'VARCHAR' },
    { name: 'other_lap_id', type: 'VARCHAR' },
    { name: 'lap_time_ms', type: 'INTEGER' },
    { name: 'nothing', type: 'INTEGER' },
  ],
  rows: [
    ['s1-7-3', 's2-7-4', 107_382, null],
    ['s1-7-5', null, null, null],
    ['s1-7-6', 's1-7-6', 95_001, null],
  ],
  truncated: false,
}

test('one lap of a row leads to its session, two different ones to Compare', () => {
  const link = (row: number, at: number) => linkOf(answer.columns, answer.rows[row] ?? [], at)
  assert.equal(link(0, 0), '/compare?a=s1-7-3&b=s2-7-4')
  assert.equal(link(0, 1), '/compare?a=s2-7-4&b=s1-7-3')
  assert.equal(link(1, 0), '/laps?session=s1&valid=0&full=0')
  assert.equal(link(2, 0), '/laps?session=s1&valid=0&full=0')
  assert.equal(link(0, 2), undefined)
})

test('the head of a column says how much is NULL and from where to where it goes', () => {
  assert.equal(factsText(factsOf(answer, 2), 'INTEGER', true), '33 % ∅ · 1:35.001 – 1:47.382')
  assert.equal(factsText(factsOf(answer, 3), 'INTEGER', false), '100 % ∅')
  assert.equal(factsText(factsOf({ ...answer, rows: [] }, 2), 'INTEGER', false), '')
})

test('a row and a cell are copied as they read, and a plan is known for one', () => {
  assert.equal(rowText(answer, 0), 's1-7-3\ts2-7-4\t107382\t')
  assert.equal(rowText(answer, 0, 2), '107382')
  assert.equal(planIn(answer), undefined)
  const columns = ['explain_key', 'explain_value'].map(name => ({ name, type: 'VARCHAR' }))
  assert.equal(planIn({ columns, rows: [['physical_plan', 'SCAN']], truncated: false }), 'SCAN')
})
