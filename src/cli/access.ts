// `pitwall access`: who may come in. It works on the data folder, whether a hub runs in it or not.
import { mkdirSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { type Access, type Minted, openAccess } from '../hub/access/access.ts'
import { type Credential, spent, type Wanted, wanted } from '../hub/access/credential.ts'
import { type Role, roleNames, roles } from '../hub/access/role.ts'
import { systemClock } from '../hub/clock.ts'
import { runningHub } from '../hub/data-folder.ts'
import { dataOption, jsonOption } from './options.ts'
import { CommandFault, exits, print, printJson, printTable, say } from './output.ts'

type Flags = { readonly data: string; readonly json?: true }
type AddFlags = Flags & {
  readonly role: Role
  readonly site?: string
  readonly rig?: string
  readonly for?: number
}

export const accessCommand = (): Command =>
  new Command('access')
    .description('list who may come in, let somebody in, or out again')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((flags: Flags) => list(flags))
    .addCommand(
      new Command('list')
        .description('list who may come in, and who might once')
        .addOption(dataOption())
        .addOption(jsonOption())
        .action((_own: Flags, command: Command) => list(command.optsWithGlobals<Flags>())),
    )
    .addCommand(addCommand().exitOverride())
    .addCommand(revokeCommand().exitOverride())

const addCommand = (): Command =>
  new Command('add')
    .description(`let somebody in; the secret is printed once\n\n${roleNames.map(roleLine).join('\n')}`)
    .argument('<name>', 'whom or what it is for, such as "phone of Anna"')
    .addOption(dataOption())
    .addOption(jsonOption())
    .addOption(new Option('--role <role>', 'what it may do').choices(roleNames).makeOptionMandatory())
    .option('--site <site>', 'of a rig')
    .option('--rig <rig>', 'of a rig, as it names itself')
    .addOption(
      new Option('--for <time>', 'how long it counts: 12h, 30d (default: until revoked)').argParser(span),
    )
    .action((name: string, _own: AddFlags, command: Command) => {
      const flags = command.optsWithGlobals<AddFlags>()
      return withAccess(flags, access => {
        const made = access.mint(asked(name, flags))
        if (flags.json) printJson({ ...made.credential, secret: made.secret })
        else explain(made, flags.data)
      })
    })

const revokeCommand = (): Command =>
  new Command('revoke')
    .description('let somebody out: the secret opens nothing more, and open connections end')
    .argument('<id-or-name>', 'as "pitwall access" lists it')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((which: string, _own: Flags, command: Command) => {
      const flags = command.optsWithGlobals<Flags>()
      return withAccess(flags, access => {
        const revoked = access.revoke(theOne(access.list(), which).id)
        if (flags.json) printJson(revoked)
        else print(`"${revoked?.name}" (${revoked?.id}) may no longer come in`)
      })
    })

const list = (flags: Flags): Promise<void> =>
  withAccess(flags, access => {
    const known = access.list()
    if (flags.json) return printJson(known)
    if (known.length === 0) return print('nobody yet; let somebody in with "pitwall access add"')
    printTable(
      ['id', 'role', 'name', 'rig', 'since', 'last used', 'state'],
      known.map(of => [
        of.id,
        of.role,
        of.name,
        of.site === undefined ? undefined : `${of.site}/${of.rig}`,
        minute(of.created_at),
        minute(of.used_at),
        state(of),
      ]),
    )
  })

async function withAccess({ data }: Pick<Flags, 'data'>, work: (access: Access) => void): Promise<void> {
  mkdirSync(data, { recursive: true })
  const access = openAccess(data, { now: () => systemClock.now() })
  try {
    work(access)
  } finally {
    await access.close()
  }
}

function asked(name: string, { role, site, rig, for: span_ms }: AddFlags): Wanted {
  const read = wanted.safeParse({
    ...{ role, name },
    ...(site !== undefined && { site }),
    ...(rig !== undefined && { rig }),
    ...(span_ms !== undefined && { expires_at: new Date(systemClock.now() + span_ms).toISOString() }),
  })
  if (read.success) return read.data
  const [issue] = read.error.issues
  const where = issue?.path[0] === 'name' ? 'name' : `--${issue?.path.join('.')}`
  throw new CommandFault(`${where}: ${issue?.message}.`, exits.usage)
}

function explain({ credential: { name, role, site, rig }, secret }: Minted, data: string): void {
  print(`"${name}" may come in as ${role} with this secret, which is shown this once:\n\n  ${secret}\n`)
  const running = runningHub(data)
  const url = new URL(running?.elsewhere ?? running?.url ?? 'http://HUB:8080/')
  const secure = url.protocol === 'https:'
  if (role === 'rig') {
    const trusts = running?.authority === undefined ? '' : ` --broker-fingerprint ${running.authority}`
    const broker = `mqtt${secure ? 's' : ''}://${url.hostname}:${running?.mqtt_port ?? 1883}`
    // Not as an option: those stand in the list of processes, for everybody on that machine.
    say('  on the sim PC, in PowerShell or in a shell, and then:')
    say(`    $env:PITWALL_TOKEN = '${secret}'`)
    say(`    export PITWALL_TOKEN='${secret}'`)
    say(`  pitwall rig --broker ${broker} --site ${site} --rig ${rig}${trusts}`)
    return
  }
  say(`  in a browser  ${url}?token=${secret}`)
  say('  in a program  Authorization: Bearer, with the secret behind it')
}

/** The credential with that id, or the only one of that name that still counts. */
function theOne(known: readonly Credential[], which: string): Credential {
  const now = systemClock.now()
  const found = known.filter(of => of.id === which || (of.name === which && spent(of, now) === undefined))
  const [first, ...others] = found
  if (first === undefined)
    throw new CommandFault(`There is nobody called "${which}" to revoke; "pitwall access" lists all.`)
  if (others.length > 0)
    throw new CommandFault(
      `"${which}" names ${found.length} of them: ${found.map(({ id }) => id).join(', ')}; say which id.`,
    )
  return first
}

const state = (of: Credential): string => {
  const ended = spent(of, systemClock.now())
  if (ended !== undefined) return ended
  return of.expires_at === undefined ? 'counts' : `until ${minute(of.expires_at)}`
}

const minute = (at: string | undefined): string | undefined => at?.slice(0, 16).replace('T', ' ')
const roleLine = (role: Role): string => `  ${role.padEnd(8)} ${roles[role]}`

/** Milliseconds of "12h" or "30d". */
function span(text: string): number {
  const [, count, unit] = /^(\d{1,4})([hd])$/.exec(text) ?? []
  if (count !== undefined && Number(count) > 0) return Number(count) * (unit === 'h' ? 3_600_000 : 86_400_000)
  throw new InvalidArgumentError(`expected a time such as 12h or 30d, found "${text}".`)
}
