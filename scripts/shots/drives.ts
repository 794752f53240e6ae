// A table: what is driven for the pictures, and how far before the first of them.
import type { VirtualOptions } from '../../src/rig/virtual/source.ts'
import type { Drive } from '../../test/e2e/stage.ts'

export type ShownDrive = {
  readonly rig: string
  readonly options: Partial<VirtualOptions>
  /** Before anybody looks. */
  readonly before?: (drive: Drive) => Promise<void>
}

const vera = { seed: 7, incidents: 0 } as const
const completed = (laps: number) => (drive: Drive) =>
  drive.until(({ session }) => session.clock.completed >= laps)

/** A driver who leaves the road once, in his third lap. */
async function twoStints(drive: Drive): Promise<void> {
  await completed(2)(drive)
  const { stint } = drive.world.session
  stint.mistake = { kind: 'wide', from: drive.world.scene.course.apexes[4] ?? 2000, side: 1 }
  await completed(8)(drive)
}

export const drives = {
  practice: { rig: 'rig1', options: { ...vera, cars: 20, stintLaps: 4 }, before: twoStints },
  /** At the pace of the clock from its first second: what is counted a second is counted right. */
  calm: { rig: 'rig1', options: { ...vera, cars: 20, session: 'hotlap' } },
  race: {
    rig: 'rig1',
    options: { ...vera, cars: 20, session: 'race', sessionMinutes: 60, incidents: 1, skill: 0.9 },
    before: completed(1),
  },
  crowd: {
    rig: 'rig1',
    options: { ...vera, cars: 60, session: 'race', sessionMinutes: 60, incidents: 1 },
    before: completed(1),
  },
  qualifying: {
    rig: 'rig1',
    options: { ...vera, cars: 20, session: 'qualifying', sessionMinutes: 20 },
    before: completed(2),
  },
  thirsty: { rig: 'rig1', options: { ...vera, cars: 9, stintLaps: 1 }, before: completed(1) },
  alien: {
    rig: 'rig2',
    options: {
      ...{ seed: 3, skill: 1, cars: 1, session: 'hotlap', incidents: 0, car: 'ferrari_296_gt3' },
      driver: { name: 'Aiko', surname: 'Brandt', nick: 'ABR' },
    },
  },
} as const satisfies Readonly<Record<string, ShownDrive>>

export type DriveName = keyof typeof drives
