// What a part of the hub counts, declared once: Prometheus text and the health page are both made from it.

export type Figure = {
  /** As Prometheus wants it: `pitwall_live_dropped_total`, the unit in the name. */
  readonly name: string
  readonly help: string
  readonly kind: 'counter' | 'gauge'
  readonly value: number
  readonly labels?: Readonly<Record<string, string>>
}

/** One counter for each member of `counts`: `pitwall_<part>_<member>_total`. */
export function countersOf(
  part: string,
  counts: Readonly<Record<string, number>>,
  labels?: Readonly<Record<string, string>>,
): readonly Figure[] {
  return Object.entries(counts).map(([member, value]) => ({
    name: `pitwall_${part}_${member}_total`,
    help: `${member.replaceAll('_', ' ')}, since the hub started`,
    kind: 'counter',
    value,
    ...(labels === undefined ? {} : { labels }),
  }))
}

/** Prometheus text exposition format 0.0.4: samples of one name stand together under their HELP and TYPE. */
export function prometheusText(figures: readonly Figure[]): string {
  const byName = Map.groupBy(figures, figure => figure.name)
  return [...byName]
    .map(([name, same]) => {
      const first = same[0]
      const head = `# HELP ${name} ${escapeHelp(first?.help ?? '')}\n# TYPE ${name} ${first?.kind ?? 'gauge'}\n`
      return head + same.map(figure => `${name}${labelText(figure.labels)} ${figure.value}\n`).join('')
    })
    .join('')
}

function labelText(labels: Figure['labels']): string {
  if (labels === undefined) return ''
  const parts = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"')
