// Certificates of a link, from files: who is trusted, and who this side is.
import { readFileSync } from 'node:fs'
import { BrokerFault } from './fault.ts'

/** Paths of PEM files. */
export type TlsFiles = {
  /** Trusted instead of the system's authorities. */
  readonly ca?: string | undefined
  /** Of this side; `cert` and `key` come together. */
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

/** The same, read. */
export type TlsMaterial = { readonly ca?: string; readonly cert?: string; readonly key?: string }

/** Reads the files anew with each call. Throws BrokerFault `bad-option` that names the flag, at once and later. */
export function tlsFrom(files: TlsFiles): (() => TlsMaterial) | undefined {
  if (files.ca === undefined && files.cert === undefined && files.key === undefined) return undefined
  if ((files.cert === undefined) !== (files.key === undefined)) {
    const [given, missing] = files.cert === undefined ? ['key', 'cert'] : ['cert', 'key']
    throw new BrokerFault(
      'bad-option',
      `--broker-${missing}`,
      `a file, because there is --broker-${given}`,
      'none',
    )
  }
  const read = () => ({
    ...material('ca', files.ca, 'CERTIFICATE'),
    ...material('cert', files.cert, 'CERTIFICATE'),
    ...material('key', files.key, 'PRIVATE KEY'),
  })
  read()
  return read
}

function material(name: keyof TlsFiles, path: string | undefined, holds: string): TlsMaterial {
  if (path === undefined) return {}
  const expected = `a PEM file with a ${holds.toLowerCase()}`
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new BrokerFault('bad-option', `--broker-${name}`, expected, why)
  }
  if (!new RegExp(`-----BEGIN [A-Z ]*${holds}-----`).test(text)) {
    throw new BrokerFault('bad-option', `--broker-${name}`, expected, `${path} without one`)
  }
  return { [name]: text }
}
