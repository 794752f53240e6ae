// Named values one behind the other: the bodies of messages and the blocks of files.
import type { Codec, Coded } from './codec.ts'

export type Members = Readonly<Record<string, Codec<unknown>>>

/** What a sequence says; bytes of unknown meaning are not part of it. */
export type Values<M> = {
  readonly [Name in keyof M as Coded<M[Name]> extends undefined ? never : Name]: Coded<M[Name]>
}

export interface Sequence<M extends Members> extends Codec<Values<M>> {
  readonly members: M
}

/** Values that lie one behind the other in the order in which they are named; `name` stands for them in tables. */
export function sequence<const M extends Members>(name: string, members: M): Sequence<M> {
  const entries = Object.entries<Codec<unknown>>(members)
  return {
    form: name,
    members,
    read: from => {
      const values: Record<string, unknown> = {}
      const outer = from.path
      for (const [member, codec] of entries) {
        from.path = `${outer}.${member}`
        const value = codec.read(from)
        if (!codec.silent) values[member] = value
      }
      from.path = outer
      return values as Values<M>
    },
    write: (into, values) => {
      const given: Readonly<Record<string, unknown>> = values
      const outer = into.path
      for (const [member, codec] of entries) {
        into.path = `${outer}.${member}`
        codec.write(into, given[member])
      }
      into.path = outer
    },
  }
}
