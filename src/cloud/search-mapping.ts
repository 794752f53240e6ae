// How the search domain keeps live values: index templates, retention and rights, derived from the channel catalogue.
import { indexTemplate } from '../live/search-document.ts'
import { columnByName } from '../model/channels.ts'
import { liveColumns } from '../model/sample.ts'

/** One request to the domain, in the order in which they are made. */
export type SearchRequest = {
  readonly method: 'PUT' | 'POST'
  readonly path: string
  readonly body: object
  /** Answers that also mean that it is as wanted: the thing is there already. */
  readonly also?: readonly number[]
  /** A document with a version: it is read, and written over. */
  readonly versioned?: true
}

const keyword = { type: 'keyword' } as const
const date = { type: 'date', format: 'strict_date_optional_time||epoch_millis' } as const
const long = { type: 'long' } as const

/** Who and when, of every message. */
const header = {
  site: keyword,
  rig: keyword,
  session_id: keyword,
  lap_id: keyword,
  type: keyword,
  seq: long,
  t_us: long,
} as const

/** The fields of a live message; what is not measured is simply not in a document. */
export const liveFields: Readonly<Record<string, object>> = {
  ...header,
  at_ms: date,
  ...Object.fromEntries(
    liveColumns.map(name => [
      name,
      { type: columnByName.get(name)?.channel.bits === 0 ? 'integer' : 'float' },
    ]),
  ),
}

const eventFields = { ...header, at: date, kind: keyword, id: keyword, sector: { type: 'short' } } as const

/** Kept by time, in indices that roll over; their aliases are what rules write to. */
const rolling = { live: liveFields, events: eventFields } as const
const rollingNames = Object.keys(rolling)
/** One document each for what has a state. */
const states = ['entries', 'field', 'sessions', 'status'] as const

/** Everything that rules may write to; a document that names another index is not deployed. */
export const searchIndices: readonly string[] = [...rollingNames, ...states]

const retention = 'pitwall-retention'

const templateOf = (name: string, fields: object): SearchRequest => ({
  method: 'PUT',
  path: `/_index_template/pitwall-${name}`,
  body: {
    index_patterns: [`${name}-*`],
    template: {
      settings: {
        number_of_shards: 1,
        number_of_replicas: 0,
        refresh_interval: '1s',
        codec: 'best_compression',
        'plugins.index_state_management.rollover_alias': name,
      },
      mappings: { dynamic: false, properties: fields },
    },
  },
})

/** A new index a day or every 10 GB; what is older than a week is deleted, for the lake has it. */
const retentionPolicy: SearchRequest = {
  method: 'PUT',
  path: `/_plugins/_ism/policies/${retention}`,
  versioned: true,
  body: {
    policy: {
      description: 'Live values and events for a week',
      default_state: 'hot',
      states: [
        {
          name: 'hot',
          actions: [{ rollover: { min_index_age: '1d', min_size: '10gb' } }],
          transitions: [{ state_name: 'delete', conditions: { min_index_age: '7d' } }],
        },
        { name: 'delete', actions: [{ delete: {} }], transitions: [] },
      ],
      ism_template: [{ index_patterns: rollingNames.map(name => `${name}-*`), priority: 100 }],
    },
  },
}

const firstIndex = (name: string): SearchRequest => ({
  method: 'PUT',
  path: `/${name}-000001`,
  body: { aliases: { [name]: { is_write_index: true } } },
  also: [400],
})

const stateTemplate: SearchRequest = {
  method: 'PUT',
  path: '/_index_template/pitwall-state',
  body: {
    index_patterns: [...states],
    template: {
      settings: { number_of_shards: 1, number_of_replicas: 0 },
      mappings: indexTemplate.template.mappings,
    },
  },
}

/** What the rules may do: write documents, and make the indices of states. */
const rulesMay = (role: string): readonly SearchRequest[] => [
  {
    method: 'PUT',
    path: '/_plugins/_security/api/roles/pitwall_rules',
    body: {
      index_permissions: [
        {
          index_patterns: [...searchIndices, ...rollingNames.map(name => `${name}-*`)],
          allowed_actions: [
            'indices:data/write/index',
            'indices:data/write/bulk*',
            'indices:admin/create',
            'indices:admin/mapping/put',
          ],
        },
      ],
    },
  },
  {
    method: 'PUT',
    path: '/_plugins/_security/api/rolesmapping/pitwall_rules',
    body: { backend_roles: [role] },
  },
]

/** Everything but the dashboards. `role`: the ARN of what rules act as. */
export const mappingRequests = (role: string): readonly SearchRequest[] => [
  ...Object.entries(rolling).map(([name, fields]) => templateOf(name, fields)),
  stateTemplate,
  retentionPolicy,
  ...rollingNames.map(firstIndex),
  ...rulesMay(role),
]
