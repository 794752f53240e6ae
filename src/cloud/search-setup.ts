// Sets the search domain up: what is in the mapping and the dashboards is sent, request by request.
import { createHash } from 'node:crypto'
import { savedObjectsText } from './dashboards.ts'
import { CloudFault } from './fault.ts'
import { mappingRequests, type SearchRequest } from './search-mapping.ts'

/** Sends a signed request to the domain. */
export type Send = (request: {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}) => Promise<{ readonly status: number; readonly text: string }>

export type SearchSetup = {
  readonly requests: readonly SearchRequest[]
  readonly dashboards: string
  /** Of all that is set up: changes when any of it does. */
  readonly digest: string
}

/** What is set up for rules that act as `role`. */
export function searchSetup(role: string): SearchSetup {
  const requests = mappingRequests(role)
  const dashboards = savedObjectsText()
  const digest = createHash('sha256').update(JSON.stringify(requests)).update(dashboards).digest('hex')
  return { requests, dashboards, digest }
}

const json = { 'content-type': 'application/json' } as const

/** Sends everything, in order. Throws CloudFault with the domain's own words at the first that it refuses. */
export async function setUpSearch({ requests, dashboards }: SearchSetup, send: Send): Promise<void> {
  for (const { method, path, body, also = [], versioned } of requests) {
    const query = versioned === true ? await versionOf(path, send) : undefined
    const text = JSON.stringify(body)
    const answer = await send({ method, path, headers: json, body: text, ...(query && { query }) })
    if (answer.status >= 300 && !also.includes(answer.status)) {
      throw new CloudFault(
        'bad-event',
        `${method} ${path}`,
        'a search domain that takes it',
        answer.text.slice(0, 300),
      )
    }
  }
  const edge = 'pitwall-dashboards'
  const answer = await send({
    method: 'POST',
    path: '/_dashboards/api/saved_objects/_import',
    query: { overwrite: 'true' },
    headers: { 'osd-xsrf': 'true', 'content-type': `multipart/form-data; boundary=${edge}` },
    body: `--${edge}\r\nContent-Disposition: form-data; name="file"; filename="pitwall.ndjson"\r\nContent-Type: application/ndjson\r\n\r\n${dashboards}\r\n--${edge}--\r\n`,
  })
  if (answer.status >= 300) {
    throw new CloudFault(
      'bad-event',
      'dashboards',
      'OpenSearch Dashboards that take them',
      answer.text.slice(0, 300),
    )
  }
}

/** The version of a document that is there, so that it may be written over. */
async function versionOf(path: string, send: Send): Promise<Readonly<Record<string, string>> | undefined> {
  const answer = await send({ method: 'GET', path, headers: json, body: '' })
  if (answer.status !== 200) return undefined
  const { _seq_no, _primary_term }: { readonly _seq_no?: number; readonly _primary_term?: number } =
    JSON.parse(answer.text)
  return { if_seq_no: String(_seq_no ?? 0), if_primary_term: String(_primary_term ?? 1) }
}
