// The API described by OpenAPI 3.1; every shape comes from the zod value that also checks it. Its operations lie in api/.
import { z } from 'zod'
import { accessOperations } from './api/access.ts'
import { boardOperations } from './api/boards.ts'
import { hubOperations } from './api/hub.ts'
import { lakeOperations } from './api/lake.ts'
import { lapOperations } from './api/laps.ts'
import type { Operation } from './api/operation.ts'
import { rigOperations } from './api/rigs.ts'
import { ruleOperations } from './api/rules.ts'
import { trackOperations } from './api/tracks.ts'
import { version } from './version.ts'

export const operations: readonly Operation[] = [
  ...lapOperations,
  ...boardOperations,
  ...trackOperations,
  ...ruleOperations,
  ...lakeOperations,
  ...rigOperations,
  ...accessOperations,
  ...hubOperations,
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
