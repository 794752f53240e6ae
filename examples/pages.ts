// Reads a physics page of ACC: as an object for one, as columns for many. Any bytes will do: a file, a mapping, a dump.
import { accPages, columnBlock, decode, encode } from 'pitwall'

const page = encode(accPages.physics, { speedKmh: 212.5, gear: 6, brakeTemp: [410, 412, 290, 291] })

const car = decode(accPages.physics, page)
console.log(`${car.speedKmh} km/h, front left disc ${car.brakeTemp[0]} °C`)
console.log(`tyre wear is ${'tyreWear' in car ? 'measured' : 'not measured by ACC, so it is not there'}`)

const block = columnBlock(accPages.physics, 400)
for (let row = 0; row < block.capacity; row++) {
  block.page.set(page)
  block.push(row)
}
const speed = block.columns[block.leaves.findIndex(leaf => leaf.name === 'speedKmh')]
console.log(`${block.columns.length} columns of ${speed?.length} rows`)
