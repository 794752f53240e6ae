import { openDynamoLapStore } from '../../laps/dynamodb.ts'
import { settingsOf } from '../functions.ts'
import { lapFunction } from '../laps.ts'
import { openRigStates } from '../rig-states.ts'

const { TABLE_NAME: table } = settingsOf('laps', process.env)

export const handler = lapFunction(await openDynamoLapStore({ table }), openRigStates({ table }, Date.now))
