// A rig and a hub that pair, on a clock of their own; and those who would like to pair instead.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { pairingHalf, pairingKeys } from '../../lan/pairing/keys.ts'
import { type PairingGrant, pairingRefusals, pairingRequest } from '../../lan/pairing/words.ts'
import { codeIn } from '../../model/pairing-code.ts'
import { RigFault } from '../../rig/fault.ts'
import { type PairingLine, pair } from '../../rig/pairing/pair.ts'
import { type Desk, openDesk, pairingLimits } from './desk.ts'

const minute = 60_000

/** A hub with a clock that is wound by hand, and the rigs that it has let in. */
function aHub(fingerprint?: string) {
  const clock = { now: 1_000_000 }
  const admitted: string[] = []
  const desk = openDesk({
    now: () => clock.now,
    random: count => randomBytes(count),
    pick: limit => limit - 1 - (clock.now % 1000),
    fingerprint: () => fingerprint,
    knows: (site, rig) => admitted.includes(`${site}/${rig}`),
    admit(site, rig): PairingGrant {
      admitted.push(`${site}/${rig}`)
      return { secret: `secret of ${site}/${rig} ${admitted.length}`, mqtt_port: 1883, authority: 'PEM' }
    },
  })
  return { clock, admitted, desk }
}

/** What a network does between the two: nothing, or what `wire` makes of it. */
function lineTo(desk: Desk, fingerprint?: string, address = '10.0.0.2'): PairingLine {
  const answered = (answer: { readonly ok: boolean; readonly value?: object }) => {
    const { ok, value, ...no } = answer
    return { status: ok ? 200 : 403, body: ok ? { hub: 'Box 7', ...value } : no, fingerprint }
  }
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  return async (_method, path, body = {}) => {
    const [, id = '', step = ''] = /^\/api\/pairing(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path) ?? []
    const { element, proof } = { element: '', proof: '', ...body }
    if (id === '') return answered(desk.ask(pairingRequest.parse(body), address))
    if (step === '') return answered(desk.waits(id))
    if (step === 'share') {
      const answer = desk.share(id, Buffer.from(element, 'base64url'))
      return answered(answer.ok ? { ok: true, value: { element: base64(answer.value.element) } } : answer)
    }
    const answer = desk.prove(id, Buffer.from(proof, 'base64url'))
    return answered(answer.ok ? { ok: true, value: { sealed: base64(answer.value.sealed) } } : answer)
  }
}

const codeOf = (desk: Desk, rig = 'rig1') =>
  desk.list().find(request => request.rig === rig && request.state === 'waiting')?.code ?? 'none'
const wrongFor = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

const aRig = (
  line: PairingLine,
  type: (times: number) => string | undefined | Promise<string>,
  rig = 'rig1',
) => {
  const said: string[] = []
  let times = 0
  const paired = pair({
    ...{ hub: 'Box 7', site: 'home', rig, version: '0.1.0', line, look_ms: 5 },
    askCode: async () => type(times++),
    report: text => said.push(text),
  })
  return { paired, said }
}

const failsWith = (words: RegExp) => (error: unknown) =>
  error instanceof RigFault && error.code === 'not-paired' && words.test(error.message)

test('who types the digits that the hub shows is let in, with a secret that nobody overheard', async () => {
  const { desk, admitted } = aHub('aa')
  const overheard: string[] = []
  const line = lineTo(desk, 'aa')
  const { paired } = aRig(
    async (method, path, body) => {
      const answer = await line(method, path, body)
      overheard.push(JSON.stringify([body, answer]))
      return answer
    },
    () => codeOf(desk).replace(/(...)/, '$1 '),
  )
  assert.deepEqual(await paired, { secret: 'secret of home/rig1 1', mqtt_port: 1883, authority: 'PEM' })
  assert.deepEqual(admitted, ['home/rig1'])
  assert.deepEqual(desk.list()[0]?.state, 'paired')
  assert.equal(desk.list()[0]?.code, undefined)
  assert.ok(overheard.length >= 3 && overheard.every(said => !said.includes('secret of')))
})

test('a wrong code is told with the tries that are left, and the third one ends it', async () => {
  const { desk, admitted } = aHub()
  const { paired, said } = aRig(lineTo(desk), () => wrongFor(codeOf(desk)))
  await assert.rejects(paired, failsWith(/that was the third wrong code/))
  assert.equal(said.length, 2)
  assert.match(said[0] ?? '', /not the code; 2 tries are left/)
  assert.match(said[1] ?? '', /one try is left/)
  assert.deepEqual([admitted, desk.list()[0]?.state], [[], 'spent'])
})

test('somebody who mistypes once and then does not is let in; letters cost no try', async () => {
  const { desk } = aHub()
  const { paired, said } = aRig(lineTo(desk), times =>
    times === 0 ? 'abc' : times === 1 ? wrongFor(codeOf(desk)) : codeOf(desk),
  )
  assert.match((await paired).secret, /secret of home\/rig1/)
  assert.match(said[0] ?? '', /six digits/)
  assert.equal(desk.list()[0]?.tries_left, 1)
})

