// All commands as one program. Only what runs is loaded: a connector beside a game needs no hub and no lake.
import { readFileSync } from 'node:fs'
import { Command } from 'commander'

const commands = new Map<string, () => Promise<Command>>(
  Object.entries({
    up: async () => (await import('./up.ts')).upCommand(),
    rig: async () => (await import('./rig.ts')).rigCommand(),
    autostart: async () => (await import('./autostart.ts')).autostartCommand(),
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
    drivers: async () => (await import('./drivers.ts')).driversCommand(),
    sql: async () => (await import('./sql.ts')).sqlCommand(),
    access: async () => (await import('./access.ts')).accessCommand(),
    rules: async () => (await import('./rules.ts')).rulesCommand(),
    cloud: async () => (await import('./cloud.ts')).cloudCommand(),
    pair: async () => (await import('./pair.ts')).pairCommand(),
    phone: async () => (await import('./phone.ts')).phoneCommand(),
    discover: async () => (await import('./discover.ts')).discoverCommand(),
    doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  }),
)

/** The program with the command of that name, or with all of them for any other word. */
export async function programFor(word: string | undefined): Promise<Command> {
  const program = new Command('pitwall')
    .description(
      'Telemetry for racing simulators: live on any screen, every lap in a table, every sample in open files.',
    )
    .version(version(), '-V, --version')
    .showHelpAfterError('(pitwall help lists the commands)')
    // What stands behind the name of a command is that command's.
    .enablePositionalOptions()
    .exitOverride()
  const named = commands.get(word ?? '')
  for (const load of named === undefined ? commands.values() : [named])
    program.addCommand((await load()).exitOverride())
  return program
}

/** The version in the package's manifest. */
function version(): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  return manifest.version
}
