// The command line: one file per command, and one place where a run ends.

import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { cloudCommand } from './cloud.ts'
import { doctorCommand } from './doctor.ts'
import { importCommand } from './import.ts'
import { boardsCommand, lapsCommand, sessionsCommand } from './listings.ts'
import { CommandFault, exits, say, sentenceOf } from './output.ts'
import { recordCommand } from './record.ts'
import { replayCommand } from './replay.ts'
import { reprocessCommand } from './reprocess.ts'
import { rigCommand } from './rig.ts'
import { rulesCommand } from './rules.ts'
import { sqlCommand } from './sql.ts'
import { upCommand } from './up.ts'
import { virtualCommand } from './virtual.ts'

/** The version in the package's manifest. */
function version(): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  return manifest.version
}

const program = new Command('pitwall')
  .description(
    'Telemetry for racing simulators: live on any screen, every lap in a table, every sample in open files.',
  )
  .version(version(), '-V, --version')
  .showHelpAfterError('(pitwall help lists the commands)')
  // What stands behind the name of a command is that command's.
  .enablePositionalOptions()
  .exitOverride()

const commands = [
  upCommand(),
  rigCommand(),
  virtualCommand(),
  recordCommand(),
  replayCommand(),
  reprocessCommand(),
  importCommand(),
  sessionsCommand(),
  lapsCommand(),
  boardsCommand(),
  sqlCommand(),
  rulesCommand(),
  cloudCommand(),
  doctorCommand(),
]
for (const command of commands) program.addCommand(command.exitOverride())

// Whoever reads the answer may stop in the middle of it: `pitwall laps | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  await program.parseAsync()
} catch (fault) {
  // Whatever the fault left open does not keep a failed command alive.
  setTimeout(() => process.exit(), 2000).unref()
  if (fault instanceof CommanderError) {
    process.exitCode = fault.exitCode === 0 ? exits.done : exits.usage
  } else {
    say(sentenceOf(fault))
    process.exitCode = fault instanceof CommandFault ? fault.exit : exits.failed
  }
}
