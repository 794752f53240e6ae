// A real mosquitto for tests, where it is installed.
import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Mosquitto = {
  readonly port: number
  /** Ends it without a word, as a crash would. */
  readonly kill: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Why there is none, or undefined. */
export const noMosquitto = executable() === undefined ? 'mosquitto is not installed' : undefined

function executable(): string | undefined {
  return ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/usr/local/sbin/mosquitto'].find(path => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

export type MosquittoOptions = {
  /** Any free one if left out. */
  readonly port?: number
  /** Lines of the configuration that say who may come in: anybody if left out. */
  readonly access?: string
}

/** Starts one on a port of this machine. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const { port = await freePort(), access = 'allow_anonymous true' } = options
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-mosquitto-'))
  const configuration = join(folder, 'mosquitto.conf')
  await writeFile(configuration, `user root\nset_tcp_nodelay true\nlistener ${port} 127.0.0.1\n${access}\n`)
  const child = spawn(executable() ?? '', ['-c', configuration], { stdio: 'ignore' })
  await answering(port)
  return {
    port,
    kill: () => ended(child, 'SIGKILL'),
    close: async () => {
      await ended(child, 'SIGTERM')
      await rm(folder, { recursive: true })
    },
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  child.kill(signal)
  await exited
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const answers = await new Promise<boolean>(resolve => {
      const socket = createConnection(port, '127.0.0.1')
      socket.once('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
    if (answers) return
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  throw new Error(`mosquitto does not answer on port ${port}`)
}
