// `pitwall rules …`: what the rules are, whether they are well, and what they would do.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { z } from 'zod'
import { configuration } from '../hub/configuration.ts'
import { dataFolder, runningHub } from '../hub/data-folder.ts'
import { pastSession } from '../hub/past-session.ts'
import { explanationText } from '../rules/explain.ts'
import { limitCodes, lintRules } from '../rules/lint.ts'
import { type Loaded, type LoadedRule, loadRule, loadRules, nameIn } from '../rules/rule-document.ts'
import { type RuleState, ruleState } from '../rules/rule-state.ts'
import { switchRule } from '../rules/switch.ts'
import { rehearse, type Trial, tryRule } from '../rules/trial.ts'
import { checkVectors, reportOf } from '../rules/vectors.ts'
import { dataOption, jsonOption } from './options.ts'
import { CommandFault, exits, print, printJson, printTable, say } from './output.ts'
import { trustOwn } from './running-hub.ts'

type Flags = { readonly data: string; readonly json?: true }
type TestFlags = {
  readonly topic?: string
  readonly payload?: string
  readonly explain?: true
  readonly replay?: string
  readonly data: string
  readonly json?: true
}

export function rulesCommand(): Command {
  return new Command('rules')
    .description('list, test, explain and check the rules that sort the traffic')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(lintCommand())
    .addCommand(testCommand())
    .addCommand(switchCommand('enable'))
    .addCommand(switchCommand('disable'))
    .addCommand(checkCommand())
}

const deployedRules = (): string => configuration.shape.rules.parse(undefined)

/** Ours, and those of the user, which replace ours of the same name. */
const everyRule = (data: string): readonly Loaded[] =>
  loadRules([deployedRules(), dataFolder(data).rules], {})

const listCommand = (): Command =>
  new Command('list')
    .description('list the rules')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async ({ data, json }: Flags) => {
      const running = await statesOfHub(data)
      const rows = everyRule(data).map(loaded => {
        if (!loaded.ok) return { ...loaded.broken, state: 'broken', actions: [] }
        const { name, file, document, actions } = loaded.rule
        const state = document.ruleDisabled ? 'disabled' : 'enabled'
        const live = running?.find(rule => rule.name === name)
        const kinds = actions.map(action => action.kind)
        return { name, file, state, sql: document.sql, actions: kinds, ...(live && { running: live }) }
      })
      if (json) return printJson(rows)
      if (running === undefined) say('no hub runs in this folder, so nothing is counted')
      printTable(
        ['rule', 'state', 'matched', 'fired', 'failed', 'p95 ms', 'actions', 'statement'],
        rows.map(row => {
          const live = 'running' in row ? row.running : undefined
          const failed = live?.actions.reduce(
            (sum, action) => sum + action.failed,
            live.counters?.failed ?? 0,
          )
          return [
            row.name,
            row.state,
            live?.counters?.matched,
            live?.counters?.fired,
            failed,
            live?.evaluation?.p95_ms,
            row.actions.join(', '),
            'sql' in row ? row.sql : row.problem,
          ]
        }),
      )
    })

/** What the hub that runs in this folder counts; undefined when none answers. */
async function statesOfHub(data: string): Promise<readonly RuleState[] | undefined> {
  const { url, secret } = runningHub(data) ?? {}
  if (url === undefined) return undefined
  trustOwn(data, url)
  try {
    const answer = await fetch(new URL('/api/rules', url), {
      headers: secret === undefined ? {} : { authorization: `Bearer ${secret}` },
      signal: AbortSignal.timeout(1000),
    })
    return z.array(ruleState).parse(await answer.json())
  } catch {
    return undefined
  }
}

const showCommand = (): Command =>
  new Command('show')
    .description('print one rule as AWS takes it')
    .argument('<name>')
    .addOption(dataOption())
    .action((name: string, { data }: Flags) => {
      const found = everyRule(data).find(loaded => nameIn(loaded) === name)
      if (found === undefined)
        throw new CommandFault(`There is no rule "${name}"; "pitwall rules list" names them.`)
      print(readFileSync(found.ok ? found.rule.file : found.broken.file, 'utf8').trimEnd())
    })

