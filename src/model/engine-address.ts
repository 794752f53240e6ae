// The address of an engine elsewhere: `s3://bucket/prefix?region=…&endpoint=…`, `dynamodb://table?…`.
import { ModelFault } from './fault.ts'

export type EngineAddress = {
  /** The bucket or the table. */
  readonly name: string
  /** What follows it, without slashes at either end; empty for nothing. */
  readonly path: string
  readonly region?: string
  /** Of a server that is not Amazon's. */
  readonly endpoint?: string
}

const parameters: ReadonlySet<string> = new Set(['region', 'endpoint'])

/** Throws ModelFault `bad-address` that says what the address should have been. */
export function readAddress(text: string, scheme: 's3' | 'dynamodb'): EngineAddress {
  const wrong = (expected: string) =>
    new ModelFault('bad-address', 'address', expected, text.replace(/\/\/[^/@]*@/, '//…@'))
  const form =
    scheme === 's3'
      ? 's3://bucket/prefix?region=eu-central-1, and &endpoint=https://host for a server that is not Amazon’s'
      : 'dynamodb://table?region=eu-central-1, and &endpoint=http://host:8000 for a server that is not Amazon’s'
  if (!text.startsWith(`${scheme}://`) || !URL.canParse(text)) throw wrong(form)
  const { host, pathname, searchParams, username } = new URL(text)
  if (username !== '') {
    throw wrong('an address without credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead')
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{1,254}$/.test(host)) throw wrong(form)
  const path = pathname.replace(/^\/+|\/+$/g, '')
  if (path !== '' && (scheme === 'dynamodb' || !/^[A-Za-z0-9_.=-]+(\/[A-Za-z0-9_.=-]+)*$/.test(path)))
    throw wrong(form)
  if ([...searchParams.keys()].some(key => !parameters.has(key))) throw wrong(form)
  const [region, endpoint] = [searchParams.get('region'), searchParams.get('endpoint')]
  if (endpoint !== null && !/^https?:\/\/[^/@?#]+\/?$/.test(endpoint)) throw wrong(form)
  return {
    ...{ name: host, path },
    ...(region !== null && { region }),
    ...(endpoint !== null && { endpoint }),
  }
}
