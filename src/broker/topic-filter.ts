// Topic filters of MQTT: `+` is one level, `#` all that follow.

/**
 * Whether `filter` covers `topic`. A filter that begins with a wildcard does not cover topics that begin with `$`
 * [MQTT-4.7.2-1]; `a/#` covers `a` itself [MQTT-4.7.1-2].
 */
export function covers(filter: string, topic: string): boolean {
  if (filter === topic) return true
  if (topic.startsWith('$') && /^[+#]/.test(filter)) return false
  const wanted = filter.split('/')
  const levels = topic.split('/')
  for (const [index, want] of wanted.entries()) {
    if (want === '#') return index === wanted.length - 1
    const level = levels[index]
    if (level === undefined || (want !== '+' && want !== level)) return false
  }
  return wanted.length === levels.length
}

/** Whether `filter` covers every topic that `narrower` can cover: what a subscription is checked against. */
export function coversFilter(filter: string, narrower: string): boolean {
  const wanted = filter.split('/')
  const levels = narrower.split('/')
  for (const [index, want] of wanted.entries()) {
    if (want === '#') return true
    const level = levels[index]
    if (level === undefined || level === '#') return false
    if (want !== '+' && want !== level) return false
  }
  return wanted.length === levels.length
}

/** Whether `filter` is one: no empty text, `#` alone on the last level, `+` alone on its level [MQTT-4.7.1-2, -3]. */
export function isTopicFilter(filter: string): boolean {
  if (filter === '' || filter.length > 65_535 || filter.includes('\0')) return false
  const levels = filter.split('/')
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1
    return level === '+' || !/[+#]/.test(level)
  })
}

/** Whether `topic` can be published to: not empty, no wildcard, no NUL [MQTT-3.3.2-2, MQTT-4.7.3-1, -2]. */
export const isTopic = (topic: string): boolean =>
  topic !== '' && topic.length <= 65_535 && !/[+#\0]/.test(topic)
