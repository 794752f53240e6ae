// The servers that the adapters are proven against: whether each is here, and how it starts.
import { noMosquitto } from '../contracts/mosquitto.ts'
import { noOpenssl } from './authority.ts'
import { noDynoxide } from './dynoxide.ts'
import { noNats } from './nats-cluster.ts'
import { fetchOpenSearch, noOpenSearch, startOpenSearch } from './opensearch/opensearch.ts'
import { noRadosgw, startRadosgw } from './radosgw.ts'

export type Engine = {
  readonly name: string
  /** Why it is not here, or undefined. */
  readonly missing: () => string | undefined
  /** Fetches what is too large to come along; says why it could not. */
  readonly prepare?: () => Promise<string | undefined>
  /** Started once for all tests, which find it by the environment; absent where tests start their own. */
  readonly start?: () => Promise<{
    readonly environment: Readonly<Record<string, string>>
    readonly close: () => Promise<void>
  }>
}

export const engines: readonly Engine[] = [
  { name: 'mosquitto, with mutual TLS', missing: () => noMosquitto ?? noOpenssl },
  { name: 'dynoxide', missing: () => noDynoxide },
  { name: 'three NATS servers', missing: () => noNats },
  {
    name: 'radosgw',
    missing: noRadosgw,
    async start() {
      const { endpoint, accessKey, secretKey, close } = await startRadosgw()
      const environment = {
        PITWALL_TEST_S3: endpoint,
        AWS_ACCESS_KEY_ID: accessKey,
        AWS_SECRET_ACCESS_KEY: secretKey,
      }
      return { environment, close }
    },
  },
  {
    name: 'OpenSearch',
    missing: noOpenSearch,
    prepare: fetchOpenSearch,
    async start() {
      const { url, close } = await startOpenSearch()
      return { environment: { PITWALL_TEST_OPENSEARCH: url }, close }
    },
  },
]