test('a code counts for two minutes, and then never again', async () => {
  const { desk, clock, admitted } = aHub()
  const { paired } = aRig(lineTo(desk), () => {
    const code = codeOf(desk)
    clock.now += pairingLimits.lifetime_ms
    return code
  })
  await assert.rejects(paired, failsWith(/the code has expired/))
  assert.deepEqual([admitted, desk.list()[0]?.state], [[], 'expired'])
  clock.now += pairingLimits.remembered_ms
  assert.deepEqual(desk.list(), [])
})

test('a code lets in once: what was said then lets nobody in again', () => {
  const { desk, admitted } = aHub()
  const run = guess(desk, codeOf)
  assert.equal(desk.prove(run.id, run.proof).ok, true)
  assert.deepEqual(desk.prove(run.id, run.proof), { ok: false, refusal: 'gone' })
  assert.deepEqual(admitted, ['home/rig1'])
})

test('a rig that waits is told when the owner says no, and when the hub is gone', async () => {
  const { desk } = aHub()
  const never = new Promise<string>(() => undefined)
  const refused = aRig(lineTo(desk), () => never)
  await new Promise(resolve => setTimeout(resolve, 20))
  assert.equal(desk.refuse(desk.list()[0]?.id ?? ''), true)
  await assert.rejects(refused.paired, failsWith(/the owner of the hub said no/))

  let there = true
  const line = lineTo(desk)
  const left = aRig(
    async (...words) => {
      if (!there) throw new Error('connect ECONNREFUSED')
      return line(...words)
    },
    () => never,
    'rig2',
  )
  await new Promise(resolve => setTimeout(resolve, 20))
  there = false
  await assert.rejects(left.paired, failsWith(/expected an answer, found connect ECONNREFUSED/))
})

test('a man in the middle with a certificate of his own gets neither in nor anything out', async () => {
  const { desk, admitted } = aHub('the hub')
  // He passes everything on; only the certificate that the rig sees is his.
  const { paired, said } = aRig(lineTo(desk, 'the man'), () => codeOf(desk))
  await assert.rejects(paired, failsWith(/third wrong code/))
  assert.match(said[0] ?? '', /somebody may stand between/)
  assert.deepEqual(admitted, [])
})

test('a man who takes TLS away is found out as well', async () => {
  const { desk, admitted } = aHub('the hub')
  await assert.rejects(aRig(lineTo(desk, undefined), () => codeOf(desk)).paired, failsWith(/third wrong/))
  assert.deepEqual(admitted, [])
})

test('one who plays the hub does not know the code, and is not believed', async () => {
  const { desk } = aHub()
  const line = lineTo(desk)
  const { paired } = aRig(
    async (method, path, body) => {
      const answer = await line(method, path, body)
      const sealed = randomBytes(80).toString('base64url')
      return path.endsWith('/proof') ? { ...answer, status: 200, body: { sealed } } : answer
    },
    () => '123456',
  )
  await assert.rejects(paired, failsWith(/somebody else, who may stand between/))
})

test('a certificate that changes while one pairs ends it', async () => {
  const { desk } = aHub('aa')
  const line = lineTo(desk, 'aa')
  const { paired } = aRig(
    async (method, path, body) => ({
      ...(await line(method, path, body)),
      fingerprint: path.endsWith('/share') ? 'bb' : 'aa',
    }),
    () => codeOf(desk),
  )
  await assert.rejects(paired, failsWith(/somebody else/))
})

/** A run by hand, up to the proof. */
function guess(desk: Desk, codeFor: (desk: Desk) => string) {
  const rig = 'rig1'
  const nonce = randomBytes(16)
  const request = { v: 1, site: 'home', rig, version: '0', nonce: nonce.toString('base64url') } as const
  const asked = desk.ask(request, '10.0.0.66')
  if (!asked.ok) return { ...asked, id: '', proof: Buffer.alloc(0), element: Buffer.alloc(0) }
  const { id } = asked.value
  const nonces = [nonce, Buffer.from(id, 'base64url')] as const
  const context = { code: codeFor(desk), site: 'home', rig, fingerprint: undefined, nonces }
  const half = pairingHalf(context, randomBytes(32))
  const share = desk.share(id, half.element)
  if (!share.ok) return { ...share, id, proof: Buffer.alloc(0), element: half.element }
  const keys = pairingKeys(half, share.value.element, 'rig', context)
  assert.ok(keys)
  return { ok: true, refusal: undefined, id, proof: keys.proof, element: half.element }
}

