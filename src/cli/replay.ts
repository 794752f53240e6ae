// `pitwall replay`: a recording goes down the very same line as a live drive, stopped and moved by keys at a terminal.
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { startHub } from '../hub/hub.ts'
import { Deck } from '../rig/recording/deck.ts'
import { openRecordedFile } from '../rig/recording/recorded-file.ts'
import { recording } from '../rig/recording/recording.ts'
import { type Micros, micros } from '../units/quantity.ts'
import { dataOption, jsonOption } from './options.ts'
import { CommandFault, drawStatus, exits, plainLog, printJson, say } from './output.ts'
import { type BrokerFlags, brokerOptions, lineTo, linkTo } from './rig.ts'
import { type RigFlags, replayOptions, runRigs } from './rigs.ts'
import { stopSignal } from './stop.ts'
import { keyHelp, placeOf, takeKeys } from './transport.ts'

type Flags = RigFlags &
  Partial<BrokerFlags> & {
    readonly data: string
    readonly json?: true
    readonly rank?: true
    readonly from?: Micros
    readonly to?: Micros
    readonly loop?: true
  }

export function replayCommand(): Command {
  const command = new Command('replay')
    .description('send a recording down the very same line as a live drive')
    .argument('<file>', 'a recording: .mcap, or a dump of pages')
    .addOption(dataOption())
    .addOption(jsonOption())
    .option('--from <time>', 'begin there: seconds, m:ss or h:mm:ss from its first page', place)
    .option('--to <time>', 'end there', place)
    .option('--loop', 'begin anew at its end, until Ctrl-C')
    .option('--rank', 'let its laps enter the boards; a recording of your own drive, for example')
  for (const option of [...brokerOptions(), ...replayOptions()]) command.addOption(option)
  return command.action(run)
}

async function run(file: string, flags: Flags, command: Command): Promise<void> {
  if (!existsSync(file)) throw new CommandFault(`${file}: there is no such file.`)
  const { from: whose } = await openRecordedFile(file)
  if (flags.rank && whose?.origin === 'virtual') {
    throw new CommandFault(
      `--rank: ${file} is a drive of the virtual rig, which has boards of its own.`,
      exits.usage,
    )
  }
  // Its ids are those of the drive, unless somebody says who it shall be.
  const told = (flag: string) => command.getOptionValueSource(flag) !== 'default'
  const site = whose === undefined || told('site') ? flags.site : whose.site
  const name = whose === undefined || told('rig') ? flags.rig : whose.rig
  const { from, to, loop } = flags
  const stop = new AbortController()
  const signal = AbortSignal.any([stopSignal(), stop.signal])
  const deck = new Deck(flags.speed)
  const source = recording({
    ...{ path: file, speed: 'max', deck },
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(loop && { loop }),
  })
  const rigs = [{ name, source }]
  const spool = await mkdtemp(join(tmpdir(), 'pitwall-replay-'))
  const release = flags.json ? () => undefined : atTerminal(deck, () => stop.abort())
  try {
    const { broker } = flags
    const summaries =
      broker === undefined
        ? await intoFolder({ ...flags, site }, rigs, spool, signal)
        : await runRigs(
            rigs,
            { ...flags, site },
            spool,
            async name => linkTo({ ...flags, broker }, site, name),
            say,
            signal,
            lineTo({ broker }),
          )
    for (const { source, sent } of summaries) {
      if (flags.json) printJson({ file, ...source, sent })
      else {
        say(
          `${source.pages} pages sent in ${sent} messages; ${source.empty} without data, ${source.gaps} steps missing, ` +
            `${source.torn} torn, ${source.duplicates} twice`,
        )
      }
    }
  } finally {
    release()
    await rm(spool, { recursive: true, force: true })
  }
}

/** The whole line in this process, with no port open to anyone who does not know it. */
async function intoFolder(
  flags: Flags,
  rigs: Parameters<typeof runRigs>[0],
  spool: string,
  signal: AbortSignal,
): ReturnType<typeof runRigs> {
  const hub = await startHub(
    { data: flags.data, port: 0, mqttPort: 0, rankReplays: flags.rank ?? false },
    process.env,
    plainLog,
  )
  try {
    return await runRigs(rigs, flags, spool, async () => hub.link(), say, signal)
  } finally {
    await hub.close()
  }
}

/** Keys and a line that says where it is; nothing where nobody sits. */
function atTerminal(deck: Deck, end: () => void): () => void {
  const { stdin, stderr } = process
  if (!stdin.isTTY || !stderr.isTTY) return () => undefined
  say(keyHelp)
  const release = takeKeys(stdin, deck, end)
  const drawing = setInterval(() => drawStatus(placeOf(deck)), 200)
  return () => {
    clearInterval(drawing)
    drawStatus('')
    release()
  }
}

/** `90`, `1:30` or `0:01:30` from the first page. */
function place(text: string): Micros {
  const parts = /^(?:(?:(\d+):)?([0-5]?\d):)?(\d+(?:\.\d+)?)$/.exec(text)
  const [hours = '0', minutes = '0', seconds = ''] = parts?.slice(1) ?? []
  const total = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  if (parts !== null && Number.isFinite(total)) return micros(total * 1e6)
  throw new InvalidArgumentError(`expected seconds, m:ss or h:mm:ss, found "${text}".`)
}
