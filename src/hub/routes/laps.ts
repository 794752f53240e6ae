import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { named, openShown, type ShownLaps } from '../../laps/shown.ts'
import type { BoardFilter, LapFilter, LapStore } from '../../laps/store.ts'
import { amongs, boardRules, conditions, fields, periods, plainBoards } from '../../model/board-name.ts'
import { asLapId, longName } from '../../model/identity.ts'
import { lapOrderKeys, readLapOrder } from '../../model/lap-order.ts'
import { lapKinds } from '../../model/messages.ts'
import { suffices } from '../access/role.ts'
import type { Visit } from '../visit.ts'
import { asked, refused } from './question.ts'

const mostRows = 10_000
const limit = z.coerce.number().int().min(1).max(mostRows).default(1000)
const name = z.string().min(1).max(128)
const flag = z.enum(['true', 'false']).transform(text => text === 'true')
const lapId = z.string().regex(longName, 'expected the id of a lap')

/** What a listing is narrowed to. */
export const lapQuery = z.object({
  track: name.exactOptional(),
  driver: name.exactOptional(),
  car: name.exactOptional(),
  session_id: name.exactOptional(),
  valid: flag.exactOptional(),
  /** Also laps of which only a game's broadcasting told: there are many, and they have no samples. */
  field: flag.exactOptional(),
  kind: z.enum(lapKinds).exactOptional(),
  conditions: z.enum(['dry', 'wet']).exactOptional(),
  /** Those that began in this stretch of time, both ends included. */
  from: z.iso.datetime().exactOptional(),
  to: z.iso.datetime().exactOptional(),
  /** With another car less than a second away at some time of the lap, or never; laps that do not say are neither. */
  traffic: flag.exactOptional(),
  /** A tag that stands beside them. */
  tag: z.string().min(1).max(24).exactOptional(),
  /** Left out of lists by somebody, or not; both when left out. */
  left_out: flag.exactOptional(),
  /** Newest first when left out; else `fastest`, or the name of a value, with a minus before it the largest first. */
  order: z
    .string()
    .max(40)
    .transform((text, context) => {
      const order = readLapOrder(text)
      if (order !== undefined) return order
      const names = lapOrderKeys.join(', ')
      context.issues.push({
        code: 'custom',
        input: text,
        message: `expected fastest, or one of ${names}, with - before it for the largest first`,
      })
      return z.NEVER
    })
    .exactOptional(),
  /** The last lap of the page before: those that come after it are listed. */
  after: lapId.exactOptional(),
  limit,
})
export const countQuery = lapQuery.omit({ limit: true, order: true, after: true })
const laps = z.int().min(0)
export const lapCount = z.object({
  laps,
  /** Laps of the field that the listing leaves out; none when they were asked for. */
  hidden: laps,
  /** How many each filter hides of those that the ones before it left. */
  narrowed: z.object({
    ...{
      outside: laps,
      weather: laps,
      notFull: laps,
      notValid: laps,
      inTraffic: laps,
      untagged: laps,
      leftOut: laps,
    },
  }),
})
export const sessionQuery = lapQuery.pick({ track: true, driver: true, car: true, limit: true })
/** Of a board that is named the rest is known; else it is the best laps ever in any weather, unless something is asked. */
export const boardQuery = sessionQuery.extend({
  board: z.string().min(1).max(300).exactOptional(),
  among: z.enum(amongs).exactOptional(),
  period: z.enum(periods).exactOptional(),
  season: z
    .string()
    .regex(/^\d{4}$/)
    .exactOptional(),
  event: name.exactOptional(),
  conditions: z.enum(conditions).exactOptional(),
  rule: z.enum(boardRules).exactOptional(),
})

export const recordsQuery = z.object({ board: z.string().min(1).max(300) })
export const theoreticalQuery = z.object({
  track: name,
  driver: name,
  car: name,
  field: z.enum(fields).exactOptional(),
})

/** The filter that a question for boards means. */
function boardFilter({ season, event, ...asked }: z.output<typeof boardQuery>): BoardFilter {
  if (asked.board !== undefined) return asked
  const label = event ?? season
  if (label === undefined) return { ...plainBoards, ...asked }
  return { ...plainBoards, period: event === undefined ? 'season' : 'event', ...asked, label }
}

/** The laps of rigs, unless those of the field are asked for as well. */
const lapFilter = ({ field, left_out, ...asked }: z.output<typeof countQuery>): LapFilter => ({
  ...asked,
  ...(left_out !== undefined && { leftOut: left_out }),
  ...(field !== true && { of: 'rigs' as const }),
})

