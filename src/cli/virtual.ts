// `pitwall virtual`: the virtual car as a game, which writes its pages into a folder.
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { CircuitId } from '../rig/virtual/circuits.ts'
import { writePages } from '../rig/virtual/page-files.ts'
import { demoDriver } from './demo-field.ts'
import { seedOption, trackOption, whole } from './options.ts'
import { say } from './output.ts'
import { stopSignal } from './stop.ts'

type Flags = {
  readonly out: string
  readonly track: CircuitId
  readonly rigs: number
  readonly seed: number
  readonly rate: number
}

export function virtualCommand(): Command {
  return new Command('virtual')
    .description('let the virtual car write shared-memory pages into a folder, as the game would')
    .requiredOption('--out <folder>', 'where acpmf_physics, acpmf_graphics and acpmf_static are written')
    .addOption(trackOption())
    .addOption(
      new Option('--rigs <number>', 'more than one writes into rig1, rig2, … inside the folder')
        .default(1)
        .argParser(whole(1, 8)),
    )
    .addOption(seedOption())
    .addOption(new Option('--rate <hz>', 'physics pages per second').default(400).argParser(whole(1, 400)))
    .action(async ({ out, track, rigs, seed, rate }: Flags) => {
      const signal = stopSignal()
      const folders = Array.from({ length: rigs }, (_, index) =>
        resolve(rigs === 1 ? out : `${out}/rig${index + 1}`),
      )
      const [first = out] = folders
      say(`the virtual car drives ${track}; read it with: pitwall up --source shm --shm-dir ${first}`)
      const written = await Promise.all(
        folders.map((folder, index) =>
          writePages(folder, { ...demoDriver(index), track, seed: seed + index, rate }, signal),
        ),
      )
      for (const { physics, graphics, missed } of written) {
        say(`wrote ${physics} physics and ${graphics} graphics pages; ${missed} came too late to be written`)
      }
    })
}
