// Topics and filters as AWS reads them, which is not quite as MQTT does.

/** Why a text is no topic filter, or Undefined when it is one. Source: AWS IoT developer guide, topics. */
export function refuseFilter(filter: string): string | undefined {
  if (filter === '') return 'an empty filter'
  const levels = filter.split('/')
  for (const [at, level] of levels.entries()) {
    if (level === '#' ? at < levels.length - 1 : level.includes('#'))
      return 'a # that is not the whole last level'
    if (level !== '+' && level.includes('+')) return 'a + that is not a whole level'
  }
  return filter.includes('\0') ? 'a NUL character' : undefined
}

/**
 * A test for the topics of one filter. `a/#` matches `a/` and below, but not `a` itself, unlike MQTT; and a filter that
 * begins with a wildcard matches no topic that begins with `$`.
 */
export function matcherOf(filter: string): (topic: string) => boolean {
  if (!/[+#]/.test(filter)) return topic => topic === filter
  const isOpen = filter.startsWith('+') || filter.startsWith('#')
  if (filter === '#') return topic => !topic.startsWith('$')
  const levels = filter.split('/')
  if (levels.indexOf('+') === -1) {
    const prefix = filter.slice(0, -1)
    return topic => topic.startsWith(prefix)
  }
  const endsInHash = levels.at(-1) === '#'
  const heads = endsInHash ? levels.slice(0, -1) : levels
  return topic => {
    if (isOpen && topic.startsWith('$')) return false
    const parts = topic.split('/')
    if (endsInHash ? parts.length <= heads.length : parts.length !== heads.length) return false
    return heads.every((level, at) => level === '+' || level === parts[at])
  }
}

/** What a Basic Ingest topic, `$aws/rules/<rule>/<rest>`, asks for: the rule, and the topic that it sees. */
export type BasicIngest = { readonly rule: string; readonly topic: string }

const basicIngestPrefix = '$aws/rules/'

/** The rule named by a Basic Ingest topic; Undefined for any other topic. */
export function basicIngestOf(topic: string): BasicIngest | undefined {
  if (!topic.startsWith(basicIngestPrefix)) return undefined
  const slash = topic.indexOf('/', basicIngestPrefix.length)
  const end = slash === -1 ? topic.length : slash
  const rule = topic.slice(basicIngestPrefix.length, end)
  return rule === '' ? undefined : { rule, topic: topic.slice(end + 1) }
}

/** The topic as a statement sees it: without the Basic Ingest prefix. */
export function visibleTopic(topic: string): string {
  return topic.startsWith(basicIngestPrefix) ? (basicIngestOf(topic)?.topic ?? topic) : topic
}
