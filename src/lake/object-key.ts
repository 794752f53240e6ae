// Keys of objects: plain relative paths, so that each is also a place in a folder and never leads out of it.
import { LakeFault } from './fault.ts'

const form = /^[A-Za-z0-9][A-Za-z0-9_.=-]*(\/[A-Za-z0-9_][A-Za-z0-9_.=-]*)*$/

export const isObjectKey = (key: string): boolean => form.test(key)

/** The key itself. Throws `bad-file` for one that is no plain path. */
export function checkedKey(key: string): string {
  if (isObjectKey(key)) return key
  throw new LakeFault('bad-file', 'object key', 'names of A-Z a-z 0-9 _ . = - with "/" between', key)
}
