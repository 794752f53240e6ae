// Ports of this machine that nobody listens on, and waiting until somebody does.
import { createConnection, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Resolves when something takes connections on the port; rejects after two minutes, or as soon as `gone` says why. */
export async function answering(
  port: number,
  gone: () => string | undefined = () => undefined,
): Promise<void> {
  const until = performance.now() + 120_000
  while (performance.now() < until) {
    const answers = await new Promise<boolean>(resolve => {
      const socket = createConnection(port, '127.0.0.1')
      socket.once('connect', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
    if (answers) return
    const why = gone()
    if (why !== undefined) throw new Error(why)
    await sleep(25)
  }
  throw new Error(`nothing answers on port ${port}`)
}
