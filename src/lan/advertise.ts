// Says on every network of this machine what runs here, answers who asks, and says goodbye.
import type { Answer, Packet } from 'dns-packet'
import { answersTo, type LanService, recordsOf } from './dns-records.ts'
import { type LanInterface, lanInterfaces } from './interfaces.ts'
import { type Multicast, mdnsPort, openMulticast, type Sender } from './multicast.ts'

export type Advertising = {
  /** Says something else from now on. */
  readonly change: (service: LanService) => void
  /** Says goodbye, so that nobody offers it any more. */
  readonly close: () => Promise<void>
}

/** Networks come and go: a cable, a lease, a laptop that woke up. */
const lookAgain_ms = 15_000
/** The same is not said to everybody twice within this time [RFC 6762, 6], however many ask. */
const pause_ms = 1000
/** Answers a second to single askers: each is larger than its question, whose sender may be made up. */
const mostSingle = 20

/**
 * Announces `service` of a server that listens on `host`. `report` is told, once, in a sentence, when nobody can be told
 * here; the server itself works all the same.
 */
export function advertise(first: LanService, host: string, report: (text: string) => void): Advertising {
  let service = first
  const voices = new Map<string, Voice>()
  let reported = false
  const failed = (why: Error) => {
    if (reported) return
    reported = true
    report(`This machine cannot be found on the network by itself: ${why.message}; name it by its address.`)
  }
  const look = () => {
    const there = lanInterfaces(host)
    for (const [address, voice] of voices) {
      if (there.some(one => one.address === address)) continue
      voice.close()
      voices.delete(address)
    }
    for (const one of there.filter(({ address }) => !voices.has(address)))
      voices.set(
        one.address,
        openVoice(one, () => service, failed),
      )
  }
  look()
  const looking = setInterval(look, lookAgain_ms).unref()
  return {
    change(next) {
      service = next
      for (const voice of voices.values()) voice.announce()
    },
    async close() {
      clearInterval(looking)
      for (const voice of voices.values()) voice.goodbye()
      // What was sent leaves the socket before it closes.
      await new Promise(resolve => setTimeout(resolve, 20))
      for (const voice of voices.values()) voice.close()
    },
  }
}

type Voice = { readonly announce: () => void; readonly goodbye: () => void; readonly close: () => void }

function openVoice(one: LanInterface, service: () => LanService, failed: (why: Error) => void): Voice {
  let [saidAt, second, single] = [Number.NEGATIVE_INFINITY, 0, 0]
  const response = (answers: readonly Answer[]): Packet => ({
    type: 'response',
    flags: authoritative,
    answers: [...answers],
  })
  const answer = (packet: Packet, from: Sender): void => {
    if (packet.type !== 'query') return
    const questions = packet.questions ?? []
    const answers = answersTo(questions, service(), one.address)
    if (answers.length === 0) return
    const now = performance.now()
    if (from.port === mdnsPort) {
      if (now - saidAt < pause_ms) return
      saidAt = now
      multicast.send(response(answers))
      return
    }
    const current = Math.floor(now / 1000)
    if (current !== second) [second, single] = [current, 0]
    if (++single > mostSingle) return
    // One who asks from another port knows plain DNS only: its own id and question, short lives, no flush bits.
    const plain = answers.map(record => ({ ...record, flush: false, ttl: 10 }))
    multicast.send({ ...response(plain), id: packet.id ?? 0, questions: questions.slice(0, 8) }, from)
  }
  const multicast: Multicast = openMulticast(one, true, answer, failed)
  const announce = () => multicast.send(response(recordsOf(service(), one.address)))
  announce()
  const again = setTimeout(announce, pause_ms).unref()
  return {
    announce,
    goodbye: () => multicast.send(response(recordsOf(service(), one.address, 0))),
    close() {
      clearTimeout(again)
      multicast.close()
    },
  }
}

/** The bit AA [RFC 6762, 18.4]. */
const authoritative = 1 << 10