test('breaking off counts as a try: a guess that is wrong is never free', () => {
  const { desk } = aHub()
  const { id } = guess(desk, codeOf)
  desk.share(id, Buffer.alloc(32))
  assert.equal(desk.list()[0]?.tries_left, 1)
  assert.deepEqual(desk.share(id, Buffer.alloc(32)), { ok: false, refusal: 'spent' })
  assert.deepEqual(desk.prove(id, Buffer.alloc(32)), { ok: false, refusal: 'spent' })
})

test('a proof of nothing, or of another length, is a wrong code', () => {
  const { desk } = aHub()
  const { id } = guess(desk, codeOf)
  assert.deepEqual(desk.prove(id, Buffer.alloc(0)), { ok: false, refusal: 'wrong', tries_left: 2 })
  assert.deepEqual(desk.prove(id, Buffer.alloc(32)), { ok: false, refusal: 'wrong', tries_left: 2 })
})

test('who guesses on and on for a month has had a few hundred guesses of a million', () => {
  const { desk, clock, admitted } = aHub()
  const any = guess(desk, codeOf).element
  let tries = 0
  for (const from = clock.now; clock.now - from < 30 * 24 * 60 * minute; ) {
    const nonce = randomBytes(16).toString('base64url')
    const asked = desk.ask({ v: 1, site: 'home', rig: 'rig1', version: '0', nonce }, '10.0.0.66')
    if (!asked.ok) {
      clock.now = desk.restsUntil() ?? clock.now + minute
      continue
    }
    for (let answer = desk.share(asked.value.id, any); answer.ok; answer = desk.share(asked.value.id, any)) {
      tries++
      desk.prove(asked.value.id, Buffer.alloc(32))
    }
  }
  assert.deepEqual(admitted, [])
  assert.ok(tries > 50 && tries < 450, `${tries} tries`)
})

test('after ten wrong tries nobody is paired for ten minutes, and then somebody is', () => {
  const { desk, clock } = aHub()
  // Breaking off each time, and beginning again.
  for (let tries = 0; tries < pairingLimits.failures; tries++) guess(desk, () => '000000')
  assert.equal(guess(desk, () => '000000').refusal, 'resting')
  const until = desk.restsUntil()
  assert.equal(until, clock.now + pairingLimits.rest_ms)
  clock.now = until ?? 0
  assert.equal(desk.restsUntil(), undefined)
  const run = guess(desk, codeOf)
  assert.equal(desk.prove(run.id, run.proof).ok, true)
})

test('eight may wait, two of one address, and who asks again takes his own place', () => {
  const { desk, clock } = aHub()
  const ask = (rig: string, address: string) =>
    desk.ask({ v: 1, site: 'home', rig, version: '0', nonce: randomBytes(16).toString('base64url') }, address)
  for (let times = 0; times < 5; times++) assert.equal(ask('rig1', '10.0.0.1').ok, true)
  assert.equal(desk.list().length, 1)
  assert.equal(ask('rig2', '10.0.0.1').ok, true)
  assert.deepEqual(ask('rig3', '10.0.0.1'), { ok: false, refusal: 'full' })
  for (let host = 2; host < 8; host++) assert.equal(ask('rig1', `10.0.0.${host}`).ok, true)
  assert.deepEqual(ask('rig1', '10.0.0.99'), { ok: false, refusal: 'full' })
  clock.now += pairingLimits.lifetime_ms
  assert.equal(ask('rig1', '10.0.0.99').ok, true)
  for (let round = 0; round < 100; round++) {
    clock.now += pairingLimits.lifetime_ms / 2
    for (let host = 0; host < 8; host++) ask('rig1', `10.0.2.${host}`)
  }
  assert.ok(desk.list().length <= pairingLimits.kept)
})

test('a name that is taken is told to both sides before anybody types', async () => {
  const { desk } = aHub()
  await aRig(lineTo(desk), () => codeOf(desk)).paired
  let known: boolean | undefined
  const second = pair({
    ...{
      hub: 'Box 7',
      site: 'home',
      rig: 'rig1',
      version: '0.1.0',
      line: lineTo(desk),
      report: () => undefined,
    },
    askCode: async offer => {
      known = offer.known
      return codeOf(desk)
    },
  })
  assert.match((await second).secret, / 2$/)
  assert.equal(known, true)
  assert.equal(desk.list().at(-1)?.known, true)
})

test('nobody at the terminal is told so, and how else', async () => {
  const { desk } = aHub()
  await assert.rejects(aRig(lineTo(desk), () => undefined).paired, failsWith(/give the code with --code/))
})

test('a code is read as people write it, and each refusal has its words', () => {
  for (const typed of ['482913', ' 482 913 ', '482-913', '482.913']) assert.equal(codeIn(typed), '482913')
  for (const typed of ['48291', '4829133', '48291a', '']) assert.equal(codeIn(typed), undefined)
  for (const words of Object.values(pairingRefusals)) assert.match(words, /^[a-z].*[a-z]$/)
})
