// A connector without a broker, to be killed: appends messages and says when all are written.
import { openMqttLink } from '../../../broker/mqtt-link.ts'
import { Outbox } from '../outbox.ts'

const [, , folder = '', count = '0'] = process.argv
const link = openMqttLink({ url: 'mqtt://127.0.0.1:9', clientId: 'appender' })
const outbox = await Outbox.open({ folder, link, report: () => undefined })
for (let index = 0; index < Number(count); index++) {
  outbox.append('a', new TextEncoder().encode(`message ${index}`))
}
while (outbox.counters.spooled_bytes < Number(count) * 10)
  await new Promise(resolve => setTimeout(resolve, 20))
process.send?.('written')
