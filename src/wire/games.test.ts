import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageNames } from './acc/page.ts'
import { WireFault } from './fault.ts'
import { requirePageSize, type WireGameId, wireGameIds, wireGames } from './games.ts'
import { looksLike } from './looks-like.ts'
import { type FoundPages, recognise, requireGame } from './recognise.ts'
import { decode, encode, leavesOf, type Struct } from './struct.ts'

const layout = (game: WireGameId, page: (typeof pageNames)[number]): Struct => wireGames[game].pages[page]

test('the pages of every game have the sizes that it allocates', () => {
  const sizes = wireGameIds.map(game => pageNames.map(page => layout(game, page).size))
  assert.deepEqual(sizes, [
    [800, 1588, 820],
    [580, 296, 684],
    [800, 1588, 820],
    [800, 4900, 208],
  ])
})

test('the pages of AC1 end where its own fields do', () => {
  const { physics, graphics, static: texts } = wireGames.ac1.pages
  assert.equal(physics.offsets.localVelocity, 568)
  assert.equal(graphics.offsets.normalizedCarPosition, 248)
  assert.equal(graphics.offsets.carCoordinates, 252)
  assert.equal(graphics.offsets.isInPitLane, 276)
  assert.equal(graphics.offsets.windDirection, 292)
  assert.equal(texts.offsets.PitWindowEnd, 680)
})

test('the parts of the graphics page of AC EVO lie where a C++ compiler puts them', () => {
  const { offsets } = wireGames.evo.pages.graphics
  const expected = {
    player_car_id_a: 24,
    gear_int: 68,
    water_temperature_c: 116,
    current_lap_time_ms: 188,
    'tyre_lf.slip': 220,
    'tyre_rr.tyre_normalized_temperature_core': 988 + 124,
    npos: 1244,
    car_location: 1388,
    'pit_info.damage': 1392,
    'electronics.brake_bias': 1880,
    total_lap_count: 2384,
    'session_state.lap_length_km': 2476 + 84,
    'timing_state.is_invalid': 2732 + 117,
    is_valid_lap: 3121,
    car_coordinates: 3124,
    'assists_state.auto_steer': 3872,
    car_ids: 3940,
  } as const
  for (const [name, offset] of Object.entries(expected))
    assert.equal((offsets as Readonly<Record<string, number>>)[name], offset, name)
})

test('every number of every page is read back as it was written', () => {
  for (const game of wireGameIds) {
    for (const page of pageNames) {
      const struct = layout(game, page)
      const values: Record<string, unknown> = {}
      for (const [index, { name, type, count, each, measured }] of struct.fields.entries()) {
        if (measured === false || type === 'id64') continue
        if (type === 'utf16' || type === 'latin1') values[name] = `text ${index}`.slice(0, (count ?? 1) - 1)
        else if (count === undefined) values[name] = index % 120
        else {
          const row = Array.from({ length: each ?? count }, (_, element) => (index + element) % 120)
          values[name] = each === undefined ? row : Array.from({ length: count }, () => row)
        }
      }
      const written = encode(struct, JSON.parse(JSON.stringify(values)))
      assert.deepEqual({ ...decode(struct, written) }, values, struct.name)
      assert.ok(leavesOf(struct).every(leaf => leaf.offset < struct.size))
    }
  }
})

test('a page of a size that another game has is refused by its name', () => {
  assert.throws(
    () => requirePageSize('acc', 'graphics', 4900),
    (fault: unknown) =>
      fault instanceof WireFault &&
      fault.code === 'other-game' &&
      /1588 bytes of Assetto Corsa Competizione.*4900 bytes, which is Assetto Corsa EVO/.test(fault.message),
  )
  assert.throws(() => requirePageSize('acc', 'physics', 799), /expected 800 bytes.*found 799/)
  assert.doesNotThrow(() => requirePageSize('acc', 'physics', 4096))
})

const memory = 4096
const roundedUp = (page: Uint8Array, size = Math.ceil(page.byteLength / memory) * memory): Uint8Array => {
  const padded = new Uint8Array(size)
  padded.set(page)
  return padded
}

