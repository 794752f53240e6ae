import { openDynamoLapStore } from '../../laps/dynamodb.ts'
import { settingsOf } from '../functions.ts'
import { lapFunction } from '../laps.ts'

const { TABLE_NAME } = settingsOf('laps', process.env)

export const handler = lapFunction(await openDynamoLapStore({ table: TABLE_NAME }))
