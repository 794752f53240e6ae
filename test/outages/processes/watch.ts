// Looks at a hub's broker as a page does: notes when live values come, and what the rig says of its spool.
import { connect } from 'mqtt'

const [, , url = ''] = process.argv
const client = connect(url, { clientId: 'outage-watch' })
client.on('connect', () => client.subscribe(['rigs/+/+/live', 'rigs/+/+/status']))
client.on('message', (topic, payload) => {
  const { counters = {} }: { readonly counters?: Readonly<Record<string, number>> } = JSON.parse(
    payload.toString(),
  )
  const { waiting = 0, spooled_bytes: spooled = 0 } = counters
  const word = topic.endsWith('/live') ? { live: true } : { waiting, spooled }
  process.stdout.write(`${JSON.stringify({ at: Date.now(), ...word })}\n`)
})
