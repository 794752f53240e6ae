// A rule as AWS writes it: the JSON of `aws iot create-topic-rule --topic-rule-payload`, one file per rule.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { ActionPorts, Bound } from './actions/action.ts'
import { actionByKind, actionsOfAwsAlone } from './actions/catalogue.ts'
import { SqlFault } from './fault.ts'
import { compile, type Statement } from './statement.ts'
import { sqlVersions } from './version.ts'

/** One action: an object whose only member is named like its kind. */
const action = z
  .record(z.string(), z.unknown())
  .refine(value => Object.keys(value).length === 1, 'expected one member, named like the kind of action')
  .refine(value => Object.keys(value).every(isKnown), {
    error: issue =>
      `there is no action "${Object.keys(issue.input ?? {})[0]}"; AWS has ${kinds().join(', ')}`,
  })

export const ruleDocument = z.strictObject({
  sql: z.string().min(1),
  /** AWS takes 2015-10-08 when it is left out. */
  awsIotSqlVersion: z.enum(sqlVersions).default('2015-10-08'),
  description: z.string().max(500).optional(),
  actions: z.array(action).max(10, 'AWS allows at most 10 actions in a rule'),
  errorAction: action.optional(),
  ruleDisabled: z.boolean().default(false),
})

export type RuleDocument = Readonly<z.output<typeof ruleDocument>>

/** A rule that can run. */
export type LoadedRule = {
  readonly name: string
  /** The file it was read from. */
  readonly file: string
  readonly document: RuleDocument
  readonly statement: Statement
  readonly actions: readonly Bound[]
  readonly errorAction: Bound | undefined
}

/** A file that holds no rule that could run, and why. */
export type BrokenRule = { readonly name: string; readonly file: string; readonly problem: string }

export type Loaded =
  | { readonly ok: true; readonly rule: LoadedRule }
  | { readonly ok: false; readonly broken: BrokenRule }

/** Reads the `.json` files of the folders; of two rules with one name the one in the later folder counts. */
export function loadRules(folders: readonly string[], ports: ActionPorts): readonly Loaded[] {
  const files = new Map(folders.flatMap(filesIn).map(file => [nameOf(file), file]))
  return [...files.values()]
    .map(file => loadRule(file, ports))
    .sort((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1))
}

export const nameIn = (loaded: Loaded): string => (loaded.ok ? loaded.rule.name : loaded.broken.name)

/** Reads one file; never throws. */
export function loadRule(file: string, ports: ActionPorts): Loaded {
  const broken = (problem: string): Loaded => ({ ok: false, broken: { name: nameOf(file), file, problem } })
  try {
    return { ok: true, rule: ruleOf(nameOf(file), file, readFileSync(file, 'utf8'), ports) }
  } catch (error) {
    return broken(problemOf(error))
  }
}

/** A rule out of the text of a document. Throws SyntaxError, ZodError or SqlFault; `problemOf` makes it a sentence. */
export function ruleOf(name: string, file: string, json: string, ports: ActionPorts): LoadedRule {
  if (!/^\w+$/.test(name)) throw new SyntaxError('AWS names rules with letters, digits and "_" only')
  const document = ruleDocument.parse(JSON.parse(json))
  const statement = within('sql', () => compile(document.sql, { version: document.awsIotSqlVersion }))
  return {
    name,
    file,
    document,
    statement,
    actions: document.actions.map((written, index) =>
      within(`actions[${index}]`, () => bind(written, statement, ports)),
    ),
    errorAction:
      document.errorAction === undefined
        ? undefined
        : within('errorAction', () => bind(document.errorAction ?? {}, statement, ports)),
  }
}

class Located extends Error {}

/** Puts where it happened in front of what went wrong. */
function within<Result>(where: string, body: () => Result): Result {
  try {
    return body()
  } catch (error) {
    throw new Located(`${where}: ${problemOf(error)}`, { cause: error })
  }
}

/** One sentence, and for SQL the line with a caret below the place. */
export function problemOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const issue = error.issues[0]
    const where = issue?.path.map(String).join('.') ?? ''
    return `${where === '' ? '' : `${where}: `}${issue?.message ?? 'wrong'}`
  }
  if (error instanceof SqlFault || error instanceof Located || error instanceof SyntaxError)
    return error.message
  return error instanceof Error ? error.message : String(error)
}

function bind(written: Readonly<Record<string, unknown>>, statement: Statement, ports: ActionPorts): Bound {
  const [kind = '', parameters] = Object.entries(written)[0] ?? []
  const action = actionByKind.get(kind)
  if (action !== undefined) return within(kind, () => action.bind(parameters, statement, ports))
  const asWritten = typeof parameters === 'object' && parameters !== null ? parameters : {}
  return { kind, resource: kind, keeps: false, timeout_ms: 0, render: () => asWritten, run: undefined }
}

const isKnown = (kind: string): boolean => actionByKind.has(kind) || actionsOfAwsAlone.has(kind)
const kinds = (): readonly string[] => [...actionByKind.keys(), ...actionsOfAwsAlone]

const nameOf = (file: string): string => basename(file, '.json')

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith('.json'))
      .sort()
      .map(name => join(folder, name))
  } catch {
    return []
  }
}
