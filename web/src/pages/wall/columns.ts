// Which columns the tower has, from the address (`cols=gap,best`) and back. Place, number and driver are always there.

export const towerColumns = [
  'won',
  'class',
  'lap',
  'gap',
  'int',
  'trend',
  'best',
  'last',
  'sectors',
  'stops',
] as const
export type TowerColumn = (typeof towerColumns)[number]

/** How a column is called where it is chosen. */
export const columnWords: Readonly<Record<TowerColumn, string>> = {
  won: 'places won',
  class: 'class',
  lap: 'laps',
  gap: 'gap',
  int: 'interval',
  trend: 'trend of five laps',
  best: 'best lap',
  last: 'last lap',
  sectors: 'sectors',
  stops: 'stops',
}

/** All of them where nothing is said; names that are none are passed over. */
export function columnsOf(member: string | null): ReadonlySet<TowerColumn> {
  if (member === null) return new Set(towerColumns)
  const asked = new Set(member.split(','))
  return new Set(towerColumns.filter(name => asked.has(name)))
}

/** The member for the address; undefined for all of them. */
export function memberOf(columns: ReadonlySet<TowerColumn>): string | undefined {
  const named = towerColumns.filter(name => columns.has(name))
  return named.length === towerColumns.length ? undefined : named.join()
}

export function toggled(columns: ReadonlySet<TowerColumn>, name: TowerColumn): ReadonlySet<TowerColumn> {
  const next = new Set(columns)
  if (!next.delete(name)) next.add(name)
  return next
}
