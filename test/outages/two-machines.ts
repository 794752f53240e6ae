// Two machines on one table: network namespaces with a cable between them, whose faults are real. Only root on Linux can
// make them, so the tests that need them are skipped elsewhere, and say so.
import { spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type Machines = {
  /** What a command of each machine is started with. */
  readonly hub: readonly string[]
  readonly rig: readonly string[]
  /** Of the hub, as the rig sees it. */
  readonly address: string
}

/** No cable: both on the machine that runs the test. */
export const oneMachine: Machines = { hub: [], rig: [], address: '127.0.0.1' }

export type Plug = { readonly pull: () => void; readonly plug: () => void }

export type Line = {
  /** What happens to every packet, in both directions; nothing if left out. */
  readonly disturb: (fault: { readonly loss?: number; readonly delay_s?: number }) => void
}

/** Why there are none, or false. */
export const noMachines: string | false = reason()
export const noLine: string | false =
  noMachines ||
  (existsSync('/dev/net/tun') ? false : 'this system has no TUN devices') ||
  (spawnSync('python3', ['-V']).status === 0 ? false : 'Python is not installed')

function reason(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'network namespaces need root on Linux'
  if (spawnSync('ip', ['-V']).status !== 0) return 'iproute2 is not installed'
  const name = `pw-${process.pid}-${randomInt(1e6)}`
  if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return 'this system makes no network namespaces'
  spawnSync('ip', ['netns', 'del', name])
  return false
}

/** Makes them for the time of `run`, with a cable that can be pulled. */
export async function withMachines(run: (machines: Machines & Plug) => Promise<void>): Promise<void> {
  await withNamespaces(async ({ hub, rig, inHub, inRig, join, machines }) => {
    ip('link', 'add', inHub, 'netns', hub, 'type', 'veth', 'peer', 'name', inRig, 'netns', rig)
    join()
    await run({
      ...machines,
      pull: () => ip('-n', rig, 'link', 'set', inRig, 'down'),
      plug: () => ip('-n', rig, 'link', 'set', inRig, 'up'),
    })
  })
}

/** The same with a line whose faults are made to order. */
export async function withLine(run: (machines: Machines & Line) => Promise<void>): Promise<void> {
  await withNamespaces(async ({ hub, rig, inHub, inRig, join, machines }) => {
    const script = fileURLToPath(new URL('./processes/line.py', import.meta.url))
    const cable = spawn('python3', [script, hub, inHub, rig, inRig], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = once(cable, 'exit')
    try {
      await Promise.race([once(cable.stdout, 'data'), ended])
      if (cable.exitCode !== null) throw new Error('the line was not made')
      join()
      await run({
        ...machines,
        disturb: ({ loss = 0, delay_s = 0 }) => void cable.stdin.write(`${loss} ${delay_s}\n`),
      })
    } finally {
      cable.kill('SIGKILL')
      await ended
    }
  })
}

type Namespaces = {
  readonly hub: string
  readonly rig: string
  /** What the two ends of the cable are called. */
  readonly inHub: string
  readonly inRig: string
  /** Gives both ends their addresses. */
  readonly join: () => void
  readonly machines: Machines
}

async function withNamespaces(run: (made: Namespaces) => Promise<void>): Promise<void> {
  const id = randomInt(1, 1e6)
  const [hub, rig] = [`pw-hub-${id}`, `pw-rig-${id}`]
  const [inHub, inRig] = [`pwh${id}`, `pwr${id}`]
  const net = `10.213.${id % 256}`
  const ends = [
    [hub, inHub, `${net}.1/24`],
    [rig, inRig, `${net}.2/24`],
  ] as const
  try {
    for (const name of [hub, rig]) ip('netns', 'add', name)
    const machines = {
      hub: ['ip', 'netns', 'exec', hub],
      rig: ['ip', 'netns', 'exec', rig],
      address: `${net}.1`,
    }
    const join = () => {
      for (const [name, link, address] of ends) {
        ip('-n', name, 'address', 'add', address, 'dev', link)
        ip('-n', name, 'link', 'set', link, 'up')
        ip('-n', name, 'link', 'set', 'lo', 'up')
      }
    }
    await run({ hub, rig, inHub, inRig, join, machines })
  } finally {
    // What was in them goes with them.
    for (const name of [hub, rig]) spawnSync('ip', ['netns', 'del', name])
  }
}

function ip(...words: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', [...words], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`)
}
