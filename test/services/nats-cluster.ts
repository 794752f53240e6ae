// Three NATS servers with JetStream and MQTT that replicate for one another, from Debian's package.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'mqtt'
import { freePort } from './free-port.ts'
import { type Program, programPath, startProgram } from './program.ts'

export type NatsCluster = {
  /** The MQTT ports of its nodes. */
  readonly ports: readonly number[]
  /** Ends one node without a word. */
  readonly kill: (node: number) => Promise<void>
  readonly close: () => Promise<void>
}

export const noNats = programPath('nats-server') === undefined ? 'nats-server is not installed' : undefined

const size = 3

/** Resolves when every node keeps a message of quality 1 and hands it back. */
export async function startNatsCluster(): Promise<NatsCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-nats-'))
  const portsOf = () => Promise.all(Array.from({ length: size }, freePort))
  const [ports, routes, clients] = [await portsOf(), await portsOf(), await portsOf()]
  const nodes: Program[] = []
  const close = async () => {
    await Promise.all(nodes.map(node => node.kill()))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    for (const [index, port] of ports.entries()) {
      const file = join(folder, `${index}.conf`)
      const peers = routes.map(route => `nats://127.0.0.1:${route}`)
      await writeFile(
        file,
        `server_name: node${index}
listen: 127.0.0.1:${clients[index]}
jetstream { store_dir: "${folder}/${index}", max_mem: 64MB, max_file: 1GB }
cluster { name: pitwall, listen: 127.0.0.1:${routes[index]}, routes: [${peers.join(', ')}] }
mqtt { listen: 127.0.0.1:${port} }
`,
      )
      nodes.push(startProgram(programPath('nats-server') ?? '', ['-c', file]))
    }
    for (const [index, port] of ports.entries()) await serving(port, nodes[index])
    return { ports, kill: async node => nodes[node]?.kill(), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A node takes MQTT clients only when the cluster has elected who leads. */
async function serving(port: number, node: Program | undefined): Promise<void> {
  const until = performance.now() + 120_000
  while (performance.now() < until) {
    const why = node?.gone()
    if (why !== undefined) throw new Error(why)
    if (await answers(port)) return
    await sleep(250)
  }
  throw new Error(`no NATS server takes MQTT clients on port ${port}`)
}

async function answers(port: number): Promise<boolean> {
  const client = connect({
    host: '127.0.0.1',
    port,
    reconnectPeriod: 0,
    connectTimeout: 10_000,
    protocolVersion: 4,
  })
  client.on('error', () => undefined)
  const asked = new Promise<boolean>(done => {
    client.once('connect', () => {
      client.subscribe(`probe/${port}`, { qos: 1 }, refused => {
        if (refused) done(false)
        else client.publish(`probe/${port}`, 'x', { qos: 1 })
      })
    })
    client.once('message', () => done(true))
    client.once('close', () => done(false))
    setTimeout(() => done(false), 15_000).unref()
  })
  const answer = await asked
  await client.endAsync(true).catch(() => undefined)
  return answer
}
