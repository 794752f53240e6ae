// The virtual rig broadcasts as a game does: genuine datagrams on a port of this machine, to whoever registers.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { broadcastVersion } from '../../wire/acc/broadcast/commands.ts'
import {
  type BroadcastCommand,
  type BroadcastMessage,
  decodeBroadcastCommand,
  encodeBroadcast,
} from '../../wire/acc/broadcast-v4.ts'
import { WireFault } from '../../wire/fault.ts'
import type { GameAddress } from '../broadcasting/client.ts'
import { entriesOf, roundOf, trackOfWorld } from './broadcast.ts'
import type { World } from './world.ts'

export type BroadcastServer = {
  readonly address: GameAddress
  /** What is on show from now on; `speed` is how many times faster than real time it goes. */
  readonly show: (world: World, speed: number) => void
  /** Said to every client, as it is: for what a world does not do by itself. */
  readonly sayBytes: (bytes: Uint8Array) => void
  /** What clients have asked for, the newest last. */
  readonly commands: readonly BroadcastCommand[]
  readonly clients: () => number
  readonly close: () => Promise<void>
}

export type ServerOptions = {
  /** Any free port if left out. */
  readonly port?: number
  readonly connectionPassword?: string
  readonly commandPassword?: string
  /** The first connection gets this number, the next one more. */
  readonly firstConnection?: number
}

type Client = {
  readonly id: number
  readonly to: RemoteInfo
  readonly interval_ms: number
  due_ms: number
}

/** More clients than a game has; the one that came first makes room. */
const mostClients = 8
const mostCommands = 200
/** However fast the world goes: its rounds cost whoever hears them. */
const shortest_ms = 25
const tick_ms = 5

/** Opens the port on loopback. Rejects when it is taken. */
export async function openBroadcastServer(options: ServerOptions = {}): Promise<BroadcastServer> {
  const socket = createSocket('udp4')
  socket.bind(options.port ?? 0, '127.0.0.1')
  await once(socket, 'listening')
  return new Server(socket, options)
}

class Server implements BroadcastServer {
  readonly address: GameAddress
  readonly commands: BroadcastCommand[] = []
  readonly #socket: Socket
  readonly #options: ServerOptions
  readonly #clients = new Map<number, Client>()
  readonly #timer: NodeJS.Timeout
  #next: number
  #world: World | undefined
  #speed = 1

  constructor(socket: Socket, options: ServerOptions) {
    this.#socket = socket
    this.#options = options
    this.#next = options.firstConnection ?? 1
    const { connectionPassword = 'asd', commandPassword = '' } = options
    this.address = { host: '127.0.0.1', port: socket.address().port, connectionPassword, commandPassword }
    socket.unref()
    socket.on('error', ignore)
    socket.on('message', (bytes, from) => this.#take(bytes, from))
    this.#timer = setInterval(() => this.#round(), tick_ms)
    this.#timer.unref()
  }

  show(world: World, speed: number): void {
    this.#world = world
    this.#speed = speed
  }

  sayBytes(bytes: Uint8Array): void {
    for (const { to } of this.#clients.values()) this.#socket.send(bytes, to.port, to.address, ignore)
  }

  clients(): number {
    return this.#clients.size
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    const closed = once(this.#socket, 'close')
    this.#socket.close()
    await closed
  }

  #round(): void {
    if (this.#world === undefined) return
    const now = performance.now()
    const due = [...this.#clients.values()].filter(client => now >= client.due_ms)
    if (due.length === 0) return
    const round = roundOf(this.#world)
    for (const client of due) {
      client.due_ms = now + Math.max(shortest_ms, client.interval_ms / this.#speed)
      for (const message of round) this.#send(client, message)
    }
  }

  #take(bytes: Uint8Array, from: RemoteInfo): void {
    let command: BroadcastCommand
    try {
      command = decodeBroadcastCommand(bytes)
    } catch (fault) {
      if (fault instanceof WireFault) return
      throw fault
    }
    this.commands.push(command)
    if (this.commands.length > mostCommands) this.commands.shift()
    if (command.kind === 'register') {
      this.#register(command, from)
      return
    }
    const client = this.#clients.get(command.connectionId)
    if (client === undefined) return
    if (command.kind === 'unregister') this.#clients.delete(client.id)
    if (this.#world === undefined) return
    if (command.kind === 'request-track-data') this.#send(client, trackOfWorld(this.#world, client.id))
    if (command.kind === 'request-entry-list')
      for (const message of entriesOf(this.#world, client.id)) this.#send(client, message)
  }

  #register(command: Extract<BroadcastCommand, { readonly kind: 'register' }>, to: RemoteInfo): void {
    const { connectionPassword = 'asd', commandPassword = '' } = this.#options
    const id = this.#next++
    const refusal =
      command.protocolVersion !== broadcastVersion
        ? 'Wrong protocol version'
        : command.connectionPassword !== connectionPassword
          ? 'Wrong connection password'
          : undefined
    const isReadOnly = commandPassword === '' || command.commandPassword !== commandPassword
    const client = { id, to, interval_ms: command.updateIntervalMs, due_ms: 0 }
    if (refusal === undefined) {
      this.#clients.set(id, client)
      for (const oldest of this.#clients.keys()) {
        if (this.#clients.size <= mostClients) break
        this.#clients.delete(oldest)
      }
    }
    const told = isReadOnly ? 'Wrong command mode password, readonly access granted' : ''
    this.#send(client, {
      kind: 'registration-result',
      connectionId: id,
      success: refusal === undefined,
      isReadOnly,
      error: refusal ?? (command.commandPassword === commandPassword ? '' : told),
    })
  }

  #send({ to }: Client, message: BroadcastMessage): void {
    this.#socket.send(encodeBroadcast(message), to.port, to.address, ignore)
  }
}

const ignore = () => undefined
