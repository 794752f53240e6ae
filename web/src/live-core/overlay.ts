// Which parts of the Live page an overlay for streams shows.

export const widgets = ['strip', 'delta', 'tyres', 'gear', 'times', 'cells'] as const
export type Widget = (typeof widgets)[number]

/** The parts named in an address, `delta,gear`; all of them when it names none that there is. */
export function widgetsOf(asked: string | null): readonly Widget[] {
  const named = (asked ?? '').split(',')
  const found = widgets.filter(widget => named.includes(widget))
  return found.length === 0 ? widgets : found
}
