// The command line: one file per command, and one place where a run ends.

import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { CommandFault, exits, say, sentenceOf } from './output.ts'

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

/** Only what runs is loaded: a connector beside a game needs no hub and no lake. */
const commands = new Map<string, () => Promise<Command>>(
  Object.entries({
    up: async () => (await import('./up.ts')).upCommand(),
    rig: async () => (await import('./rig.ts')).rigCommand(),
    virtual: async () => (await import('./virtual.ts')).virtualCommand(),
    record: async () => (await import('./record.ts')).recordCommand(),
    replay: async () => (await import('./replay.ts')).replayCommand(),
    reprocess: async () => (await import('./reprocess.ts')).reprocessCommand(),
    import: async () => (await import('./import.ts')).importCommand(),
    export: async () => (await import('./export.ts')).exportCommand(),
    sessions: async () => (await import('./listings.ts')).sessionsCommand(),
    laps: async () => (await import('./listings.ts')).lapsCommand(),
    boards: async () => (await import('./boards.ts')).boardsCommand(),
    events: async () => (await import('./events.ts')).eventsCommand(),
    sql: async () => (await import('./sql.ts')).sqlCommand(),
    access: async () => (await import('./access.ts')).accessCommand(),
    rules: async () => (await import('./rules.ts')).rulesCommand(),
    cloud: async () => (await import('./cloud.ts')).cloudCommand(),
    discover: async () => (await import('./discover.ts')).discoverCommand(),
    doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  }),
)
const named = commands.get(process.argv[2] ?? '')
for (const load of named === undefined ? commands.values() : [named])
  program.addCommand((await load()).exitOverride())

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
