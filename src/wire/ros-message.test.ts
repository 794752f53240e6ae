import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '@foxglove/rosmsg'
import { MessageReader } from '@foxglove/rosmsg-serialization'
import { accPages, pageNames } from './acc/page.ts'
import { wireGameIds, wireGames } from './games.ts'
import { rosMessage, rosName } from './ros-message.ts'
import { elementSize, getNumber, leavesOf, offsetOf, type Struct } from './struct.ts'

/** A page whose every byte is known. */
const page = (size: number) => Uint8Array.from({ length: size }, (_, index) => (index * 7 + 3) & 0x3f)

function read(definition: string, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const message: unknown = new MessageReader(parse(definition)).readMessage(bytes)
  assert.ok(typeof message === 'object' && message !== null)
  return { ...message }
}

/** The layouts of wire games, each page by its name. */
const layouts: readonly Struct[] = wireGameIds.flatMap(id => pageNames.map(name => wireGames[id].pages[name]))

for (const layout of layouts) {
  test(`Foxglove's own reader finds every number of a raw ${layout.name} page where our layout has it`, () => {
    const bytes = page(layout.size)
    const message = read(rosMessage(layout), bytes)
    const view = new DataView(bytes.buffer)
    let compared = 0
    for (const { field, offset, type } of leavesOf(layout)) {
      const value = message[rosName(field.name)]
      const index = (offset - offsetOf(layout, field.name)) / elementSize[type]
      const found: unknown = ArrayBuffer.isView(value) ? Reflect.get(value, index) : value
      assert.equal(found, getNumber(type)(view, offset), field.name)
      compared++
    }
    assert.ok(compared > 0)
  })
}

test('the beginning of a page is a message of its own, to the last byte', () => {
  for (const length of [1320, 1319, 1318, 7, 4]) {
    const values = Object.values(read(rosMessage(accPages.graphics, length), page(length)))
    const bytes = values.reduce<number>(
      (sum, value) => sum + (ArrayBuffer.isView(value) ? value.byteLength : 4),
      0,
    )
    assert.equal(bytes, length)
  }
})
