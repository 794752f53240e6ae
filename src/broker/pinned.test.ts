// Who is taken for the hub that one knows, at an address where anybody may be.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { createServer, type TLSSocket } from 'node:tls'
import { newAuthority, noOpenssl } from '../../test/services/authority.ts'
import { vouchesFor } from './pinned.ts'

const skip = noOpenssl ?? false

/** Somebody who shows a certificate, and everything that was said to him. */
async function somebody(context: TestContext, files: { readonly cert: string; readonly key: string }) {
  const said: Buffer[] = []
  const taken = (socket: TLSSocket) => {
    socket.on('data', part => said.push(part))
    socket.on('error', () => undefined)
  }
  const server = createServer({ cert: readFileSync(files.cert), key: readFileSync(files.key) }, taken)
  context.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return { said, url: `mqtts://127.0.0.1:${port}` }
}

test('whom the authority vouches for is taken, and one whom another vouches for is not, and is told nothing', {
  skip,
}, async context => {
  const [own, foreign] = [await newAuthority(), await newAuthority()]
  context.after(() => {
    own.close()
    foreign.close()
  })
  const ca = readFileSync(own.ca, 'utf8')
  const hub = await somebody(context, await own.issue('hub', 'server'))
  // The authorities have one name, and so have their certificates: only the keys tell them apart.
  const trespasser = await somebody(context, await foreign.issue('hub', 'server'))
  assert.equal(await vouchesFor({ ca, anyName: true }, hub.url), true)
  assert.equal(await vouchesFor({ ca, anyName: true }, trespasser.url), false)
  assert.deepEqual([...hub.said, ...trespasser.said], [])
})

test('an authority that vouches for others as well is enough for the one name that is known', {
  skip,
}, async context => {
  const authority = await newAuthority()
  context.after(() => authority.close())
  const ca = readFileSync(authority.ca, 'utf8')
  const hub = await somebody(context, await authority.issue('hub', 'server'))
  assert.equal(await vouchesFor({ ca, name: 'localhost' }, hub.url), true)
  assert.equal(await vouchesFor({ ca, name: 'pit.example.org' }, hub.url), false)
  // Everybody's authorities do not know this one.
  assert.equal(await vouchesFor({ name: 'localhost' }, hub.url), false)
})

test('where nobody is, nobody is taken', async () => {
  assert.equal(await vouchesFor({ name: 'localhost' }, 'mqtts://127.0.0.1:1'), false)
})
