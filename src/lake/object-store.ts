// The port to where finished files lie: a folder here, a bucket elsewhere. Keys are relative paths with `/`.

/** The bytes of an object, or a local file that holds them (the store may move it away). */
export type ObjectBody = Uint8Array | { readonly path: string }

export interface ObjectStore {
  /** Stores under `key`, replacing what is there; readers see the old bytes or the new ones, never a mixture. */
  put(key: string, body: ObjectBody): Promise<void>
  /** Like `put`, but resolves to false and changes nothing when `key` exists. */
  putIfAbsent(key: string, body: ObjectBody): Promise<boolean>
  /** The whole object, or bytes `from ≤ offset < to`; undefined when there is none. */
  get(key: string, range?: { readonly from: number; readonly to: number }): Promise<Uint8Array | undefined>
  /** Keys that begin with `prefix`, sorted, with their sizes; objects that are still being written are not there. */
  list(prefix: string): Promise<readonly { readonly key: string; readonly bytes: number }[]>
  /** Resolves also when there is none. */
  remove(key: string): Promise<void>
}
