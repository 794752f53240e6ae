import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wireGameIds } from '../../wire/games.ts'
import { leavesOf, type Struct } from '../../wire/struct.ts'
import { channelColumns, sampledPages } from '../channels.ts'
import { columnsOf, fieldAt } from './game.ts'
import { games } from './games.ts'

const columnsOfGame = (id: (typeof wireGameIds)[number]) =>
  new Map(
    sampledPages.flatMap(page =>
      columnsOf(games[id], page, games[id].pages[page].size).map(one => [one.column.name, one] as const),
    ),
  )

test('what a game says of a channel names a field that it has', () => {
  for (const id of wireGameIds) {
    const found = columnsOfGame(id)
    for (const [channel, place] of Object.entries(games[id].channels)) {
      const columns = channelColumns.filter(column => column.id === channel)
      assert.ok(columns.length > 0, channel)
      for (const { name } of columns) assert.equal(found.has(name), place !== 'absent', `${id} ${name}`)
    }
    for (const name of Object.values(games[id].card).flat())
      assert.ok(fieldAt(games[id], name), `${id} ${name}`)
  }
})

test('ACC fills every column that it measures from the field of that name', () => {
  const found = columnsOfGame('acc')
  for (const [name, { column, leaf, form }] of found) {
    assert.equal(leaf.name, column.leaf, name)
    assert.equal(form, undefined)
  }
  assert.ok(found.has('throttle') && found.has('lap_valid') && found.has('car_position_m_x'))
  for (const name of ['wheel_load_n_fl', 'tyre_wear_fl', 'tyres_out'] as const) assert.ok(!found.has(name))
})

test('AC1 has wheel loads, tyre wear and tyres off the track, and neither validity nor interventions', () => {
  const found = columnsOfGame('ac1')
  for (const name of ['wheel_load_n_rr', 'tyre_wear_fl', 'tyres_out', 'tyre_middle_temp_c_fl'] as const)
    assert.ok(found.has(name), name)
  for (const name of ['lap_valid', 'tc_intervention', 'abs_intervention', 'brake_pressure_fl'] as const)
    assert.ok(!found.has(name), name)
  assert.equal(found.get('car_position_m_z')?.leaf.name, 'carCoordinates[2]')
  assert.equal(found.get('gear')?.leaf.name, 'gear')
})

test('a page of which only the beginning is there fills the columns of that beginning', () => {
  for (const id of wireGameIds) {
    const layout: Struct = games[id].pages.graphics
    const half = columnsOf(games[id], 'graphics', layout.size / 2)
    assert.ok(half.length > 0 && half.length < columnsOf(games[id], 'graphics', layout.size).length)
    const leaves = new Set(leavesOf(layout, layout.size / 2).map(leaf => leaf.name))
    assert.ok(half.every(({ leaf }) => leaves.has(leaf.name)))
  }
})

test('AC EVO’s flags and sessions get the numbers that the catalogue has for their names', () => {
  const { channels, sessions } = games.evo
  const flag = channels.flag === 'absent' ? undefined : channels.flag?.codes
  assert.deepEqual(flag, { 0: 0, 1: 4, 2: 7, 4: 1, 5: 2, 6: 3, 8: 5, 9: 8 })
  assert.deepEqual(sessions, { '-1': -1, 0: 4, 1: 2, 2: 7, 3: 0 })
})
