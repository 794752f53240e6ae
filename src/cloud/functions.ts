// The functions of the fleet as values: the stacks deploy each of them, and each reads its settings by these names.
import { CloudFault } from './fault.ts'

export type Setting =
  | 'TABLE_NAME'
  | 'TOKEN_SECRET'
  | 'DATABASE'
  | 'WORKGROUP'
  | 'LAKE_BUCKET'
  | 'ANSWERS_BUCKET'
  | 'RULES_ROLE'
  | 'SEARCH_ENDPOINT'
  | 'PAGE_REGION'
  | 'PAGE_ACCOUNT'

export type CloudFunction = {
  readonly says: string
  readonly timeout_s: number
  readonly memory_mb: number
  /** What it is told through its environment. */
  readonly settings: readonly Setting[]
}

/** By the name of its file in `entries/`. */
export const cloudFunctions = {
  laps: {
    says: 'Records the laps, sessions and statuses that a rule hands on.',
    timeout_s: 30,
    memory_mb: 512,
    settings: ['TABLE_NAME'],
  },
  records: {
    says: 'Publishes a board when a row of it has changed.',
    timeout_s: 30,
    memory_mb: 512,
    settings: ['TABLE_NAME'],
  },
  'lake-rows': {
    says: 'Turns frames, laps and sessions into rows of the lake, on their way to Parquet.',
    timeout_s: 120,
    memory_mb: 1769,
    settings: [],
  },
  api: {
    says: 'Answers the HTTP API with the routes of the hub.',
    timeout_s: 29,
    memory_mb: 1024,
    settings: ['TABLE_NAME', 'TOKEN_SECRET', 'DATABASE', 'WORKGROUP', 'ANSWERS_BUCKET'],
  },
  provisioning: {
    says: 'Decides whether a rig may enrol.',
    timeout_s: 5,
    memory_mb: 256,
    settings: ['TABLE_NAME'],
  },
  'page-authorizer': {
    says: 'Lets a page with the token listen to the broker, and do nothing else.',
    timeout_s: 5,
    memory_mb: 256,
    settings: ['TOKEN_SECRET', 'PAGE_REGION', 'PAGE_ACCOUNT'],
  },
  compaction: {
    says: 'Rewrites the small files of yesterday as large ones, sorted and without duplicates.',
    timeout_s: 900,
    memory_mb: 512,
    settings: ['DATABASE', 'WORKGROUP', 'LAKE_BUCKET'],
  },
  'search-setup': {
    says: 'Puts index templates, retention and dashboards into OpenSearch after each deployment.',
    timeout_s: 120,
    memory_mb: 256,
    settings: ['SEARCH_ENDPOINT', 'RULES_ROLE'],
  },
} as const satisfies Readonly<Record<string, CloudFunction>>

export type CloudFunctionName = keyof typeof cloudFunctions
type SettingsOf<Name extends CloudFunctionName> = {
  readonly [Key in (typeof cloudFunctions)[Name]['settings'][number]]: string
}

/** What a function was deployed with. Throws CloudFault `bad-setting` for what is missing. */
export function settingsOf<Name extends CloudFunctionName>(
  name: Name,
  environment: Readonly<Record<string, string | undefined>>,
): SettingsOf<Name> {
  const settings: readonly Setting[] = cloudFunctions[name].settings
  const missing = settings.find(key => !environment[key])
  if (missing !== undefined) {
    throw new CloudFault('bad-setting', `function ${name}`, `${missing} in its environment`, 'none')
  }
  return Object.fromEntries(settings.map(key => [key, environment[key] ?? ''])) as SettingsOf<Name>
}
