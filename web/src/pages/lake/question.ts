// What the Lake page asks and how it shows the answer, as an address and back.

export const chartKinds = ['line', 'scatter', 'bar'] as const
export type ChartKind = (typeof chartKinds)[number]

/** A chart of two columns; `by` draws a line for each of its values. */
export type Chart = {
  readonly kind: ChartKind
  readonly x: string
  readonly y: string
  readonly by?: string
}
export type Order = { readonly column: string; readonly isDescending: boolean }

export type Question = {
  readonly sql: string
  readonly view: 'table' | 'chart'
  readonly chart: Chart | undefined
  readonly order: Order | undefined
  /** Long times as milliseconds instead of minutes and seconds. */
  readonly isRaw: boolean
}

/** Longer texts do not fit into an address that every proxy takes. */
export const longestInAddress = 6000

const members = ['q', 'view', 'chart', 'x', 'y', 'by', 'order', 'raw'] as const
/** Members of the query; undefined ones are not in it. */
export type QuestionMembers = Readonly<Record<(typeof members)[number], string | undefined>>

/** From the address; undefined members of it are the defaults. */
export function questionOf(query: URLSearchParams): Question {
  const kind = chartKinds.find(name => name === query.get('chart'))
  const [x, y, by] = [query.get('x'), query.get('y'), query.get('by')]
  const order = query.get('order')
  return {
    sql: query.get('q') ?? '',
    view: query.get('view') === 'chart' ? 'chart' : 'table',
    chart:
      kind === undefined || x === null || y === null ? undefined : { kind, x, y, ...(by !== null && { by }) },
    order:
      order === null || order === '-'
        ? undefined
        : { column: order.replace(/^-/, ''), isDescending: order.startsWith('-') },
    isRaw: query.get('raw') === '1',
  }
}

/** To the address; a text that is too long for one is left out. */
export function membersOf({ sql, view, chart, order, isRaw }: Question): QuestionMembers {
  return {
    q: sql === '' || sql.length > longestInAddress ? undefined : sql,
    view: view === 'chart' ? view : undefined,
    chart: chart?.kind,
    x: chart?.x,
    y: chart?.y,
    by: chart?.by,
    order: order === undefined ? undefined : `${order.isDescending ? '-' : ''}${order.column}`,
    raw: isRaw ? '1' : undefined,
  }
}
