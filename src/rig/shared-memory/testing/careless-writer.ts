// A game that writes its pages in two pieces with a pause between them, at any place and in any order: the worst that a
// reader can meet. Every number of a page follows from its counter, and its two velocities have the same length.
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { accGraphics } from '../../../wire/acc/graphics.ts'
import { accPhysics } from '../../../wire/acc/physics.ts'
import { accStatic } from '../../../wire/acc/static.ts'
import { encode } from '../../../wire/struct.ts'

export type CarelessTask = { readonly folder: string; readonly stop: Int32Array<SharedArrayBuffer> }

/** The page that belongs to a counter. */
export function carelessPage(counter: number): Uint8Array {
  const page = new Float32Array(accPhysics.size / 4).fill(counter / 1024)
  const bytes = new Uint8Array(page.buffer)
  const speed = 10 + (counter % 97) * 0.01
  encode(accPhysics, { packetId: counter, velocity: [speed, 0, 0], localVelocity: [0, 0, speed] }, bytes)
  return bytes
}

function write({ folder, stop }: CarelessTask): void {
  const open = (page: string, size: number) => {
    const file = openSync(join(folder, `acpmf_${page}`), 'w+')
    ftruncateSync(file, size)
    return file
  }
  const physics = open('physics', accPhysics.size)
  const graphics = open('graphics', accGraphics.size)
  const fixed = open('static', accStatic.size)
  writeSync(fixed, encode(accStatic, { track: 'monza' }), 0, accStatic.size, 0)
  writeSync(graphics, encode(accGraphics, { packetId: 1, status: 2 }), 0, accGraphics.size, 0)
  for (let counter = 1; Atomics.wait(stop, 0, 0, 2) === 'timed-out'; counter++) {
    const page = carelessPage(counter)
    const cut = 48 + ((counter * 28) % 512)
    const pieces = [
      [0, cut],
      [cut, page.length - cut],
    ] as const
    // Whole, the tail first, or the head first.
    const order =
      counter % 3 === 0 ? [[0, page.length] as const] : counter % 3 === 1 ? pieces : pieces.toReversed()
    for (const [from, length] of order) {
      writeSync(physics, page, from, length, from)
      if (order.length > 1) Atomics.wait(stop, 0, 0, 0.1)
    }
  }
  for (const file of [physics, graphics, fixed]) closeSync(file)
}

if (parentPort !== null) write(workerData)
