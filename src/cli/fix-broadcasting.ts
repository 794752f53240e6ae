// `pitwall doctor --fix-broadcasting`: writes the file that the game reads, after it was shown and agreed to.
import { copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { encodeUtf16 } from '../wire/text.ts'
import { diagnosisOf } from './broadcasting.ts'
import { findBroadcastingFile, placesOfBroadcastingFile } from './broadcasting-file.ts'
import { CommandFault, exits, print } from './output.ts'

export type FixOptions = {
  /** The file; the one of the game on this machine if left out. */
  readonly path?: string
  /** Agreed to beforehand. */
  readonly yes: boolean
}

/** Asks before it writes, keeps the file as it was beside it, and writes as the game does: UTF-16, without a mark. */
export async function fixBroadcasting({ path: told, yes }: FixOptions): Promise<void> {
  const path = told ?? findBroadcastingFile() ?? likeliestPlace()
  if (path === undefined) {
    throw new CommandFault(
      'there is no Assetto Corsa Competizione on this machine; name its broadcasting.json with --broadcasting.',
    )
  }
  const { state, found, write } = diagnosisOf(path)
  if (write === undefined || state === 'ok') {
    print(`${path}: ${found}; there is nothing to write`)
    return
  }
  print(`${path}: ${found}. This would be written:\n\n${write}\n`)
  if (!yes && !(await agreed())) {
    print('nothing was written')
    process.exitCode = exits.failed
    return
  }
  mkdirSync(dirname(path), { recursive: true })
  const before = `${path}.before-pitwall`
  if (existsSync(path)) copyFileSync(path, before)
  writeFileSync(`${path}.new`, encodeUtf16(write))
  renameSync(`${path}.new`, path)
  print(
    `written${existsSync(before) ? `, and what was there is kept in ${before}` : ''}; start ACC again, because it reads the file when it starts`,
  )
}

/** Where the game would make the file, when it is installed and has not been started. */
const likeliestPlace = (): string | undefined =>
  placesOfBroadcastingFile().find(path => existsSync(dirname(dirname(path))))

/** Without a terminal nobody can agree. */
async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    print('nobody can be asked here; say --yes to agree beforehand')
    return false
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^(y|yes)$/i.test((await terminal.question('Write it? [y/N] ')).trim())
  } finally {
    terminal.close()
  }
}
