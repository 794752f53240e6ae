// A search server for tests that holds the `_bulk` protocol to its letter: byte by byte, and with every answer that a
// real one may give. With `behind` it only looks, and a real server answers.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export type SearchServerForTests = {
  readonly url: string
  /** What was taken, in order. */
  readonly taken: () => readonly { readonly index: string; readonly id: string; readonly source: unknown }[]
  /** The bodies of all requests, as they came. */
  readonly bodies: () => readonly string[]
  readonly templates: () => readonly unknown[]
  /** Nothing is answered any more, and then again. */
  readonly stall: () => void
  readonly resume: () => void
  /** The next requests are answered like this. */
  readonly answerNext: (...answers: readonly Scripted[]) => void
  readonly close: () => Promise<void>
}

/** An HTTP status for the whole request, or one for each document by its id. */
export type Scripted = number | { readonly [id: string]: number }

type Taken = { readonly index: string; readonly id: string; readonly source: unknown }

export async function startSearchServer(behind?: string): Promise<SearchServerForTests> {
  const taken: Taken[] = []
  const bodies: string[] = []
  const templates: unknown[] = []
  const scripted: Scripted[] = []
  let open = Promise.withResolvers<void>()
  open.resolve()

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.writeHead(400).end(String(error))
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    await open.promise
    if (request.method === 'PUT' && request.url?.startsWith('/_index_template/')) {
      templates.push(JSON.parse(body))
      const real = behind === undefined ? undefined : await passOn(behind, request, body)
      response.writeHead(real?.status ?? 200).end(real?.text ?? '{"acknowledged":true}')
      return
    }
    if (request.method !== 'POST' || request.url !== '/_bulk')
      throw new Error(`${request.method} ${request.url}`)
    if (request.headers['content-type'] !== 'application/x-ndjson')
      throw new Error('not application/x-ndjson')
    bodies.push(body)
    const documents = documentsOf(body)
    const script = scripted.shift()
    if (typeof script === 'number') {
      response.writeHead(script).end('{"error":"scripted"}')
      return
    }
    const text = behind === undefined ? played(documents, script) : (await passOn(behind, request, body)).text
    const { items }: { items: readonly { index: { _id: string; status: number } }[] } = JSON.parse(text)
    for (const [index, document] of documents.entries()) {
      if ((items[index]?.index.status ?? 0) < 300) taken.push(document)
    }
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(text)
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    taken: () => taken,
    bodies: () => bodies,
    templates: () => templates,
    stall() {
      open = Promise.withResolvers<void>()
    },
    resume: () => open.resolve(),
    answerNext: (...answers) => void scripted.push(...answers),
    async close() {
      open.resolve()
      server.closeAllConnections()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

/** Every document is two lines, each one JSON object, and the last line ends too. */
function documentsOf(body: string): readonly Taken[] {
  const lines = body.split('\n')
  if (lines.pop() !== '') throw new Error('the last line has no end')
  if (lines.length === 0 || lines.length % 2 !== 0) throw new Error(`${lines.length} lines`)
  return Array.from({ length: lines.length / 2 }, (_, at) => {
    const action: unknown = JSON.parse(lines[2 * at] ?? '')
    const source: unknown = JSON.parse(lines[2 * at + 1] ?? '')
    const { index: target, ...others }: { index?: { _index?: unknown; _id?: unknown } } = Object(action)
    const { _index: index, _id: id, ...more } = target ?? {}
    if (Object.keys(others).length > 0 || Object.keys(more).length > 0)
      throw new Error('members that nobody asked for')
    if (typeof index !== 'string' || typeof id !== 'string' || id === '') throw new Error('no index or no id')
    if (Buffer.byteLength(id) > 512) throw new Error('an id of more than 512 bytes')
    if (typeof source !== 'object' || source === null || Array.isArray(source)) throw new Error('no document')
    return { index, id, source }
  })
}

function played(documents: readonly Taken[], script: Readonly<Record<string, number>> = {}): string {
  const items = documents.map(({ index, id }) => {
    const status = script[id] ?? 201
    return {
      index: { _index: index, _id: id, status, ...(status >= 300 && { error: { type: 'scripted' } }) },
    }
  })
  return JSON.stringify({ took: 1, errors: items.some(item => item.index.status >= 300), items })
}

async function passOn(behind: string, { method, url, headers }: IncomingMessage, body: string) {
  const type = headers['content-type'] ?? ''
  const answer = await fetch(behind + url, {
    method: method ?? 'POST',
    body,
    headers: { 'Content-Type': type },
  })
  return { status: answer.status, text: await answer.text() }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