const lintCommand = (): Command =>
  new Command('lint')
    .description('say what AWS would refuse, or do otherwise than here')
    .argument('[files...]', 'rule documents; those of the hub when left out')
    .option('--aws-limits', 'hold them to the limits of IoT Core as well: depth of topics, size of documents')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((files: readonly string[], { data, json, awsLimits }: Flags & { readonly awsLimits?: true }) => {
      const rules = files.length > 0 ? files.map(file => loadRule(file, {})) : everyRule(data)
      // What this host cannot deliver is known only to a running hub; what AWS takes is the same everywhere.
      const passedOver = new Set<string>(awsLimits ? ['not-here'] : ['not-here', ...limitCodes])
      const findings = lintRules(rules).filter(({ code }) => !passedOver.has(code))
      if (json) printJson(findings)
      else if (findings.length === 0) print(`${rules.length} rules, nothing to say`)
      for (const { rule, severity, message, advice } of json ? [] : findings) {
        print(`${severity}  ${rule}: ${message}${advice === undefined ? '' : `\n    ${advice}`}`)
      }
      if (findings.some(finding => finding.severity === 'error')) process.exitCode = exits.failed
    })

const testCommand = (): Command =>
  new Command('test')
    .description('say what each action of a rule would receive for one message; nothing is sent')
    .argument('<file>', 'a rule document')
    .option('--topic <topic>', 'the topic of the message')
    .option('--payload <file>', 'the payload, or - for standard input')
    .option('--explain', 'show every part of the statement with its value')
    .option('--replay <session>', 'when it would have fired in a stored session, instead of one message')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action(async (file: string, flags: TestFlags) => {
      const loaded = loadRule(file, {})
      if (!loaded.ok) throw new CommandFault(`${file}: ${loaded.broken.problem}`)
      if (flags.replay !== undefined) return rehearseOn(flags.replay, loaded.rule, flags)
      tryOn(loaded.rule, flags)
    })

function tryOn(rule: LoadedRule, { topic, payload, explain, json }: TestFlags): void {
  if (topic === undefined || payload === undefined) {
    throw new CommandFault('Say --topic and --payload, or --replay SESSION.', exits.usage)
  }
  const trial = tryRule(
    rule,
    { topic, payload: readFileSync(payload === '-' ? 0 : payload), qos: 1 },
    { timestamp: Date.now(), newUuid: randomUUID, random: Math.random },
  )
  if (json) printJson(trial)
  else {
    print(sentenceFor(trial))
    if (explain && trial.outcome !== 'other-topic') print(explanationText(trial.explanation))
  }
  if (trial.outcome === 'failed') process.exitCode = exits.failed
}

async function rehearseOn(session: string, rule: LoadedRule, { data, json }: TestFlags): Promise<void> {
  const past = pastSession(dataFolder(data).lake, session)
  const rehearsal = await rehearse(rule, past, { newUuid: randomUUID, random: Math.random })
  if (json) return printJson(rehearsal)
  for (const { at_ms, topic, output } of rehearsal.firings) {
    print(`${new Date(at_ms).toISOString()}  ${topic}  ${output}`)
  }
  for (const { at_ms, problem } of rehearsal.problems) say(`${new Date(at_ms).toISOString()}  ${problem}`)
  print(`fired ${rehearsal.fired} times for ${rehearsal.matched} messages, failed ${rehearsal.failed} times`)
}

function sentenceFor(trial: Trial): string {
  switch (trial.outcome) {
    case 'other-topic':
      return `does not fire: it listens to ${trial.from}, and the message is on ${trial.topic}`
    case 'silent':
      return 'does not fire: WHERE is not true for this message'
    case 'failed':
      return `fails: ${trial.problem}`
    case 'fired':
      return [
        'fires with',
        trial.output,
        ...trial.actions.map(
          action => `${action.kind} ${action.resource}: ${JSON.stringify(action.parameters)}`,
        ),
      ].join('\n')
  }
}

const switchCommand = (word: 'enable' | 'disable'): Command =>
  new Command(word)
    .description(`${word} a rule; a running hub notices`)
    .argument('<name>')
    .addOption(dataOption())
    .action((name: string, { data }: Flags) => {
      const { enabled, file } = switchRule(deployedRules(), dataFolder(data).rules, name, word === 'enable')
      print(`${name} is ${enabled ? 'enabled' : 'disabled'} in ${file}`)
    })

const checkCommand = (): Command =>
  new Command('check')
    .description('run a file of test vectors against the IoT SQL engine')
    .argument('<file>', 'JSON array of vectors')
    .action((file: string) => {
      const report = checkVectors(readFileSync(file, 'utf8'))
      print(reportOf(report))
      if (report.failures.length > 0) process.exitCode = exits.failed
    })
