import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { isFinal } from '../rules/rule-fault.ts'
import { webSender } from './web-sender.ts'

test('a result is posted with its headers; what the other side will never take is final, the rest is not', async () => {
  const heard: string[] = []
  const server = createServer((request, response) => {
    request.setEncoding('utf8')
    request.on('data', body => heard.push(`${request.method} ${request.headers['x-key']} ${body}`))
    request.on('end', () => {
      response.statusCode = Number(request.url?.slice(1))
      if (response.statusCode === 302) response.setHeader('location', 'http://elsewhere.example/')
      response.end('thanks')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const send = (status: number) =>
    webSender.send({
      url: `http://127.0.0.1:${address.port}/${status}`,
      headers: { 'x-key': 'k' },
      body: Buffer.from('{"lap":1}'),
    })
  try {
    await send(204)
    assert.deepEqual(heard, ['POST k {"lap":1}'])
    for (const [status, final] of [
      [404, true],
      [429, false],
      [503, false],
    ] as const) {
      const error = await send(status).then(
        () => undefined,
        (error: unknown) => error,
      )
      assert.match(String(error), new RegExp(`answered ${status}`))
      assert.equal(isFinal(error), final)
    }
    await assert.rejects(send(302))
  } finally {
    server.close()
  }
})
