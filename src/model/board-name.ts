// What a board is called, and back. Apart from its form, because the page needs the name and not the validator.

/** Whose laps meet: all of one class of cars, of one car, or all. */
export const amongs = ['car_class', 'car', 'all'] as const
/** Since when: ever, in one season (a calendar year), in one declared event. */
export const periods = ['ever', 'season', 'event'] as const
export const conditions = ['any', 'dry', 'wet'] as const
/** What of a driver counts; `laps/standing.ts` says how. */
export const scoreRules = ['best-lap', 'average-5', 'most-laps', 'consistency'] as const
/** Boards that no store keeps: they are read off others, or off the laps of races; `laps/formats.ts` says how. */
export const formatRules = ['team-best', 'team-relay', 'race'] as const
export const boardRules = [...scoreRules, ...formatRules] as const
/** Real drivers and virtual ones have boards of their own. */
export const fields = ['real', 'virtual'] as const

export type Among = (typeof amongs)[number]
export type Period = (typeof periods)[number]
export type Conditions = (typeof conditions)[number]
export type ScoreRule = (typeof scoreRules)[number]
export type FormatRule = (typeof formatRules)[number]
export type BoardRule = (typeof boardRules)[number]
export type Field = (typeof fields)[number]

/** One board. */
export type BoardKey = {
  readonly track: string
  readonly among: Among
  /** The class or the car; `all` among all. */
  readonly subject: string
  readonly period: Period
  /** The season or the event; empty for `ever`. */
  readonly label: string
  readonly conditions: Conditions
  readonly rule: BoardRule
  readonly field: Field
}

/** The subject of a board among all. */
export const everybody = 'all'

/**
 * `monza/GT3`, `monza/bmw_m4_gt3`, `monza/all`, then what narrows it, in this order: `monza/GT3/season-2026`,
 * `monza/GT3/event-spring-cup/wet/average-5/virtual`.
 */
export function boardNameOf({ track, subject, period, label, conditions, rule, field }: BoardKey): string {
  let name = `${track}/${subject}`
  if (period !== 'ever') name += `/${period}-${label}`
  if (conditions !== 'any') name += `/${conditions}`
  if (rule !== 'best-lap') name += `/${rule}`
  return field === 'virtual' ? `${name}/virtual` : name
}

/** What a listing of boards is narrowed to when nothing is asked: the best laps ever, in any weather. */
export const plainBoards = { period: 'ever', conditions: 'any', rule: 'best-lap' } as const

/** The board of the best laps ever of a class or a car on a track. */
export const boardName = (track: string, subject: string, isVirtual: boolean): string =>
  boardNameOf({
    ...plainBoards,
    ...{ track, among: 'car_class', subject, label: '', field: isVirtual ? 'virtual' : 'real' },
  })

/** What a name says; undefined for what is no name of a board. A class and a car look alike in it. */
export function readBoardName(name: string): Omit<BoardKey, 'among'> | undefined {
  const [track = '', subject = '', ...rest] = name.split('/')
  if (track === '' || subject === '') return undefined
  const [, period, label = ''] = /^(season|event)-(.+)$/.exec(rest[0] ?? '') ?? []
  if (period !== undefined) rest.shift()
  const take = <Word extends string>(words: readonly Word[]): Word | undefined => {
    const found = words.find(word => word === rest[0])
    if (found !== undefined) rest.shift()
    return found
  }
  const key = {
    ...{ track, subject, label },
    period: periods.find(word => word === period) ?? 'ever',
    conditions: take(conditions) ?? 'any',
    rule: take(boardRules) ?? 'best-lap',
    field: take(fields) ?? 'real',
  }
  return rest.length === 0 ? key : undefined
}
