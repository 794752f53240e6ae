// A rig with a credential that publishes on the topic of another rig; a process of its own, beside the rig.
import { readFileSync } from 'node:fs'
import { connectAsync } from 'mqtt'

const [file = '', topic = ''] = process.argv.slice(2)
const { broker, secret, authority }: { broker: string; secret: string; authority?: string } = JSON.parse(
  readFileSync(file, 'utf8'),
)
const client = await connectAsync(broker, {
  ...{ clientId: 'trespasser', username: 'rig', password: secret, protocolVersion: 4, reconnectPeriod: 0 },
  ...(authority !== undefined && { ca: authority, checkServerIdentity: () => undefined }),
})
client.on('error', () => undefined)
client.on('close', () => {
  process.stdout.write('thrown out\n')
  process.exit()
})
process.stdout.write('came in\n')
client.publish(topic, '{}', { qos: 1 }, () => undefined)
