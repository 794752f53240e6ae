// Switches a rule on and off. A deployed document is never written to: the user's folder gets a copy that replaces it.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { RuleFault } from './rule-fault.ts'

export type Switched = { readonly name: string; readonly enabled: boolean; readonly file: string }

/**
 * Sets `ruleDisabled` of a rule. A copy that says no more than the deployed document is taken away again. Throws
 * RuleFault `document` when neither folder has the rule.
 */
export function switchRule(deployed: string, ofUser: string, name: string, enabled: boolean): Switched {
  if (!/^\w+$/.test(name)) throw new RuleFault('document', `there is no rule "${name}"`)
  const [original, own] = [join(deployed, `${name}.json`), join(ofUser, `${name}.json`)]
  const before = read(own) ?? read(original)
  if (before === undefined) {
    throw new RuleFault('document', `there is no rule "${name}" in ${deployed} or ${ofUser}`)
  }
  const after = { ...before, ruleDisabled: !enabled }
  const shipped = read(original)
  if (shipped !== undefined && isDeepStrictEqual({ ruleDisabled: false, ...shipped }, after)) {
    rmSync(own, { force: true })
    return { name, enabled, file: original }
  }
  mkdirSync(ofUser, { recursive: true })
  // A rename, so that a hub that watches the folder never reads half a document.
  const draft = `${own}.draft`
  writeFileSync(draft, `${JSON.stringify(after, undefined, 2)}\n`)
  renameSync(draft, own)
  return { name, enabled, file: own }
}

function read(file: string): Readonly<Record<string, unknown>> | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    throw new RuleFault('document', `${file} is not one JSON object; mend it first`)
  }
}
