// The API described by OpenAPI 3.1; every shape comes from the zod value that also checks it.
import { z } from 'zod'
import {
  pairingOffer,
  pairingProof,
  pairingRequest,
  pairingSealed,
  pairingShare,
  pairingWaiting,
} from '../lan/pairing/words.ts'
import { activity, logLine } from '../model/activity.ts'
import { board, boardRecord, theoretical } from '../model/board.ts'
import { boardEvent } from '../model/board-event.ts'
import { health } from '../model/health.ts'
import { lakeTable } from '../model/lake-tables.ts'
import { lapColumns } from '../model/lap-columns.ts'
import { lapRemark, remarkDraft } from '../model/lap-remark.ts'
import { lapSegments, segmentQuery } from '../model/lap-segments.ts'
import { lapTrace, traceQuery } from '../model/lap-trace.ts'
import { sessionMessage } from '../model/messages.ts'
import { pairingList, phoneInvitation } from '../model/pairing.ts'
import { ruledLap, ruling, rulingDraft } from '../model/ruling.ts'
import { cutsAnswer, cutsDraft } from '../model/track-cuts.ts'
import { ruleState } from '../rules/rule-state.ts'
import { credential, wanted } from './access/credential.ts'
import type { Needed } from './access/role.ts'
import { minted, whoami } from './routes/access.ts'
import { exportQuery } from './routes/export.ts'
import { columnsQuery } from './routes/grid.ts'
import {
  boardQuery,
  countQuery,
  lapCount,
  lapQuery,
  recordsQuery,
  sessionQuery,
  theoreticalQuery,
} from './routes/laps.ts'
import { driverMessage, driverWords, rigState } from './routes/rigs.ts'
import { ruleDraft, ruleSwitch, ruleTrial } from './routes/rules.ts'
import { sqlQuestion } from './routes/sql.ts'
import { changedBoards, eventDraft } from './routes/steward.ts'
import { trackAnswer } from './routes/tracks.ts'
import { version } from './version.ts'

const listedSession = sessionMessage
  .omit({ v: true, type: true })
  .extend({ laps: z.int().min(0), field_laps: z.int().min(0), best_lap_ms: z.int().min(0).optional() })

type Operation = {
  /** `get` if left out. */
  readonly method?: 'post' | 'put' | 'delete'
  readonly path: string
  readonly summary: string
  /** Whoever asks must be that, or more; `reader` if left out. */
  readonly needs?: Needed
  readonly answer: z.ZodType
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
}

