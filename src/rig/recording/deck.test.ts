import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { rigId, siteId } from '../../model/identity.ts'
import { micros, unixMillis } from '../../units/quantity.ts'
import { accGraphics } from '../../wire/acc/graphics.ts'
import { accPhysics } from '../../wire/acc/physics.ts'
import { accStatic } from '../../wire/acc/static.ts'
import { encode } from '../../wire/struct.ts'
import { Deck } from './deck.ts'
import { type RecordingOptions, recording } from './recording.ts'
import { Tape } from './tape.ts'

const folder = await mkdtemp(join(tmpdir(), 'pitwall-deck-'))
after(() => rm(folder, { recursive: true }))

/** Four minutes, ten pages a second; a page knows its tenth. */
async function drive(): Promise<string> {
  const tape = await Tape.open({
    ...{ folder, site: siteId('home'), rig: rigId('one'), origin: 'live', version: '1', report: assert.fail },
  })
  tape.state('reading', 'by hand', unixMillis(1_800_000_000_000))
  tape.page('static', encode(accStatic, { track: 'Imola' }), micros(0), undefined)
  for (let tenth = 0; tenth < 2400; tenth++) {
    tape.page('graphics', encode(accGraphics, { packetId: tenth, status: 2 }), micros(tenth * 1e5), undefined)
    tape.page('physics', encode(accPhysics, { packetId: tenth }), micros(tenth * 1e5), undefined)
    if (tenth % 50 === 0) tape.counted({ pages: 0, duplicates: 0, gaps: tenth, torn: 0, empty: 0 })
    if (tenth % 100 === 99) tape.state('waiting', '', unixMillis(1_800_000_000_000))
  }
  const [path = ''] = await tape.close()
  return path
}
const path = await drive()

/** What was handed out: the tenth of a physics page, or a word. */
type Heard = number | 'static' | 'anew'

async function played(
  options: Omit<RecordingOptions, 'path' | 'speed'>,
  watch: (tenth: number, stop: () => void) => void = () => undefined,
): Promise<readonly Heard[]> {
  const heard: Heard[] = []
  const stopping = new AbortController()
  await recording({ path, speed: 'max', ...options }).run(
    {
      page: (page, bytes) => {
        if (page === 'static') heard.push('static')
        if (page !== 'physics') return
        const tenth = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true)
        heard.push(tenth)
        watch(tenth, () => stopping.abort())
      },
      state: () => undefined,
      anew: () => heard.push('anew'),
    },
    stopping.signal,
  )
  return heard
}

const tenths = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
const seconds = (count: number) => micros(count * 1e6)

test('a part of a recording begins with what had been said before it, and does not go on after its end', async () => {
  const heard = await played({ from: seconds(130), to: seconds(131.5) })
  assert.deepEqual(heard, ['static', ...tenths(1300, 1316), 'anew'])
})

test('all of a recording is one drive', async () => {
  assert.deepEqual(await played({}), ['static', ...tenths(0, 2400)])
})

test('moving forward and back goes on at the very place, and says that it does not continue what was before', async () => {
  const deck = new Deck(Number.POSITIVE_INFINITY)
  let moves = 0
  const heard = await played({ deck, to: seconds(100) }, tenth => {
    if (moves === 0 && tenth === 20) deck.seek(seconds(90))
    if (moves === 1 && tenth === 910) deck.seek(seconds(70))
    if ((moves === 0 && tenth === 20) || (moves === 1 && tenth === 910)) moves++
  })
  assert.deepEqual(heard, [
    ...['static' as const, ...tenths(0, 21), 'anew' as const],
    ...['static' as const, ...tenths(900, 911), 'anew' as const],
    ...['static' as const, ...tenths(700, 1001), 'anew' as const],
  ])
})

test('a loop plays the same part again and again', async () => {
  const heard = await played({ from: seconds(1), to: seconds(1.2), loop: true }, (tenth, stop) => {
    if (tenth === 12 && ++rounds === 3) stop()
  })
  const round: readonly Heard[] = ['static', 10, 11, 12, 'anew']
  assert.deepEqual(heard, [...round, ...round, ...round])
})
let rounds = 0

test('a stopped recording stands still until it is let go, and goes on with the next page', async () => {
  const deck = new Deck(Number.POSITIVE_INFINITY)
  let stoodAt: number | undefined
  const heard = await played({ deck, to: seconds(1) }, tenth => {
    if (tenth !== 5) return
    deck.pause()
    setTimeout(() => {
      stoodAt = deck.position
      deck.resume()
    }, 100)
  })
  assert.deepEqual(heard, ['static', ...tenths(0, 11), 'anew'])
  assert.equal(stoodAt, 600_000, 'the page after the one at which it was stopped waits')
})

test('the pace can be turned while it plays, from a tenth to a hundred times', () => {
  const deck = new Deck()
  for (const [asked, is] of [
    [0.01, 0.1],
    [0.1, 0.1],
    [50, 50],
    [1000, 100],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ] as const) {
    deck.setSpeed(asked)
    assert.equal(deck.speed, is)
  }
})
