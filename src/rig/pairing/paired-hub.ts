// What a rig keeps of the hub that it is paired with: one file that nobody but its owner may read.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { TlsMaterial } from '../../broker/tls-files.ts'
import { RigFault } from '../fault.ts'

const pairedHub = z.object({
  v: z.literal(1),
  /** How the hub calls itself. */
  hub: z.string().max(200),
  /** Where its broker was when it was last reached. */
  broker: z.url({ protocol: /^mqtts?$/ }),
  secret: z.string().min(1),
  /** The only authority that is trusted, as PEM; those that everybody trusts, where there is but a name. */
  authority: z.string().exactOptional(),
  /** What the certificate of the hub is made out to, where its authority vouches for others as well. */
  name: z.string().exactOptional(),
  /** SHA-256 of the certificate of the hub's own authority: what it is recognised by on the network. */
  fingerprint: z.string().exactOptional(),
})
export type PairedHub = z.infer<typeof pairedHub>

/** Who is believed to be the hub; undefined for one that speaks no TLS and so cannot show it. */
export function trustIn({ authority, name }: Pick<PairedHub, 'authority' | 'name'>): TlsMaterial | undefined {
  if (name !== undefined) return { name, ...(authority !== undefined && { ca: authority }) }
  return authority === undefined ? undefined : { ca: authority, anyName: true }
}

export const pairedHubFile = (folder: string, site: string, rig: string): string =>
  join(folder, 'paired', `${site}-${rig}.json`)

/** Undefined for a rig that was never paired. Throws RigFault `no-access` for a file that is none of ours. */
export function readPairedHub(path: string): PairedHub | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw unusable(path, error)
  }
  try {
    return pairedHub.parse(JSON.parse(text))
  } catch {
    throw new RigFault(
      'no-access',
      path,
      'what pairing wrote there',
      'something else; remove it and pair again',
    )
  }
}

/** Written beside its place first, so that a rig that runs finds the old one or the new one. */
export function keepPairedHub(path: string, hub: PairedHub): void {
  const next = `${path}.new`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(next, `${JSON.stringify(hub, undefined, 2)}\n`, { mode: 0o600 })
    renameSync(next, path)
  } catch (error) {
    rmSync(next, { force: true })
    throw unusable(path, error)
  }
}

const unusable = (path: string, error: unknown): RigFault =>
  new RigFault(
    'no-access',
    path,
    'a file that can be read and written',
    error instanceof Error ? error.message : String(error),
  )
