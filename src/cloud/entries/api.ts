import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { AthenaClient } from '@aws-sdk/client-athena'
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { S3Client } from '@aws-sdk/client-s3'
import { handle } from 'hono/aws-lambda'
import { openAthenaQueries } from '../../lake/athena.ts'
import { openDynamoLapStore } from '../../laps/dynamodb.ts'
import { loadRules } from '../../rules/rule-document.ts'
import { cloudApi } from '../api.ts'
import { settingsOf } from '../functions.ts'
import { keepIn } from '../kept-files.ts'
import { openRigStates } from '../rig-states.ts'
import { secretOf } from '../secret.ts'

const settings = settingsOf('api', process.env)
const { TABLE_NAME: table, TOKEN_SECRET, DATABASE, WORKGROUP, ANSWERS_BUCKET } = settings
const broker = new IoTDataPlaneClient()
const parts = {
  laps: await openDynamoLapStore({ table }),
  rigs: openRigStates({ table }, Date.now),
  queries: openAthenaQueries({ client: new AthenaClient(), database: DATABASE, workGroup: WORKGROUP }),
  publish: async (topic: string, message: object) =>
    void (await broker.send(
      new PublishCommand({ topic, qos: 0, payload: Buffer.from(JSON.stringify(message)) }),
    )),
  keep: keepIn(
    new S3Client(),
    ANSWERS_BUCKET,
    region => new URL(`https://${ANSWERS_BUCKET}.s3.${region}.amazonaws.com`),
  ),
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
