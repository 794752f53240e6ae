// `pitwall autostart`: the connector waits for the game from the moment its user logs on.
import { isSea } from 'node:sea'
import { Command } from 'commander'
import { pairedHubFile, readPairedHub } from '../rig/pairing/paired-hub.ts'
import { defaultDataFolder } from './data-folder.ts'
import { CommandFault, exits, print, say } from './output.ts'
import { rigCommand } from './rig.ts'
import { type LoginStart, loginStart } from './start-at-login.ts'

export function autostartCommand(): Command {
  const command = new Command('autostart')
    .description('let the connector start when you log on, and wait for the game')
    .enablePositionalOptions()
  command
    .command('on')
    .description('start "pitwall rig" with these flags at every logon')
    .argument('[flags...]', 'flags of "pitwall rig", such as --broker mqtt://192.168.1.20:1883')
    .passThroughOptions()
    .allowUnknownOption()
    .exitOverride()
    .action(turnOn)
  command.command('off').description('start nothing any more').exitOverride().action(turnOff)
  command.command('status').description('say what starts').exitOverride().action(status)
  return command
}

function turnOn(flags: readonly string[]): void {
  const way = wayHere()
  // What "rig" does not take is said now, and not to an empty room at the next logon.
  const asked = rigCommand().exitOverride()
  asked.action(() => undefined)
  asked.parse(flags, { from: 'user' })
  // What stands in the environment now may not at the next logon.
  const { site, rig } = asked.opts<{ readonly site: string; readonly rig: string }>()
  const isPaired = readPairedHub(pairedHubFile(defaultDataFolder(), site, rig)) !== undefined
  if (asked.getOptionValueSource('broker') !== 'cli' && !isPaired) {
    throw new CommandFault(
      'autostart on: expected a rig that knows where to send: run "pitwall rig" once and pair it with a hub of this ' +
        'network, or name one, such as "pitwall autostart on --broker mqtt://192.168.1.20:1883".',
      exits.usage,
    )
  }
  const when = way.on([...ownCommand(), 'rig', ...flags])
  say(`"pitwall rig ${flags.join(' ')}" is written down in ${way.place}: ${when}`)
}

function turnOff(): void {
  const way = wayHere()
  const before = way.state()
  way.off()
  say(before === undefined ? 'nothing started' : `what starts no more: ${before}`)
}

function status(): void {
  print(wayHere().state() ?? 'off')
}

function wayHere(): LoginStart {
  const way = loginStart()
  if (way !== undefined) return way
  throw new CommandFault('autostart: expected Windows or Linux; elsewhere use what the system has for it.')
}

/** How this very pitwall is started: one file, or a script that Node runs. */
const ownCommand = (): readonly string[] =>
  isSea() ? [process.execPath] : [process.execPath, process.argv[1] ?? 'pitwall']
