// A secret that lies in a file, as people and supervisors of services keep one: no list of processes shows it, no log.
import { readFileSync } from 'node:fs'
import { HubFault } from './fault.ts'

/** Its one line. `flag` is what named it; throws HubFault `bad-configuration`, which never shows what is in the file. */
export function secretIn(path: string, flag: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new HubFault('bad-configuration', `${flag}: expected a file that holds a secret, found ${why}.`)
  }
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '')
  const [secret] = lines
  if (secret !== undefined && lines.length === 1 && secret.length <= mostLetters) return secret.trim()
  const found = secret === undefined ? 'nothing' : 'more than that'
  throw new HubFault(
    'bad-configuration',
    `${flag}: expected one line with a secret in ${path}, found ${found}; write it there anew.`,
  )
}

const mostLetters = 1000
