// One `_bulk` request to a search server and what became of each document in it. Whatever happens comes back as a value:
// nobody above has to expect an exception.
import { bulkLines, type SearchDocument } from './search-document.ts'

/** What to do with a document now. */
export type BulkOutcome = 'taken' | 'again' | 'refused'

export type BulkAnswer = {
  /** In the order of the documents. */
  readonly outcomes: readonly BulkOutcome[]
  /** The first reason for anything but `taken`. */
  readonly reason?: string
}

export type SearchServer = {
  /** `https://host:9200`, without a user. */
  readonly url: string
  readonly authorization?: string
}

/** A request that takes longer has failed, and is made again. */
const patience_ms = 30_000

export async function sendBulk(
  server: SearchServer,
  documents: readonly SearchDocument[],
  signal: AbortSignal,
): Promise<BulkAnswer> {
  const all = (outcome: BulkOutcome, reason: string): BulkAnswer => ({
    outcomes: documents.map(() => outcome),
    reason,
  })
  try {
    const answer = await ask(
      server,
      'POST',
      '/_bulk',
      'application/x-ndjson',
      documents.map(bulkLines).join(''),
      signal,
    )
    if (answer.status === 413) {
      if (documents.length === 1) return all('refused', 'a document is larger than the server takes')
      const half = Math.ceil(documents.length / 2)
      const first = await sendBulk(server, documents.slice(0, half), signal)
      const rest = await sendBulk(server, documents.slice(half), signal)
      return joined(first, rest)
    }
    if (answer.status !== 200) return all('again', sentenceOf(answer))
    return (
      outcomesOf(JSON.parse(answer.text), documents.length) ?? all('again', 'an answer that is none to _bulk')
    )
  } catch (error) {
    return all('again', error instanceof Error ? causeOf(error) : String(error))
  }
}

/** Puts the template of the indices where the server makes new ones from it. Says why it could not. */
export async function putTemplate(
  server: SearchServer,
  name: string,
  template: object,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const path = `/_index_template/${name}`
    const answer = await ask(server, 'PUT', path, 'application/json', JSON.stringify(template), signal)
    return answer.status === 200 ? undefined : sentenceOf(answer)
  } catch (error) {
    return error instanceof Error ? causeOf(error) : String(error)
  }
}

function joined(first: BulkAnswer, rest: BulkAnswer): BulkAnswer {
  const reason = first.reason ?? rest.reason
  return { outcomes: [...first.outcomes, ...rest.outcomes], ...(reason !== undefined && { reason }) }
}

type Answer = { readonly status: number; readonly text: string }

async function ask(
  { url, authorization }: SearchServer,
  method: 'POST' | 'PUT',
  path: string,
  type: string,
  body: string,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    body,
    headers: { 'Content-Type': type, ...(authorization !== undefined && { Authorization: authorization }) },
    signal: AbortSignal.any([signal, AbortSignal.timeout(patience_ms)]),
    redirect: 'error',
  })
  return { status: response.status, text: await response.text() }
}

const advice: Readonly<Record<number, string>> = {
  401: 'the user or the password is wrong (PITWALL_LIVE_USER, PITWALL_LIVE_PASSWORD)',
  403: 'the user may not write there; let it create and index live, events, sessions, status, laps and boards',
  429: 'the server has too much to do',
}

const sentenceOf = ({ status, text }: Answer): string =>
  `${advice[status] ?? 'the server refused'} (HTTP ${status}: ${text.slice(0, 200)})`

/** `fetch` says "fetch failed", and hides why. */
const causeOf = (error: Error): string => (error.cause instanceof Error ? error.cause.message : error.message)

/** Undefined for what is no answer to a request of so many documents. */
function outcomesOf(answer: unknown, count: number): BulkAnswer | undefined {
  if (!isRecord(answer) || !Array.isArray(answer['items']) || answer['items'].length !== count)
    return undefined
  const items: readonly unknown[] = answer['items']
  let reason: string | undefined
  const outcomes = items.map((item): BulkOutcome => {
    const result = isRecord(item) && isRecord(item['index']) ? item['index'] : {}
    const status = typeof result['status'] === 'number' ? result['status'] : 0
    if (status >= 200 && status < 300) return 'taken'
    reason ??= JSON.stringify(result['error'] ?? result)?.slice(0, 300)
    return status === 429 || status >= 500 || status === 0 ? 'again' : 'refused'
  })
  return { outcomes, ...(reason !== undefined && { reason }) }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