/** `GET /laps`, `/laps/count`, `/laps/{lap_id}`, `/sessions`, `/boards`, `/boards/records`, `/theoretical`: the lap table as `pitwall laps --json` and its like print it. */
export function lapRoutes(store: LapStore, shown: ShownLaps = openShown(store)): Hono<Visit> {
  const app = new Hono<Visit>()
  /** Lists are for those who work with laps; a reader finds hidden drivers there by what is shown of them. */
  const namesFor = async (context: Context<Visit>) => {
    const { shown: name, meant } = await shown.names()
    const isTrusted = suffices(context.get('holder')?.role, 'steward')
    return isTrusted
      ? { name: (driver: string) => driver, meant: (driver: string) => driver }
      : { name, meant }
  }
  app.get('/laps', async context => {
    const query = asked(context, lapQuery)
    if (!query.ok) return refused(context, query)
    const { after, limit, order, ...narrowed } = query.value
    const place = after === undefined ? undefined : await store.lap(asLapId(after))
    if (after !== undefined && place === undefined)
      return refused(context, { error: `after: there is no lap ${after}` })
    const page = { limit, ...(order !== undefined && { order }), ...(place && { after: place }) }
    const { name, meant } = await namesFor(context)
    const laps = await store.laps({ ...meantIn(lapFilter(narrowed), meant), ...page })
    return context.json(laps.map(lap => named(lap, name)))
  })
  app.get('/laps/count', async context => {
    const query = asked(context, countQuery)
    if (!query.ok) return refused(context, query)
    const filter = meantIn(lapFilter(query.value), (await namesFor(context)).meant)
    const [narrowed, hidden] = await Promise.all([
      narrowedBy(store, filter),
      filter.of === undefined ? 0 : store.countLaps({ ...filter, of: 'field' }),
    ])
    return context.json({ ...narrowed, hidden } satisfies z.infer<typeof lapCount>)
  })
  app.get('/laps/:lap_id', async context => {
    const id = context.req.param('lap_id')
    const lap = lapId.safeParse(id).success ? await shown.lap(asLapId(id)) : undefined
    return lap === undefined ? context.json({ error: `there is no lap ${id}` }, 404) : context.json(lap)
  })
  app.get('/sessions', async context => {
    const query = asked(context, sessionQuery)
    if (!query.ok) return refused(context, query)
    const { name, meant } = await namesFor(context)
    const sessions = await store.sessions(meantIn(query.value, meant))
    return context.json(sessions.map(session => named(session, name)))
  })
  app.get('/boards', async context => {
    const query = asked(context, boardQuery)
    return query.ok ? context.json(await shown.boards(boardFilter(query.value))) : refused(context, query)
  })
  app.get('/boards/records', async context => {
    const query = asked(context, recordsQuery)
    return query.ok ? context.json(await shown.records(query.value.board)) : refused(context, query)
  })
  app.get('/theoretical', async context => {
    const query = asked(context, theoreticalQuery)
    if (!query.ok) return refused(context, query)
    const { name, meant } = await namesFor(context)
    const found = await store.theoretical({ ...query.value, driver: meant(query.value.driver) })
    return found === undefined
      ? context.json({ error: 'there is no valid flying lap with sectors of this driver and car here' }, 404)
      : context.json(named(found, name))
  })
  return app
}

/** The same filter, of the driver that the asked name means. */
const meantIn = <Filter extends { readonly driver?: string }>(
  filter: Filter,
  meant: (name: string) => string,
): Filter => (filter.driver === undefined ? filter : { ...filter, driver: meant(filter.driver) })

/** Counts with one filter after the other; what does not narrow is not counted again. */
async function narrowedBy(
  store: Pick<LapStore, 'countLaps'>,
  { from, to, conditions, kind, valid, traffic, tag, leftOut, ...base }: LapFilter,
): Promise<Pick<z.infer<typeof lapCount>, 'laps' | 'narrowed'>> {
  const steps = [
    { name: 'outside', by: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) } },
    { name: 'weather', by: conditions === undefined ? {} : { conditions } },
    { name: 'notFull', by: kind === undefined ? {} : { kind } },
    { name: 'notValid', by: valid === undefined ? {} : { valid } },
    { name: 'inTraffic', by: traffic === undefined ? {} : { traffic } },
    { name: 'untagged', by: tag === undefined ? {} : { tag } },
    { name: 'leftOut', by: leftOut === undefined ? {} : { leftOut } },
  ] as const
  const narrowed = {
    ...{ outside: 0, weather: 0, notFull: 0, notValid: 0, inTraffic: 0 },
    untagged: 0,
    leftOut: 0,
  }
  let filter: LapFilter = base
  let left = await store.countLaps(filter)
  for (const { name, by } of steps) {
    if (Object.keys(by).length === 0) continue
    filter = { ...filter, ...by }
    const kept = await store.countLaps(filter)
    narrowed[name] = left - kept
    left = kept
  }
  return { laps: left, narrowed }
}
