// Where the certificate of a rig and its key lie: two files, the key readable by its owner alone.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RigFault } from '../fault.ts'
import type { Provisioned } from './provision.ts'

export type CredentialFiles = { readonly cert: string; readonly key: string }

/** Where they lie, whether they are there or not. */
export const credentialFiles = (folder: string, site: string, rig: string): CredentialFiles => ({
  cert: join(folder, `${site}-${rig}.crt`),
  key: join(folder, `${site}-${rig}.key`),
})

/** Throws RigFault `no-access` when there are some already and they are not to be replaced. */
export function checkPlace(files: CredentialFiles, replace: boolean): void {
  const there = [files.key, files.cert].find(existsSync)
  if (there === undefined || replace) return
  throw new RigFault(
    'no-access',
    there,
    'a rig that is not enrolled yet; --renew replaces its certificate',
    'a file',
  )
}

/** Writes both beside their place first, so that a rig that runs finds the old pair or the new one. */
export function keepCredentials(
  folder: string,
  files: CredentialFiles,
  { key, certificate }: Provisioned,
): void {
  const [newKey, newCert] = [`${files.key}.new`, `${files.cert}.new`]
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(newKey, key, { mode: 0o600 })
    writeFileSync(newCert, certificate, { mode: 0o644 })
    renameSync(newKey, files.key)
    renameSync(newCert, files.cert)
  } catch (error) {
    for (const file of [newKey, newCert]) rmSync(file, { force: true })
    const why = error instanceof Error ? error.message : String(error)
    throw new RigFault('no-access', folder, 'a folder that can be written', why)
  }
}
