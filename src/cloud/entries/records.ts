import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { openDynamoLapStore } from '../../laps/dynamodb.ts'
import { settingsOf } from '../functions.ts'
import { recordsFunction } from '../records.ts'

const { TABLE_NAME } = settingsOf('records', process.env)
const broker = new IoTDataPlaneClient()

export const handler = recordsFunction(
  await openDynamoLapStore({ table: TABLE_NAME }),
  async (topic, board) =>
    void (await broker.send(
      new PublishCommand({ topic, qos: 1, payload: Buffer.from(JSON.stringify(board)) }),
    )),
)
