// `pitwall replay`: a recording goes down the very same line as a live drive.
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { startHub } from '../hub/hub.ts'
import { dataOption, jsonOption } from './options.ts'
import { CommandFault, plainLog, printJson, say } from './output.ts'
import { type BrokerFlags, brokerOptions, lineTo, linkTo } from './rig.ts'
import { type RigFlags, replayOptions, rigsOf, runRigs } from './rigs.ts'
import { stopSignal } from './stop.ts'

type Flags = RigFlags &
  Partial<BrokerFlags> & { readonly data: string; readonly json?: true; readonly rank?: true }

export function replayCommand(): Command {
  const command = new Command('replay')
    .description('send a recording down the very same line as a live drive')
    .argument('<file>', 'a recording')
    .addOption(dataOption())
    .addOption(jsonOption())
    .option('--rank', 'let its laps enter the boards; a recording of your own drive, for example')
  for (const option of [...brokerOptions(), ...replayOptions()]) command.addOption(option)
  return command.action(run)
}

async function run(file: string, flags: Flags): Promise<void> {
  if (!existsSync(file)) throw new CommandFault(`${file}: there is no such file.`)
  const signal = stopSignal()
  const rigs = await rigsOf({ ...flags, source: file }, 'shm', Date.now())
  const spool = await mkdtemp(join(tmpdir(), 'pitwall-replay-'))
  try {
    const { broker } = flags
    const summaries =
      broker === undefined
        ? await intoFolder(flags, rigs, spool, signal)
        : await runRigs(
            rigs,
            flags,
            spool,
            async name => linkTo({ ...flags, broker }, flags.site, name),
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
    await rm(spool, { recursive: true, force: true })
  }
}

/** The whole line in this process, with no port open to anyone who does not know it. */
async function intoFolder(
  flags: Flags,
  rigs: Awaited<ReturnType<typeof rigsOf>>,
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