/** Pages of a game as a mapping shows them: rounded up to whole memory pages. */
function mapped(game: WireGameId): FoundPages {
  const { acc, ac1, acr, evo } = wireGames
  const temperatures = [82, 83, 84, 85]
  switch (game) {
    case 'acc':
      return {
        physics: roundedUp(encode(acc.pages.physics, { packetId: 7, tyreCoreTemperature: temperatures })),
        graphics: roundedUp(encode(acc.pages.graphics, { packetId: 3, status: 2, playerCarID: 12 })),
        static: roundedUp(encode(acc.pages.static, { smVersion: '1.9', acVersion: '1.7', isOnline: 1 })),
      }
    case 'ac1':
      return {
        physics: roundedUp(encode(ac1.pages.physics, { packetId: 7, tyreCoreTemperature: temperatures })),
        graphics: roundedUp(encode(ac1.pages.graphics, { packetId: 3, status: 2 })),
        static: roundedUp(
          encode(ac1.pages.static, { smVersion: '1.7', acVersion: '1.16', trackConfiguration: 'gp' }),
        ),
      }
    case 'acr':
      return {
        physics: roundedUp(
          encode(acr.pages.physics, { packetId: 7, tyreCoreTemperature: temperatures.map(t => t + 273) }),
        ),
        graphics: roundedUp(encode(acr.pages.graphics, { packetId: 3, status: 2, playerCarID: 12 })),
        static: roundedUp(encode(acr.pages.static, { smVersion: '1.9', track: 'alsace' })),
      }
    case 'evo':
      return {
        physics: roundedUp(encode(evo.pages.physics, { packetId: 7 })),
        graphics: roundedUp(encode(evo.pages.graphics, { packetId: 3, status: 2 })),
        static: roundedUp(encode(evo.pages.static, { sm_version: '1.0', ac_evo_version: '0.5.1' })),
      }
  }
}

test('games that share their names are told apart by what they write', () => {
  for (const game of wireGameIds) {
    const expected = { kind: 'game', game }
    assert.deepEqual(recognise(mapped(game), wireGames[game].prefix), expected)
  }
})

test('pages of exactly the size of one game are that game’s, before anything was written', () => {
  const blank = (game: WireGameId): FoundPages => ({
    physics: new Uint8Array(layout(game, 'physics').size),
    graphics: new Uint8Array(layout(game, 'graphics').size),
    static: new Uint8Array(layout(game, 'static').size),
  })
  assert.deepEqual(recognise(blank('ac1')), { kind: 'game', game: 'ac1' })
  assert.deepEqual(recognise(blank('evo')), { kind: 'game', game: 'evo' })
  // Those of ACC and of AC Rally are the same until somebody drives.
  assert.deepEqual(recognise(blank('acc')), { kind: 'empty' })
})

test('pages of which nothing was written yet may become any game’s', () => {
  const blank = new Uint8Array(memory)
  assert.deepEqual(recognise({ physics: blank, graphics: blank, static: blank }), { kind: 'empty' })
})

test('pages of no game are unknown, with what was found', () => {
  const odd = recognise({ ...mapped('acc'), graphics: new Uint8Array(123) })
  assert.equal(odd.kind, 'unknown')
  assert.throws(
    () => requireGame('acc', odd),
    /expected those of Assetto Corsa Competizione, found 4096, 123/,
  )
})

test('another game than the one that is wanted is refused by both names', () => {
  assert.throws(
    () => requireGame('acc', recognise(mapped('ac1'))),
    /expected those of Assetto Corsa Competizione, found those of Assetto Corsa;/,
  )
  assert.doesNotThrow(() => requireGame('ac1', recognise(mapped('ac1'))))
})

test('pages without a name look like pages, and other memory does not', () => {
  const { acc, evo } = wireGames
  const driving = {
    packetId: 9,
    gas: 0.5,
    brake: 0,
    gear: 4,
    rpms: 6000,
    speedKmh: 180,
    wheelsPressure: [27, 27, 26, 26],
  }
  const physics = roundedUp(encode(acc.pages.physics, driving))
  const graphics = roundedUp(encode(acc.pages.graphics, { packetId: 3, status: 2, currentTime: '1:02:345' }))
  assert.ok(looksLike('physics', physics))
  assert.ok(looksLike('graphics', graphics))
  assert.ok(looksLike('static', mapped('acc').static))
  assert.ok(looksLike('static', mapped('evo').static))
  assert.ok(looksLike('graphics', roundedUp(encode(evo.pages.graphics, { packetId: 3, status: 2 }))))
  const noise = Uint8Array.from({ length: 8192 }, (_, index) => (index * 167 + 13) % 256)
  for (const page of pageNames) {
    assert.ok(!looksLike(page, noise))
    assert.ok(!looksLike(page, new Uint8Array(memory)))
  }
  assert.ok(!looksLike('static', physics))
  assert.ok(!looksLike('physics', mapped('acc').static))
})
