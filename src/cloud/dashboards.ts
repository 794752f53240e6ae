// Dashboards of OpenSearch as saved objects: a chart for every unit that live values are measured in, from the catalogue.
import { type ChannelColumn, columnByName } from '../model/channels.ts'
import { liveColumns } from '../model/sample.ts'
import { type Unit, units } from '../units/quantity.ts'

export type SavedObject = {
  readonly type: 'index-pattern' | 'visualization' | 'dashboard'
  readonly id: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly references: readonly { readonly name: string; readonly type: string; readonly id: string }[]
}

const livePattern = 'pitwall-live'
const search = JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] })

const pattern = (id: string, title: string, timeFieldName: string): SavedObject => ({
  type: 'index-pattern',
  id,
  attributes: { title, timeFieldName },
  references: [],
})

/** Units whose values are read as a curve; flags and codes are not. */
const drawn = (unit: Unit): boolean => !['flag', 'index', 'count'].includes(unit)

const byUnit: ReadonlyMap<Unit, readonly ChannelColumn[]> = Map.groupBy(
  liveColumns.flatMap(name => columnByName.get(name) ?? []).filter(({ channel }) => drawn(channel.unit)),
  ({ channel }) => channel.unit,
)

const palette = [
  '#0f6bd6',
  '#d9480f',
  '#2b8a3e',
  '#862e9c',
  '#c92a2a',
  '#0b7285',
  '#5f3dc4',
  '#e67700',
] as const

function chart(unit: Unit, columns: readonly ChannelColumn[]): SavedObject {
  const id = `pitwall-live-${unit.replace(/\W+/g, '-')}`
  const title = `Live, in ${units[unit] || unit}`
  const series = columns.map(({ name, channel }, index) => ({
    id: name,
    label: `${channel.label}${name.includes('_fl') || name.includes('_fr') || name.includes('_rl') || name.includes('_rr') ? ` ${name.slice(-2).toUpperCase()}` : ''}`,
    color: palette[index % palette.length],
    split_mode: 'terms',
    terms_field: 'rig',
    metrics: [{ id: `${name}-mean`, type: 'avg', field: name }],
    chart_type: 'line',
    // A value that holds until it changes is drawn as steps.
    steps: channel.kind === 'discrete' ? 1 : 0,
    line_width: 1,
    point_size: 0,
    fill: 0,
    formatter: 'number',
    stacked: 'none',
    axis_position: 'left',
  }))
  const params = {
    id,
    type: 'timeseries',
    index_pattern: 'live*',
    time_field: 'at_ms',
    interval: '>=1s',
    axis_position: 'left',
    axis_formatter: 'number',
    axis_scale: 'normal',
    show_legend: 1,
    show_grid: 1,
    series,
  }
  return {
    type: 'visualization',
    id,
    attributes: {
      title,
      description: '',
      version: 1,
      uiStateJSON: '{}',
      visState: JSON.stringify({ title, type: 'metrics', aggs: [], params }),
      kibanaSavedObjectMeta: { searchSourceJSON: search },
    },
    references: [],
  }
}

function dashboard(charts: readonly SavedObject[]): SavedObject {
  const panels = charts.map((_, index) => ({
    version: '2.19.0',
    panelIndex: String(index),
    panelRefName: `panel_${index}`,
    gridData: { x: (index % 2) * 24, y: Math.floor(index / 2) * 14, w: 24, h: 14, i: String(index) },
    embeddableConfig: {},
  }))
  return {
    type: 'dashboard',
    id: 'pitwall-live',
    attributes: {
      title: 'pitwall: live',
      description: 'What the rigs send while they drive',
      version: 1,
      timeRestore: true,
      timeFrom: 'now-15m',
      timeTo: 'now',
      refreshInterval: { pause: false, value: 5000 },
      optionsJSON: JSON.stringify({ useMargins: true, hidePanelTitles: false }),
      panelsJSON: JSON.stringify(panels),
      kibanaSavedObjectMeta: { searchSourceJSON: search },
    },
    references: charts.map(({ id }, index) => ({ name: `panel_${index}`, type: 'visualization', id })),
  }
}

/** Index patterns, charts and the dashboard that holds them. */
export function savedObjects(): readonly SavedObject[] {
  const charts = [...byUnit].map(([unit, columns]) => chart(unit, columns))
  return [
    pattern(livePattern, 'live*', 'at_ms'),
    pattern('pitwall-events', 'events*', 'at'),
    ...charts,
    dashboard(charts),
  ]
}

/** As `POST /api/saved_objects/_import` takes them, and as a person may import them by hand. */
export const savedObjectsText = (): string =>
  `${savedObjects()
    .map(object => JSON.stringify(object))
    .join('\n')}\n`
