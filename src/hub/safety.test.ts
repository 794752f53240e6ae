import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect as dial } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connectAsync } from 'mqtt'
import { openBroker } from '../broker/embedded.ts'
import { manualClock } from '../model/testing/manual-clock.ts'
import { makeDoorkeeper, thisMachine } from './access/doorkeeper.ts'
import { configure, type Told } from './configuration.ts'
import { openEntry } from './entry.ts'
import { openLimits, spentBy } from './limits.ts'
import { type Answer, withKeyedHub } from './testing/keyed-hub.ts'

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })
const browser = { accept: 'text/html,application/xhtml+xml' }
const cookieIn = ({ headers }: Answer) => String(headers['set-cookie'])

test('whoever guesses is not even listened to after ten tries, and others are', () => {
  const clock = manualClock()
  const holder = { id: 'token', role: 'owner', name: 'the token' } as const
  const doorkeeper = makeDoorkeeper({ told: [{ secret: 'the told token', holder }], clock })
  const kinds = Array.from({ length: 12 }, (_, n) => doorkeeper.recognise(`guess ${n}`, '10.0.0.9').kind)
  assert.deepEqual(kinds, [...Array(10).fill('refused'), 'hasty', 'hasty'])
  assert.equal(doorkeeper.recognise('the told token', '10.0.0.9').kind, 'hasty')
  assert.equal(doorkeeper.recognise('the told token', '10.0.0.8').kind, 'holder')
  clock.pass(6_000)
  assert.equal(doorkeeper.recognise('the told token', '10.0.0.9').kind, 'holder')
  assert.deepEqual(doorkeeper.counters, { wrong_secrets: 10, guesses_refused: 3 })
})

test('guesses over HTTP end with 429 and a time to wait, a made secret still opens, and health tells', () =>
  withKeyedHub(async ({ ask, secrets }) => {
    const guess = (n: number) => ask('/api/laps', { headers: bearer(`guess ${n}`) })
    for (let n = 0; n < 10; n++) assert.equal((await guess(n)).status, 401)
    const { status, headers } = await guess(10)
    assert.equal(status, 429)
    assert.ok(Number(headers['retry-after']) >= 1)
    const { text } = await ask('/api/health', { headers: bearer(secrets.reader) })
    const { parts } = JSON.parse(text)
    const part = parts.find((of: { readonly part: string }) => of.part === 'access')
    assert.equal(part.state, 'caution')
    assert.equal(part.figures.wrong_secrets, 10)
  }))

test('guesses over MQTT count as those over HTTP do', () =>
  withKeyedHub(async ({ hub, ask }) => {
    for (let n = 0; n < 10; n++) {
      await assert.rejects(
        connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, {
          ...{ username: 'x', password: `guess ${n}`, reconnectPeriod: 0 },
        }),
      )
    }
    assert.equal((await ask('/api/laps', { headers: bearer('the told token') })).status, 429)
  }))

test('writes and questions are bounded for each credential, reading is not', () => {
  const clock = manualClock()
  const limits = openLimits(clock)
  const anna = { id: 'a', role: 'steward', name: 'Anna' } as const
  const spend = (what: 'write' | 'question', by: typeof anna | undefined, times: number) =>
    Array.from({ length: times }, () => limits.spend(what, by, '10.0.0.9')).filter(wait => wait > 0).length
  assert.deepEqual([spend('write', anna, 125), spend('write', { ...anna, id: 'b' as 'a' }, 1)], [5, 0])
  assert.equal(spend('question', undefined, 61), 1)
  clock.pass(1_000)
  assert.equal(spend('question', undefined, 5), 0)
  assert.deepEqual(limits.counters, { hasty_writes: 5, hasty_questions: 1 })
  assert.deepEqual(
    [spentBy('GET', '/api/laps'), spentBy('POST', '/api/sql'), spentBy('DELETE', '/api/events/x')],
    [undefined, 'question', 'write'],
  )
})

test('too many writes in a row end with 429 and a time to wait', () =>
  withKeyedHub(async ({ ask, secrets }) => {
    const write = () => ask('/api/events/none', { method: 'DELETE', headers: bearer(secrets.steward) })
    const answers = await Promise.all(Array.from({ length: 300 }, write))
    const hasty = answers.filter(({ status }) => status === 429)
    assert.ok(hasty.length > 0)
    for (const { headers } of hasty) assert.ok(Number(headers['retry-after']) >= 1)
    assert.equal((await ask('/api/laps', { headers: bearer(secrets.steward) })).status, 200)
  }))

