// From a topic to the rules whose filters match it: a trie of levels, and a memory of the topics seen last.
import { SqlFault } from './fault.ts'
import { refuseFilter } from './topic-filter.ts'

type Entry<T> = { readonly value: T; readonly order: number }

type Level<T> = {
  readonly below: Map<string, Level<T>>
  any: Level<T> | undefined
  /** Entries whose filter ends here, and those whose last level, below this one, is #. */
  readonly here: Entry<T>[]
  readonly rest: Entry<T>[]
}

const keptTopics = 4096
const longestKept = 512

/** Routes as AWS does: `a/#` does not match `a`, and no leading wildcard matches a topic that begins with `$`. */
export class Router<T> {
  readonly #root: Level<T> = levelOf()
  readonly #known = new Map<string, readonly T[]>()
  #added = 0

  /** Adds a value under a filter; the returned function takes it away again. Throws a `SqlFault` for what is no filter. */
  add(filter: string, value: T): () => void {
    const wrong = refuseFilter(filter)
    if (wrong !== undefined) throw new SqlFault('syntax', { expected: 'a topic filter', found: wrong })
    const levels = filter.split('/')
    const endsInHash = levels.at(-1) === '#'
    let level = this.#root
    for (const name of endsInHash ? levels.slice(0, -1) : levels) level = stepInto(level, name)
    const entry = { value, order: this.#added }
    this.#added += 1
    const entries = endsInHash ? level.rest : level.here
    entries.push(entry)
    this.#known.clear()
    return () => {
      const at = entries.indexOf(entry)
      if (at !== -1) entries.splice(at, 1)
      this.#known.clear()
    }
  }

  /** The values of all filters that match a topic, in the order in which they were added. */
  match(topic: string): readonly T[] {
    const known = this.#known.get(topic)
    if (known !== undefined) return known
    const found = this.#find(topic)
    if (topic.length <= longestKept) {
      if (this.#known.size >= keptTopics) this.#known.clear()
      this.#known.set(topic, found)
    }
    return found
  }

  #find(topic: string): readonly T[] {
    const names = topic.split('/')
    const isReserved = topic.startsWith('$')
    const found: Entry<T>[] = isReserved ? [] : [...this.#root.rest]
    let levels = [this.#root]
    for (const [at, name] of names.entries()) {
      const mayBeAny = at > 0 || !isReserved
      const next: Level<T>[] = []
      for (const level of levels) {
        const same = level.below.get(name)
        if (same !== undefined) next.push(same)
        if (level.any !== undefined && mayBeAny) next.push(level.any)
      }
      if (next.length === 0) return inOrder(found)
      levels = next
      const isLast = at === names.length - 1
      for (const level of levels) found.push(...(isLast ? level.here : level.rest))
    }
    return inOrder(found)
  }
}

function levelOf<T>(): Level<T> {
  return { below: new Map(), any: undefined, here: [], rest: [] }
}

function stepInto<T>(level: Level<T>, name: string): Level<T> {
  if (name === '+') {
    level.any ??= levelOf()
    return level.any
  }
  const known = level.below.get(name)
  if (known !== undefined) return known
  const fresh: Level<T> = levelOf()
  level.below.set(name, fresh)
  return fresh
}

function inOrder<T>(entries: readonly Entry<T>[]): readonly T[] {
  return entries.toSorted((left, right) => left.order - right.order).map(({ value }) => value)
}
