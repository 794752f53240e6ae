// `pitwall drivers`: who does not want to be named on boards.
import { Command } from 'commander'
import { hiddenDriver } from '../model/hidden-driver.ts'
import { type LapPlace, withStore } from './lap-store.ts'
import { dataOption, jsonOption, lapsOption } from './options.ts'
import { CommandFault, exits, print, printJson, printTable } from './output.ts'
import { withSteward } from './steward.ts'

type Flags = LapPlace & { readonly json?: true }

export function driversCommand(): Command {
  return new Command('drivers')
    .description('list, hide and name drivers who do not want to be named on boards')
    .addOption(dataOption())
    .addOption(lapsOption())
    .addOption(jsonOption())
    .action(list)
    .addCommand(hideCommand())
    .addCommand(nameCommand())
}

const list = (flags: Flags): Promise<void> =>
  withStore(flags, async store => {
    const hidden = await store.hiddenDrivers()
    if (flags.json) return printJson(hidden)
    if (hidden.length === 0) return print('every driver is named; hide one with "pitwall drivers hide"')
    printTable(
      ['driver', 'shown as', 'since', 'by'],
      hidden.map(({ driver, shown, at, by }) => [driver, shown, at, by]),
    )
  })

const hideCommand = (): Command =>
  new Command('hide')
    .description('show a number in the place of a driver on boards and evidence; the laps go on counting')
    .argument('<driver>', 'as the game tells the name: "A. Demo"')
    .addOption(dataOption())
    .addOption(lapsOption())
    .addOption(jsonOption())
    .action(async (name: string, _flags: Flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      const driver = nameOf(name)
      const hidden = await withSteward(flags, steward => steward.hideDriver(driver))
      if (flags.json) return printJson(hidden)
      print(`${hidden.driver} is shown as "${hidden.shown}"`)
    })

const nameCommand = (): Command =>
  new Command('name')
    .description('name a hidden driver again')
    .argument('<driver>')
    .addOption(dataOption())
    .addOption(lapsOption())
    .action(async (name: string, _flags: Flags, command: Command) => {
      const driver = nameOf(name)
      if (!(await withSteward(command.optsWithGlobals<Flags>(), steward => steward.nameDriver(driver))))
        throw new CommandFault(`No driver "${driver}" is hidden; "pitwall drivers" lists them.`)
      print(`${driver} is named again`)
    })

function nameOf(text: string): string {
  const read = hiddenDriver.shape.driver.safeParse(text)
  if (read.success) return read.data
  throw new CommandFault(`The driver: expected 1 to 100 characters, found ${text.length}.`, exits.usage)
}
