// Messages of which the first byte says what follows: one datagram is one message, to its last byte.
import { u8 } from './codec.ts'
import { Reader, Writer } from './cursor.ts'
import { WireFault } from './fault.ts'
import { type Members, type Sequence, sequence, type Values } from './sequence.ts'

export type Datagram<Kind extends string = string, M extends Members = Members> = {
  readonly type: number
  readonly kind: Kind
  readonly body: Sequence<M>
}

/** The message that a layout stands for: its values and its kind. */
export type Message<D> = D extends Datagram<infer Kind, infer M> ? { readonly kind: Kind } & Values<M> : never

/** Declares a message: the byte that announces it, its kind, and what follows. */
export function datagram<const Kind extends string, const M extends Members>(
  type: number,
  kind: Kind,
  members: M,
): Datagram<Kind, M> {
  return { type, kind, body: sequence(kind, members) }
}

export type Protocol<D> = {
  /** Reads one datagram. Throws WireFault `unknown-message`, `truncated`, or `wrong-size` for bytes left over. */
  readonly decode: (bytes: Uint8Array) => Message<D>
  /** Writes one datagram. Throws WireFault `bad-value` for a value that does not fit its place. */
  readonly encode: (message: Message<D>) => Uint8Array
}

/** The messages of one direction. `name` says in faults which protocol it was. */
export function protocol<D extends Datagram>(name: string, datagrams: readonly D[]): Protocol<D> {
  const byType = new Map(datagrams.map(layout => [layout.type, layout]))
  const byKind = new Map(datagrams.map(layout => [layout.kind, layout]))
  const known = datagrams.map(({ type, kind }) => `${type} ${kind}`).join(', ')
  return {
    decode: bytes => {
      const from = new Reader(bytes, name)
      const type = u8.read(from)
      const layout = byType.get(type)
      if (layout === undefined) throw new WireFault('unknown-message', name, `one of ${known}`, String(type))
      from.path = `${name} ${layout.kind}`
      const message = { kind: layout.kind, ...layout.body.read(from) }
      if (from.left > 0) {
        throw new WireFault('wrong-size', from.path, `${from.at} bytes`, `${bytes.byteLength} bytes`)
      }
      return message as Message<D>
    },
    encode: message => {
      const layout = byKind.get(message.kind)
      if (layout === undefined) throw new WireFault('unknown-message', name, `one of ${known}`, message.kind)
      const into = new Writer(`${name} ${layout.kind}`)
      u8.write(into, layout.type)
      layout.body.write(into, message)
      return into.written()
    },
  }
}
