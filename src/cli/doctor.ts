// `pitwall doctor`: what works here, what does not, what to do.

import { existsSync, mkdirSync, statfsSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { createServer } from 'node:net'
import { Command } from 'commander'
import { inspectGame } from '../rig/shared-memory/inspect.ts'
import { diagnosisOf } from './broadcasting.ts'
import { findBroadcastingFile } from './broadcasting-file.ts'
import { fixBroadcasting } from './fix-broadcasting.ts'
import { dataOption } from './options.ts'
import { exits, print, printJson, sentenceOf } from './output.ts'
import { loginStart } from './start-at-login.ts'

type Finding = {
  readonly check: string
  readonly state: 'ok' | 'notice' | 'fault'
  readonly found: string
  /** What to do, when there is something to do. */
  readonly advice?: string
  /** The whole text that a file should have. */
  readonly write?: string
}

type Flags = {
  readonly json?: true
  readonly data: string
  readonly broadcasting?: string
  readonly fixBroadcasting?: true
  readonly yes?: true
}

const gigabyte = 1024 ** 3
const scarce_gb = 5

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what works on this machine, what does not, and what to do')
    .option('--json', 'print JSON alone')
    .addOption(dataOption())
    .option('--broadcasting <file>', "the game's broadcasting.json, where it is not found by itself")
    .option('--fix-broadcasting', 'show what its broadcasting.json should say, ask, and write it')
    .option('--yes', 'agree beforehand to what --fix-broadcasting writes')
    .action(async (options: Flags) => {
      if (options.fixBroadcasting) {
        const path = options.broadcasting
        await fixBroadcasting({ ...(path !== undefined && { path }), yes: options.yes ?? false })
        return
      }
      const findings = [
        nodeVersion(),
        await dataFolder(options.data),
        diskSpace(options.data),
        await port('web port', 8080, '--port'),
        await port('MQTT port', 1883, '--mqtt-port'),
        await sqlEngine(),
        page(),
        await game(),
        startWithGame(),
        broadcasting(options.broadcasting),
      ]
      if (options.json) printJson(findings)
      else for (const finding of findings) print(lineOf(finding))
      if (findings.some(finding => finding.state === 'fault')) process.exitCode = exits.failed
    })
}

const marks = { ok: '✓', notice: '·', fault: '✗' } as const

function lineOf({ check, state, found, advice, write }: Finding): string {
  const indented = (text: string) => `\n    ${text.replaceAll('\n', '\n    ')}`
  const todo = advice === undefined ? '' : indented(advice)
  return `${marks[state]} ${check}: ${found}${todo}${write === undefined ? '' : indented(write)}`
}

/** Whether the game tells about all cars. Nothing is written here. */
function broadcasting(told: string | undefined): Finding {
  const check = 'broadcasting'
  const path = told ?? findBroadcastingFile()
  if (path === undefined) {
    const advice =
      'on the machine of the game, run this again; elsewhere name it with --broadcasting host:port'
    return { check, state: 'notice', found: 'there is no broadcasting.json here', advice }
  }
  const { state, found, advice, write } = diagnosisOf(path)
  return {
    check,
    state,
    found: `${found} (${path})`,
    ...(advice !== undefined && {
      advice: write === undefined ? advice : `${advice}; "pitwall doctor --fix-broadcasting" writes this:`,
    }),
    ...(write !== undefined && { write }),
  }
}

function nodeVersion(): Finding {
  return { check: 'Node', state: 'ok', found: `${process.versions.node} (${process.execPath})` }
}

async function dataFolder(folder: string): Promise<Finding> {
  try {
    mkdirSync(folder, { recursive: true })
    await access(folder, constants.W_OK)
    return { check: 'data folder', state: 'ok', found: folder }
  } catch (fault) {
    const advice = 'choose a folder that you may write to with --data, or set PITWALL_DATA'
    return { check: 'data folder', state: 'fault', found: sentenceOf(fault), advice }
  }
}

function diskSpace(folder: string): Finding {
  try {
    const { bavail, bsize } = statfsSync(folder)
    const free = (bavail * bsize) / gigabyte
    const found = `${free.toFixed(1)} GB free`
    if (free > scarce_gb) return { check: 'disk', state: 'ok', found }
    return {
      check: 'disk',
      state: 'notice',
      found,
      advice: 'an hour of driving takes about 0.1 to 0.2 GB; make room',
    }
  } catch (fault) {
    return { check: 'disk', state: 'notice', found: sentenceOf(fault) }
  }
}

async function port(check: string, number: number, flag: string): Promise<Finding> {
  const free = await new Promise<boolean>(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(number, '127.0.0.1', () => server.close(() => resolve(true)))
  })
  if (free) return { check, state: 'ok', found: `${number} is free` }
  const advice = `a hub may be running already; otherwise take another port with ${flag}, or 0 for any free one`
  return { check, state: 'notice', found: `${number} is in use`, advice }
}

async function sqlEngine(): Promise<Finding> {
  try {
    const duckdb = await import('@duckdb/node-api')
    return { check: 'SQL engine', state: 'ok', found: `DuckDB ${duckdb.version()}` }
  } catch (fault) {
    const advice = 'run "npm ci" again; without it everything works but "pitwall sql"'
    return { check: 'SQL engine', state: 'fault', found: sentenceOf(fault), advice }
  }
}

function page(): Finding {
  const built = existsSync(new URL('../../web/dist/index.html', import.meta.url))
  if (built) return { check: 'dashboard', state: 'ok', found: 'built' }
  return { check: 'dashboard', state: 'fault', found: 'not built', advice: 'run "npm run build -w web"' }
}

async function game(): Promise<Finding> {
  return { check: 'game', ...(await inspectGame()) }
}

/** Whether the connector is there when the game comes. */
function startWithGame(): Finding {
  const check = 'start with the game'
  const starts = loginStart()?.state()
  if (starts !== undefined) return { check, state: 'ok', found: `at every logon: ${starts}` }
  const advice = '"pitwall autostart on --broker mqtt://…" lets the connector wait for the game from logon on'
  return { check, state: 'notice', found: 'nothing starts at logon', advice }
}