test('a machine that connects over and over to the broker is hung up on, and counted', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0, connectRate: { burst: 3, per_s: 0.001 } })
  try {
    const knock = async () => {
      const socket = dial(broker.port, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      return socket
    }
    const first = await Promise.all([knock(), knock(), knock()])
    const fourth = await knock()
    await once(fourth, 'close')
    assert.equal(broker.counters.hasty_clients, 1)
    for (const socket of first) {
      assert.ok(!socket.destroyed)
      socket.destroy()
    }
  } finally {
    await broker.close()
  }
})

test('a body that is too long, or does not say how long it is, is not read', () =>
  withKeyedHub(async ({ ask, secrets }) => {
    const post = (headers: Readonly<Record<string, string>>, body: string) =>
      ask('/api/sql', { method: 'POST', headers: { ...bearer(secrets.reader), ...headers }, body })
    assert.equal((await post({}, 'x'.repeat(1024 * 1024 + 1))).status, 413)
    assert.equal((await post({ 'transfer-encoding': 'chunked' }, 'x')).status, 411)
    assert.equal((await post({}, '{}')).status, 400)
  }))

test('answers of every kind forbid inline scripts, framing, guessing of types and telling where one came from', () =>
  withKeyedHub(async ({ ask, secrets }) => {
    const headers = bearer(secrets.owner)
    const upgrade = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
    const kinds: readonly (readonly [string, number, Answer])[] = [
      ['page', 200, await ask('/', { headers: { ...headers, ...browser } })],
      ['API', 200, await ask('/api/health', { headers })],
      ['text', 200, await ask('/metrics', { headers })],
      ['stylesheet', 200, await ask('/entrance.css')],
      ['form', 401, await ask('/', { headers: browser })],
      ['link', 200, await ask(`/?token=${secrets.reader}`, { headers: browser })],
      ['redirect', 303, await ask('/enter', { method: 'POST', body: `secret=${secrets.reader}` })],
      ['stranger', 401, await ask('/api/laps')],
      ['role', 403, await ask('/api/access', { headers: bearer(secrets.reader) })],
      ['origin', 403, await ask('/api/laps', { headers: { ...headers, origin: 'http://evil.example' } })],
      ['name', 421, await ask('/', { headers: { ...browser, host: 'evil.example' } })],
      ['nothing there', 404, await ask('/api/none', { headers })],
      ['wrong', 400, await ask('/api/laps?limit=many', { headers })],
      ['no line', 401, await ask('/live', { headers: { ...upgrade, 'sec-websocket-key': 'x' } })],
    ]
    for (const [kind, status, answer] of kinds) {
      assert.equal(answer.status, status, `${kind}: ${answer.text.slice(0, 200)}`)
      const policy = String(answer.headers['content-security-policy'])
      assert.match(policy, /default-src '(self|none)'/, kind)
      assert.match(policy, /frame-ancestors 'none'/, kind)
      assert.doesNotMatch(policy, /unsafe|\*/, kind)
      assert.equal(answer.headers['x-content-type-options'], 'nosniff', kind)
      assert.equal(answer.headers['referrer-policy'], 'no-referrer', kind)
      assert.equal(answer.headers['strict-transport-security'], undefined, kind)
      assert.doesNotMatch(answer.text, /<script(?![^>]*\bsrc=)|\son\w+=|javascript:/i, kind)
    }
  }))

test('a link with a secret becomes a cookie that scripts and other sites do not see, and an address without it', () =>
  withKeyedHub(async ({ ask, hub, secrets }) => {
    const linked = await ask(`/compare?laps=a,b&token=${secrets.reader}`, { headers: browser })
    assert.match(linked.text, /http-equiv="refresh" content="0; url=\/compare\?laps=a%2Cb"/)
    assert.ok(!linked.text.includes(secrets.reader))
    assert.equal(linked.headers['cache-control'], 'no-store')
    const given = cookieIn(linked)
    assert.match(given, /; HttpOnly; SameSite=Strict; Path=\/;/)
    assert.doesNotMatch(given, /Secure/)
    const cookie = given.split(';')[0] ?? ''
    assert.ok(cookie.startsWith(`pitwall_token_${hub.port}=`), 'hubs on one machine share a cookie jar')
    assert.equal((await ask('/api/laps', { headers: { cookie } })).status, 200)
  }))

test('a cookie that has ended is taken back, and its owner is asked anew', () =>
  withKeyedHub(async ({ ask, hub, secrets, revoke }) => {
    revoke('reader')
    const cookie = `pitwall_token_${hub.port}=${secrets.reader}`
    let answer = await ask('/api/laps', { headers: { cookie } })
    while (answer.status === 200) answer = await ask('/api/laps', { headers: { cookie } })
    assert.equal(answer.status, 401)
    assert.match(cookieIn(answer), /=; HttpOnly.*Max-Age=0/)
    const page = await ask('/', { headers: { cookie, ...browser } })
    assert.match(page.text, /role="alert">this secret was revoked/)
  }))

