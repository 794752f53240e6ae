// Where the optional recordings lie. They are not part of the project; a test without them says that it was skipped.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const folder = resolve(process.env['PITWALL_TEST_DATA'] ?? '../shared/data')

/** The path of a recording, or undefined with a reason for `{ skip }` when it is not on this machine. */
export function recording(path: string): { readonly path: string; readonly skip: string | false } {
  const full = join(folder, path)
  return {
    path: full,
    skip: existsSync(full) ? false : `no recording at ${full}; set PITWALL_TEST_DATA to a folder that has it`,
  }
}
