import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { AthenaClient } from '@aws-sdk/client-athena'
import { handle } from 'hono/aws-lambda'
import { openAthenaQueries } from '../../lake/athena.ts'
import { openDynamoLapStore } from '../../laps/dynamodb.ts'
import { loadRules } from '../../rules/rule-document.ts'
import { cloudApi } from '../api.ts'
import { settingsOf } from '../functions.ts'
import { secretOf } from '../secret.ts'

const { TABLE_NAME, TOKEN_SECRET, DATABASE, WORKGROUP } = settingsOf('api', process.env)
const parts = {
  laps: await openDynamoLapStore({ table: TABLE_NAME }),
  queries: openAthenaQueries({ client: new AthenaClient(), database: DATABASE, workGroup: WORKGROUP }),
  rules: loadRules([fileURLToPath(new URL('rules', import.meta.url))], {}).flatMap(loaded =>
    loaded.ok ? [loaded.rule] : [],
  ),
  startedAt: new Date().toISOString(),
  now: Date.now,
  newUuid: randomUUID,
  random: Math.random,
}
const token = secretOf(TOKEN_SECRET)
let known: { readonly token: string; readonly handler: ReturnType<typeof handle> } | undefined

/** The app is made anew when the token has changed. */
export async function handler(...call: Parameters<ReturnType<typeof handle>>): Promise<unknown> {
  const current = await token()
  if (known?.token !== current)
    known = { token: current, handler: handle(cloudApi({ ...parts, token: current })) }
  return known.handler(...call)
}