test('the form lets in whoever has a secret, and leads to no other place than this hub', () =>
  withKeyedHub(async ({ ask, secrets }) => {
    const enter = (secret: string, to = '/') =>
      ask('/enter', { method: 'POST', body: new URLSearchParams({ secret, to }).toString() })
    const inside = await enter(secrets.reader, '/lake?q=1')
    assert.deepEqual([inside.status, inside.headers['location']], [303, '/lake?q=1'])
    for (const elsewhere of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
    ])
      assert.equal((await enter(secrets.reader, elsewhere)).headers['location'], '/', elsewhere)
    const wrong = await enter('nothing')
    assert.equal(wrong.status, 401)
    assert.equal(wrong.headers['set-cookie'], undefined)
    assert.match((await enter(secrets.rig)).text, /secret of a rig/)
  }))

test('a page elsewhere that leads here is answered from here, so that the strict cookie comes along', () =>
  withKeyedHub(async ({ ask }) => {
    const crossing = await ask('/laps', { headers: { ...browser, 'sec-fetch-site': 'cross-site' } })
    assert.match(crossing.text, /url=\/laps"/)
    const own = await ask('/laps', { headers: { ...browser, 'sec-fetch-site': 'same-origin' } })
    assert.match(own.text, /<form method="post" action="\/enter">/)
  }))

test('what is typed into an address never becomes markup', () =>
  withKeyedHub(async ({ ask, secrets }) => {
    for (const path of ['/"><script>alert(1)</script>', '/x?"><img src=x onerror=alert(1)>']) {
      for (const address of [path, `${path}${path.includes('?') ? '&' : '?'}token=${secrets.reader}`]) {
        const { text } = await ask(encodeURI(address).replaceAll('%22', '"'), { headers: browser })
        assert.doesNotMatch(text, /<script|<img/)
      }
    }
  }))

test('no secret stands in the log or in any file but the note of the running hub', () =>
  withKeyedHub(async ({ hub, data, ask, secrets, logged }) => {
    for (const secret of [...Object.values(secrets), 'the told token', 'a wrong secret']) {
      await ask('/api/laps', { headers: bearer(secret) })
      await ask(`/?token=${encodeURIComponent(secret)}`, { headers: browser })
      await ask('/enter', { method: 'POST', body: new URLSearchParams({ secret }).toString() })
      await connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, {
        ...{ username: 'x', password: secret, reconnectPeriod: 0 },
      }).then(
        client => client.endAsync(true),
        () => undefined,
      )
    }
    assert.ok(logged.length > 0)
    const files = readdirSync(data, { recursive: true, encoding: 'utf8' })
      .map(name => join(data, name))
      .filter(path => statSync(path).isFile())
    assert.ok(files.some(path => path.endsWith('access.json')))
    for (const secret of [...Object.values(secrets), 'the told token', 'a wrong secret']) {
      for (const line of logged) assert.ok(!line.includes(secret), line)
      for (const path of files) assert.ok(!readFileSync(path).includes(secret), path)
    }
    assert.equal(statSync(join(data, 'hub.json')).mode & 0o077, 0)
  }))

test('a hub on this machine alone asks nobody, as its pages and rigs have it', () => {
  const doorkeeper = makeDoorkeeper({ told: [], unasked: thisMachine, clock: manualClock() })
  for (const shown of [undefined, '', 'anything'])
    assert.deepEqual(doorkeeper.recognise(shown, '127.0.0.1'), { kind: 'holder', holder: thisMachine })
})

test('a hub that is first opened to the network makes one owner, and tells the secret once', async context => {
  const data = mkdtempSync(join(tmpdir(), 'pitwall-entry-'))
  context.after(() => rmSync(data, { recursive: true }))
  const entry = (told: Partial<Told>) =>
    openEntry(configure({ data, host: '0.0.0.0', ...told }), data, manualClock(), assert.fail)
  const kept = async (told: Partial<Told>) => {
    const opened = entry(told)
    const secret = opened.makeFirstOwner()
    await opened.close()
    return secret
  }
  assert.equal(await kept({ host: '127.0.0.1' }), undefined)
  assert.equal(await kept({ token: 'the told token' }), undefined)
  const secret = (await kept({})) ?? ''
  assert.equal(await kept({}), undefined)
  const { doorkeeper, close } = entry({})
  const found = doorkeeper.recognise(secret, '192.168.1.7')
  assert.equal(found.kind === 'holder' && found.holder.role, 'owner')
  assert.equal(doorkeeper.recognise(undefined, '127.0.0.1').kind, 'stranger', 'a proxy may stand there')
  await close()
})
