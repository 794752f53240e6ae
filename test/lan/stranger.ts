// Somebody on the network who answers every question with far too much of everything; a process of its own.
import { createSocket } from 'node:dgram'
import { decode, encode } from 'dns-packet'
import { recordsOf } from '../../src/lan/dns-records.ts'
import { hubService } from '../../src/lan/notices.ts'

const group = '224.0.0.251'
const [address = ''] = process.argv.slice(2)
const socket = createSocket({ type: 'udp4', reuseAddr: true })
const notice = { name: 'x', version: '0.1.0', tls: false, port: 1, mqttPort: 1 }
socket.on('message', (bytes, { address: asker, port }) => {
  const packet = decode(bytes)
  if (packet.type !== 'query' || port === 5353) return
  const { id = 0 } = packet
  const send = (answer: Uint8Array) => socket.send(answer, port, asker)
  const hubs = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) =>
      recordsOf(hubService({ ...notice, name: `${from + index} \u001b[2J\u202estranger` }), address),
    )
  for (let from = 0; from < 900; from += 12)
    send(encode({ type: 'response', id, answers: hubs(from, from + 12).flat() }))
  for (let count = 0; count < 300; count++) send(Buffer.alloc(60_000, count))
  // A name that points at itself, a length beyond the end, and the beginning of a packet.
  const head = Buffer.from([id >> 8, id & 255, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0])
  for (const tail of [[0xc0, 0x0c, 0, 12], [63, 1, 2], []]) send(Buffer.concat([head, Buffer.from(tail)]))
})
socket.bind(5353, () => {
  socket.addMembership(group, address)
  process.stdout.write('listening\n')
})