export const operations: readonly Operation[] = [
  { path: '/api/laps', summary: 'Laps, newest first', query: lapQuery, answer: z.array(ruledLap) },
  {
    path: '/api/laps/count',
    summary: 'How many laps there are, and how many of the field are hidden',
    query: countQuery,
    answer: lapCount,
  },
  { path: '/api/laps/{lap_id}', summary: 'One lap', answer: ruledLap },
  {
    method: 'post',
    path: '/api/laps/{lap_id}/ruling',
    needs: 'steward',
    summary: 'Rules on a lap: valid, invalid, or as the game said',
    body: rulingDraft,
    answer: ruledLap,
  },
  {
    path: '/api/laps/{lap_id}/rulings',
    summary: 'What was ruled on a lap, oldest first',
    answer: z.array(ruling),
  },
  {
    path: '/api/laps/{lap_id}/grid',
    summary: 'A complete lap over the track, 2048 rows',
    query: columnsQuery,
    answer: lapColumns,
  },
  {
    path: '/api/laps/{lap_id}/export',
    summary: 'The lap as a file: MoTeC, CSV, Parquet, JSON, or a card to share',
    query: exportQuery,
    answer: z.string(),
  },
  {
    path: '/api/laps/{lap_id}/samples',
    summary: 'Every sample of some channels of a lap',
    query: columnsQuery,
    answer: lapColumns,
  },
  {
    path: '/api/laps/{lap_id}/trace',
    summary: 'A window of a lap in as many columns as a screen has, the lowest and the highest value of each',
    query: traceQuery,
    answer: lapTrace,
  },
  {
    path: '/api/laps/{lap_id}/segments',
    summary: 'What a lap did in each stretch of its track',
    query: segmentQuery,
    answer: lapSegments,
  },
  {
    path: '/api/sessions',
    summary: 'Sessions, newest first',
    query: sessionQuery,
    answer: z.array(listedSession),
  },
  {
    path: '/api/boards',
    summary: 'Boards: a row for each driver',
    query: boardQuery,
    answer: z.array(board),
  },
  {
    path: '/api/boards/records',
    summary: 'The record of a board of best laps, and who held it before',
    query: recordsQuery,
    answer: z.array(boardRecord),
  },
  {
    path: '/api/theoretical',
    summary: "A driver's best own valid sectors, as one lap",
    query: theoreticalQuery,
    answer: theoretical,
  },
  { path: '/api/events', summary: 'Events that have boards of their own', answer: z.array(boardEvent) },
  {
    method: 'put',
    path: '/api/events/{event}',
    needs: 'steward',
    summary: 'Declares an event; laps that began in it are held on its boards',
    body: eventDraft,
    answer: changedBoards,
  },
  {
    method: 'delete',
    path: '/api/events/{event}',
    needs: 'steward',
    summary: 'Removes an event with its boards',
    answer: changedBoards,
  },
  {
    path: '/api/tracks/{track}',
    summary: 'Sector lines, mini-sectors and numbered corners of a track',
    answer: trackAnswer,
  },
  {
    path: '/api/tracks/{track}/cuts',
    summary: 'How somebody cut a track into segments; null where it is cut by its corners',
    answer: cutsAnswer,
  },
  {
    method: 'put',
    path: '/api/tracks/{track}/cuts',
    needs: 'steward',
    summary: 'Cuts a track into segments: metres from the line, and names',
    body: cutsDraft,
    answer: cutsAnswer,
  },
  {
    method: 'delete',
    path: '/api/tracks/{track}/cuts',
    needs: 'steward',
    summary: 'Cuts a track by its corners again',
    answer: cutsAnswer,
  },
  {
    path: '/api/remarks',
    summary: 'What was written beside laps: notes, tags, and which are left out of lists',
    answer: z.array(lapRemark),
  },
  {
    method: 'put',
    path: '/api/laps/{lap_id}/remark',
    needs: 'steward',
    summary: 'Writes a note and tags beside a lap, or leaves it out of lists; what is not said stays',
    body: remarkDraft,
    answer: lapRemark,
  },
  { path: '/api/rules', summary: 'The rules, with what they count', answer: z.array(ruleState) },
  { path: '/api/rules/{name}', summary: 'One rule', answer: ruleState },
  {
    path: '/api/rules/completions',
    summary: 'What an editor may offer: keywords, functions and their arguments',
    answer: z.array(z.looseObject({})),
  },
  {
    method: 'post',
    path: '/api/rules/test',
    summary: 'What a document would do with one message; nothing is stored or delivered',
    body: ruleTrial,
    answer: z.looseObject({ outcome: z.string() }),
  },
  {
    method: 'post',
    path: '/api/rules/lint',
    summary: 'What AWS would refuse in a document, or do otherwise than here',
    body: ruleDraft,
    answer: z.array(z.looseObject({ severity: z.string(), code: z.string(), message: z.string() })),
  },
  {
    method: 'post',
    path: '/api/rules/{name}/enabled',
    needs: 'steward',
    summary: 'Switches a rule on or off',
    body: ruleSwitch,
    answer: ruleSwitch.extend({ name: z.string() }),
  },
  {
    method: 'post',
    path: '/api/sql',
    summary:
      'A question to the lake, read only and bounded; as lines, rows while it runs, if application/x-ndjson is accepted',
    body: sqlQuestion,
    answer: z.object({
      columns: z.array(z.object({ name: z.string(), type: z.string() })),
      rows: z.array(z.array(z.unknown())),
      truncated: z.boolean(),
      read_bytes: z.int().optional(),
    }),
  },
  {
    path: '/api/lake/tables',
    summary: 'The tables of the lake: columns, types, units and what they are',
    answer: z.array(lakeTable),
  },
  {
    method: 'post',
    path: '/api/rigs/{site}/{rig}/message',
    needs: 'steward',
    summary:
      'Words for the driver of a rig, shown for some seconds on its Live pages whose driver agreed to it',
    body: driverWords,
    answer: driverMessage,
  },
  { path: '/api/rigs', summary: 'The last that was heard of every rig', answer: z.array(rigState) },
  {
    path: '/api/access',
    summary: 'Who may come in, without their secrets',
    needs: 'owner',
    answer: z.array(credential),
  },
  {
    method: 'post',
    path: '/api/access',
    summary: 'Lets somebody in; the answer has the secret, this once',
    needs: 'owner',
    body: wanted,
    answer: minted,
  },
  {
    method: 'delete',
    path: '/api/access/{id}',
    summary: 'Lets somebody out again, and ends their connections',
    needs: 'owner',
    answer: credential,
  },
  {
    method: 'post',
    path: '/api/pairing',
    needs: 'nobody',
    summary: 'A rig asks to be let in; the owner is shown a code',
    body: pairingRequest,
    answer: pairingOffer,
  },
  {
    path: '/api/pairing/{id}',
    needs: 'nobody',
    summary: 'Whether the code still counts',
    answer: pairingWaiting,
  },
  {
    method: 'post',
    path: '/api/pairing/{id}/share',
    needs: 'nobody',
    summary: 'One half of a key of CPace, each way; counts as a try',
    body: pairingShare,
    answer: pairingShare,
  },
  {
    method: 'post',
    path: '/api/pairing/{id}/proof',
    needs: 'nobody',
    summary: 'Shows that the rig knew the code; the answer is sealed for it alone',
    body: pairingProof,
    answer: pairingSealed,
  },
  {
    path: '/api/pairing',
    needs: 'owner',
    summary: 'Rigs that ask to be let in, with their codes',
    answer: pairingList,
  },
  {
    method: 'delete',
    path: '/api/pairing/{id}',
    needs: 'owner',
    summary: 'Refuses a rig that asks',
    answer: z.object({ refused: z.literal(true) }),
  },
  {
    method: 'post',
    path: '/api/phones',
    needs: 'owner',
    summary: 'A link that lets one phone in as a reader, once, for two minutes',
    answer: phoneInvitation,
  },
  { path: '/api/whoami', summary: 'As whom one is here', needs: 'nobody', answer: whoami },
  { path: '/api/health', summary: 'How every part of the hub is', answer: health },
  {
    path: '/api/activity',
    summary: 'The last minutes of the hub: streams by the second, ways, pages, and which part became how',
    answer: activity,
  },
  {
    path: '/api/log',
    needs: 'steward',
    summary: 'The newest lines of the log, without secrets',
    answer: z.array(logLine),
  },
]

/** The document of `/openapi.json`. */
export function openApi(): object {
  const paths = Map.groupBy(operations, ({ path }) => path)
  return {
    openapi: '3.1.0',
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The secret of a credential' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'pitwall_token',
          description:
            'What a browser is given when it opens /?token=SECRET; the port stands behind the name',
        },
      },
    },
    info: { title: 'pitwall', version, summary: 'Laps, boards, sessions and the state of a pitwall hub' },
    paths: Object.fromEntries(
      [...paths].map(([path, of]) => [
        path,
        Object.fromEntries(of.map(operation => [operation.method ?? 'get', described(operation)])),
      ]),
    ),
  }
}

function described({ path, summary, needs = 'reader', answer, query, body }: Operation): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, shape]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(shape),
  }))
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    // Roles stand where OAuth has scopes [OpenAPI 3.1, security requirement object].
    security: needs === 'nobody' ? [] : [{ bearer: [needs] }, { cookie: [needs] }],
    responses: {
      200: { description: summary, content: { 'application/json': { schema: schemaOf(answer) } } },
    },
  }
}

const schemaOf = (shape: z.core.$ZodType): object => {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' })
  return schema
}
