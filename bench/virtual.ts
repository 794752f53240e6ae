// What the virtual rig costs: one step of 2.5 ms with its pages, against a plain copy of the pages it writes, and the
// share of a core that driving 20 times faster than real time takes.
import { worldOptions } from '../src/rig/virtual/source.ts'
import { createWorld, stepWorld } from '../src/rig/virtual/world.ts'
import { accGraphics } from '../src/wire/acc/graphics.ts'
import { accPhysics } from '../src/wire/acc/physics.ts'
import { encode } from '../src/wire/struct.ts'
import { pageView } from '../src/wire/view.ts'
import { compare } from './compare.ts'

const steps = 4000
const physics = new Uint8Array(accPhysics.size)
const graphics = new Uint8Array(accGraphics.size)
const copy = new Uint8Array(accGraphics.size)
const repeated = (work: (step: number) => void) => () => {
  for (let step = 0; step < steps; step++) work(step)
}
const driving = (cars: number) => {
  const world = createWorld(worldOptions({ session: 'hotlap', cars }))
  for (let step = 0; step < 400 * 60; step++) stepWorld(world)
  return repeated(() => stepWorld(world))
}

const medians = compare('one step of the virtual rig', steps, {
  'plain copy of the pages (a frame every 3.5 steps)': repeated(step => {
    copy.set(physics)
    if (step % 7 < 2) copy.set(graphics)
  }),
  'step, 9 cars': driving(9),
  'step, 60 cars': driving(60),
})
const step_ns = medians['step, 9 cars'] ?? Number.NaN
console.log(`  at 20 times real time: ${((step_ns * 8000) / 1e7).toFixed(1)} % of a core`)

const wheels = [1, 2, 3, 4]
const { view } = pageView(accPhysics)
compare('twelve numbers into a physics page', steps, {
  'typed arrays on the page': repeated(step => {
    view.packetId[0] = step
    view.gas[0] = 0.5
    view.brake[0] = 0.25
    view.speedKmh[0] = step
    for (let wheel = 0; wheel < 4; wheel++) {
      view.brakeTemp[wheel] = wheel
      view.slipRatio[wheel] = wheel
    }
  }),
  'encode from an object': repeated(step => {
    encode(
      accPhysics,
      { packetId: step, gas: 0.5, brake: 0.25, speedKmh: step, brakeTemp: wheels, slipRatio: wheels },
      physics,
    )
  }),
})
