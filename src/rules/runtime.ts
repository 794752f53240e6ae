// Routes every message to the rules that want it, from documents that may change while it runs.
import { type FSWatcher, watch } from 'node:fs'
import type { Clock } from '../model/clock.ts'
import { millis } from '../units/quantity.ts'
import type { ActionPorts, Published } from './actions/action.ts'
import { type Context, type Message, Payload } from './message.ts'
import { Router } from './router.ts'
import { Rule } from './rule.ts'
import { type BrokenRule, type LoadedRule, loadRules } from './rule-document.ts'
import { RuleFault } from './rule-fault.ts'
import { type RuleState, stateOf } from './rule-state.ts'
import { basicIngestOf } from './topic-filter.ts'

export type RulesOptions = {
  /** Folders of rule documents; of two with one name the one in the later folder counts. */
  readonly folders: readonly string[]
  readonly ports: ActionPorts
  readonly clock: Clock
  readonly newId: () => string
  /** From 0 up to but not 1. */
  readonly random: () => number
  /** What accountid() gives. */
  readonly accountId?: string
  /** Told in a sentence what is wrong with a document, and when it is well again. */
  readonly report?: (text: string) => void
  /** Reads the folders again when they change. */
  readonly watch?: boolean
}

export type RulesCounters = {
  readonly messages: number
  /** On a topic that no rule listens to. */
  readonly unrouted: number
  /** Basic Ingest for a rule that does not exist or is switched off. */
  readonly rule_not_found: number
  readonly reloads: number
}

export interface Rules {
  /**
   * Hands a message to every rule that wants it. Nothing, or a promise that resolves when the message is safe, and
   * rejects when a QoS 1 message is not and should be sent again.
   */
  ingest(message: Published): Promise<void> | undefined
  /** Whether a rule does more with messages on a topic than hand them to the search action, and so to the live pages. */
  isRead(topic: string): boolean
  /** Reads the documents again. */
  reload(): void
  states(): readonly RuleState[]
  counters(): RulesCounters
  /** Stops watching, and waits until no message waits for an action any more, or `grace_ms` have passed. */
  close(grace_ms: number): Promise<void>
}

const settleFor = millis(150)

export function openRules(options: RulesOptions): Rules {
  const { clock, report = () => undefined } = options
  const count = { messages: 0, unrouted: 0, rule_not_found: 0, reloads: 0 }
  let rules: ReadonlyMap<string, Rule> = new Map()
  let broken: ReadonlyMap<string, BrokenRule> = new Map()
  const retired = new Set<Rule>()
  let router = new Router<Rule>()

  function load(): void {
    const next = new Map<string, Rule>()
    const wrong = new Map<string, BrokenRule>()
    for (const loaded of loadRules(options.folders, options.ports)) {
      if (loaded.ok) {
        next.set(loaded.rule.name, keptOr(loaded.rule))
        continue
      }
      const { name, file, problem } = loaded.broken
      const before = rules.get(name)
      if (before !== undefined) next.set(name, before)
      wrong.set(name, loaded.broken)
      if (broken.get(name)?.problem !== problem) {
        report(`${file}: ${problem}${before === undefined ? '' : '\nIts previous version still runs.'}`)
      }
    }
    for (const name of broken.keys())
      if (!wrong.has(name) && next.has(name)) report(`rule ${name} is well again`)
    for (const [name, rule] of rules) if (next.get(name) !== rule) retired.add(rule)
    for (const rule of retired) if (rule.waiting === 0) retired.delete(rule)
    rules = next
    broken = wrong
    router = routerOf([...next.values()])
  }

  /** The rule that already runs, with its counters, when its document has not changed. */
  function keptOr(loaded: LoadedRule): Rule {
    const before = rules.get(loaded.name)
    const same =
      before !== undefined &&
      before.loaded.file === loaded.file &&
      JSON.stringify(before.loaded.document) === JSON.stringify(loaded.document)
    return same ? before : new Rule(loaded, options)
  }

  function routed(topic: string): readonly Rule[] {
    const direct = basicIngestOf(topic)
    if (direct === undefined) {
      const wanted = router.match(topic)
      if (wanted.length === 0) count.unrouted += 1
      return wanted
    }
    const rule = rules.get(direct.rule)
    if (rule !== undefined && !rule.loaded.document.ruleDisabled) return [rule]
    count.rule_not_found += 1
    return []
  }

  load()
  const watcher = options.watch === true ? watchFolders(options.folders, clock, reload) : undefined

  function reload(): void {
    count.reloads += 1
    load()
  }

  return {
    ingest(published) {
      count.messages += 1
      const wanted = routed(published.topic)
      if (wanted.length === 0) return undefined
      const message = messageOf(published, options)
      let pending: Promise<void>[] | undefined
      for (const rule of wanted) {
        const taken = rule.take(message, published)
        if (taken !== undefined) pending = [...(pending ?? []), taken]
      }
      return pending === undefined ? undefined : allOf(pending)
    },
    isRead: topic =>
      router.match(topic).some(rule => rule.loaded.actions.some(({ kind }) => kind !== 'openSearch')),
    reload,
    states: () => [
      ...[...rules.values()].map(rule => stateOf(rule, broken.get(rule.loaded.name)?.problem)),
      ...[...broken.values()].filter(({ name }) => !rules.has(name)).map(stateOfBroken),
    ],
    counters: () => ({ ...count }),
    async close(grace_ms) {
      watcher?.()
      const until = clock.elapsed() + grace_ms
      const waiting = () => [...rules.values(), ...retired].some(rule => rule.waiting > 0)
      while (waiting() && clock.elapsed() < until) {
        await new Promise<void>(resolve => clock.after(millis(20), resolve))
      }
    },
  }
}

function routerOf(rules: readonly Rule[]): Router<Rule> {
  const router = new Router<Rule>()
  for (const rule of rules) {
    const { document, statement } = rule.loaded
    if (!document.ruleDisabled && statement.from !== undefined) router.add(statement.from, rule)
  }
  return router
}

/** Waits for all of them also when one rejects, so that nothing is left behind unseen. */
async function allOf(pending: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(pending)
  const failed = outcomes.find(outcome => outcome.status === 'rejected')
  if (failed !== undefined) {
    throw failed.reason instanceof Error ? failed.reason : new RuleFault('failed', String(failed.reason))
  }
}

function messageOf(published: Published, { clock, newId, random, accountId }: RulesOptions): Message {
  const context: Context = {
    timestamp: clock.now(),
    newUuid: newId,
    random,
    ...(published.client === undefined ? {} : { clientId: published.client }),
    ...(accountId === undefined ? {} : { accountId }),
  }
  return { topic: published.topic, payload: new Payload(published.payload), context }
}

const stateOfBroken = ({ name, file, problem }: BrokenRule): RuleState => ({
  name,
  file,
  enabled: false,
  problem,
  actions: [],
})

/** Calls `changed` once after a change has settled. Returns how to stop. */
function watchFolders(folders: readonly string[], clock: Clock, changed: () => void): () => void {
  let cancel: (() => void) | undefined
  const watchers = folders.flatMap((folder): readonly FSWatcher[] => {
    try {
      const watcher = watch(folder, { persistent: false }, () => {
        cancel?.()
        cancel = clock.after(settleFor, changed)
      })
      // A folder that is taken away is no longer watched; what it held stays as it was.
      watcher.on('error', () => watcher.close())
      return [watcher]
    } catch {
      return []
    }
  })
  return () => {
    cancel?.()
    for (const watcher of watchers) watcher.close()
  }
}
