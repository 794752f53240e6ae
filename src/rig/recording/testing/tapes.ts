// Drives onto tape and back, for the tests of recordings.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rigId, siteId } from '../../../model/identity.ts'
import type { Origin } from '../../../model/messages.ts'
import { micros, unixMillis } from '../../../units/quantity.ts'
import { accGraphics } from '../../../wire/acc/graphics.ts'
import { accPhysics } from '../../../wire/acc/physics.ts'
import { accStatic } from '../../../wire/acc/static.ts'
import { encode } from '../../../wire/struct.ts'
import { Recorder } from '../../recorder.ts'
import type { Outgoing } from '../../session-messages.ts'
import type { Source, SourceHandler } from '../../source.ts'
import { messagesOf } from '../messages.ts'
import { openRecordedFile, type RecordedEvent } from '../recorded-file.ts'
import { Tape } from '../tape.ts'

export const whose = { site: siteId('home'), rig: rigId('one') } as const
export const startedAt = unixMillis(1_800_000_000_000)

export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-tape-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

/** Runs a source as a connector does: into the recorder and onto a tape. Returns what was sent. */
export async function taped(
  folder: string,
  source: Pick<Source, 'run'>,
  origin: Origin = 'virtual',
): Promise<{ readonly sent: readonly Outgoing[]; readonly files: readonly string[] }> {
  const sent: Outgoing[] = []
  const recorder = new Recorder({
    ...{ ...whose, origin, liveHz: 1 },
    send: message => message.stream !== 'live' && sent.push(message),
  })
  const tape = await Tape.open({ ...whose, folder, origin, version: '1.2.3', report: assert.fail })
  const handler: SourceHandler = {
    page: (page, bytes, at) => {
      recorder.page(page, bytes, at)
      tape.page(page, bytes, at, recorder.session?.id)
      return tape.room()
    },
    state: (state, detail, startedAt) => {
      tape.state(state, detail, startedAt)
      recorder.startedAt(startedAt)
      if (state === 'waiting') recorder.flush()
    },
    counted: counters => {
      recorder.counted(counters)
      tape.counted(counters)
    },
  }
  await source.run(handler, new AbortController().signal)
  recorder.end()
  return { sent, files: await tape.close() }
}

export async function replayed(path: string): Promise<readonly Outgoing[]> {
  const file = await openRecordedFile(path)
  const origin = file.from?.origin ?? 'replay'
  return await Array.fromAsync(messagesOf(file, { ...whose, origin }, assert.fail))
}

export const textOf = ({ stream, json }: Outgoing) => `${stream} ${Buffer.from(json).toString()}`

export async function eventsOf(path: string, notices: string[] = []): Promise<readonly RecordedEvent[]> {
  const file = await openRecordedFile(path)
  const batches = await Array.fromAsync(file.read(text => notices.push(text)))
  return batches.flatMap(({ events }) => events)
}

export const identity = (event: RecordedEvent) =>
  event.kind === 'page'
    ? `${event.at} ${event.page} ${Buffer.from(event.bytes).toString('base64')}`
    : event.kind

/** A car that drives by hand-made pages: what a test wants to be different. */
export function byHand(drive: (put: Put) => void): Pick<Source, 'run'> {
  return {
    run: async handler => {
      let at = 0
      handler.state('reading', 'by hand', startedAt)
      drive({
        fixed: track =>
          void handler.page(
            'static',
            encode(accStatic, { carModel: 'ferrari_296_gt3', track, playerName: 'Ann', sectorCount: 3 }),
            micros(at),
          ),
        instant: (packet, session) => {
          at += 16_000
          const spline = (packet % 500) / 500
          const values = {
            packetId: packet,
            status: 2,
            session,
            playerCarID: 7,
            activeCars: 1,
            iCurrentTime: packet * 16,
            normalizedCarPosition: spline,
          }
          void handler.page('graphics', encode(accGraphics, values), micros(at))
          void handler.page(
            'physics',
            encode(accPhysics, { packetId: packet * 6, speedKmh: 200, gear: 4 }),
            micros(at + 3000),
          )
          if (packet % 97 === 0)
            handler.counted?.({ pages: 0, duplicates: 0, gaps: packet, torn: 1, empty: 0 })
        },
        gone: () => handler.state('waiting', 'gone', startedAt),
        back: () => handler.state('reading', 'back', startedAt),
      })
      return { pages: 0, duplicates: 0, gaps: 0, torn: 0, empty: 0 }
    },
  }
}
export type Put = {
  readonly fixed: (track: string) => void
  readonly instant: (packet: number, session: number) => void
  readonly gone: () => void
  readonly back: () => void
}
