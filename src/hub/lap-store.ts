// Where laps lie: in a file of the data folder, or in a table of DynamoDB that hubs share.
import type { LapStore } from '../laps/store.ts'
import { readAddress } from '../model/engine-address.ts'

/** Opens the table at an address. The SDK is loaded now, and not before. Rejects with LapsFault and a sentence. */
export async function openLapTable(address: string): Promise<LapStore> {
  const { name, region, endpoint } = readAddress(address, 'dynamodb')
  const { openDynamoLapStore } = await import('../laps/dynamodb.ts')
  return openDynamoLapStore({
    table: name,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  })
}
