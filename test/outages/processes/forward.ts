// Hands connections from the cable on to the hub, which listens to its own machine alone.
import { createConnection, createServer } from 'node:net'

const [, , address = '', port = ''] = process.argv
const server = createServer(outside => {
  const inside = createConnection(Number(port), '127.0.0.1')
  outside.pipe(inside).pipe(outside)
  outside.on('error', () => inside.destroy())
  inside.on('error', () => outside.destroy())
  outside.on('close', () => inside.destroy())
  inside.on('close', () => outside.destroy())
})
server.listen(0, address, () => {
  const bound = server.address()
  process.stdout.write(`forwards ${typeof bound === 'object' ? bound?.port : ''}\n`)
})
