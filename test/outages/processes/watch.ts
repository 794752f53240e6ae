// Looks at a hub's broker as a page does: notes when live values come, and what the rig says of its spool.
import { connect } from 'mqtt'

const [, , url = ''] = process.argv
const client = connect(url, { clientId: 'outage-watch' })
client.on('connect', () => client.subscribe(['rigs/+/+/live', 'rigs/+/+/status']))
client.on('message', (topic, payload) => {
  const message: { readonly counters?: { readonly waiting?: number } } = JSON.parse(payload.toString())
  const word = topic.endsWith('/live') ? { live: true } : { waiting: message.counters?.waiting ?? 0 }
  process.stdout.write(`${JSON.stringify({ at: Date.now(), ...word })}\n`)
})
