// A real mosquitto for tests, where it is installed.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answering, freePort } from '../services/free-port.ts'
import { programPath, startProgram } from '../services/program.ts'

export type Mosquitto = {
  readonly port: number
  /** Ends it without a word, as a crash would. */
  readonly kill: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Why there is none, or undefined. */
export const noMosquitto = programPath('mosquitto') === undefined ? 'mosquitto is not installed' : undefined

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
  const server = startProgram(programPath('mosquitto') ?? '', ['-c', configuration])
  await answering(port, server.gone)
  return {
    port,
    kill: server.kill,
    close: async () => {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}
