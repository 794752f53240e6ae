// A race for the pictures of the wall: a field of two classes that drives on its own, with a stop now and then. Names and
// times are made up, and evenly so.
import type { Link } from '../../src/broker/link.ts'
import type { EntriesMessage, FieldCar, FieldLap, FieldMessage } from '../../src/model/field.ts'
import { sampleEntries, sampleEntry, sampleField, sampleFieldCar } from '../../src/model/testing/messages.ts'

const lap_ms = 108_000
const names = [
  'Alva',
  'Brandt',
  'Cazal',
  'Dorn',
  'Egede',
  'Ferro',
  'Gaillard',
  'Hale',
  'Ivanko',
  'Jansen',
] as const
/** Every third is of the slower class. */
const isSlow = (car: number) => car % 3 === 2
const pace = (car: number) => lap_ms * (isSlow(car) ? 1.075 : 1) + (car % 7) * 130
const stop = { from: 0.93, to: 1.06, extra_ms: 31_000 } as const
/** The car that stops in each lap, one after the other. */
const stopper = (lap: number, count: number) => (lap * 5 + 3) % count

export type ShownRace = { readonly end: () => void }

/** Publishes the race as the rig `home/rig1` would, ten times a second. `started_ms` back it began. */
export function showRace(link: Link, count: number, session_id: string, driven_ms = 14 * lap_ms): ShownRace {
  const began = Date.now() - driven_ms
  let seq = 0
  const say = (stream: string, message: unknown) =>
    link
      .publish({ topic: `rigs/home/rig1/${stream}`, payload: Buffer.from(JSON.stringify(message)), qos: 0 })
      .catch(() => undefined)
  const tick = setInterval(() => {
    seq += 1
    const time_ms = Date.now() - began
    void say('field', { ...fieldAt(time_ms, count, seq), session_id })
    if (seq % 10 === 1) void say('entries', { ...entriesOf(count), session_id })
  }, 100)
  return { end: () => clearInterval(tick) }
}

function fieldAt(time_ms: number, count: number, seq: number): FieldMessage {
  const driven = Array.from({ length: count }, (_, car) => ({ car, far: (time_ms - car * 1300) / pace(car) }))
  const inOrder = driven.toSorted((a, b) => b.far - a.far)
  const [first] = inOrder
  const cars = inOrder.map(({ car, far }, at): FieldCar => {
    const front = inOrder[at - 1]
    const laps = Math.floor(far)
    const { gap_ms: _gap, interval_ms: _interval, x: _x, z: _z, ...sample } = sampleFieldCar()
    const behind = (of: { readonly far: number } | undefined) =>
      Math.round(((of?.far ?? far) - far) * pace(car))
    const isIn = stopper(laps, count) === car && far - laps > stop.from
    return {
      ...sample,
      ...{ car, laps, spline: far - laps, position: at + 1, location: isIn ? 'pit-lane' : 'track' },
      best: lapOf(car, 0),
      last: lapOf(car, laps),
      ...(at > 0 && { gap_ms: behind(first), interval_ms: behind(front) }),
      ...(car % 11 === 6 && { current: { ...lapOf(car, laps), invalid: true, splits_ms: [] } }),
    }
  })
  const sample = sampleField()
  const best = cars.toSorted((a, b) => (a.best?.time_ms ?? 0) - (b.best?.time_ms ?? 0))[0]
  return {
    ...sample,
    ...{ seq, at_ms: Date.now(), player_car: 4, cars },
    session: {
      ...sample.session,
      ...{ time_ms, left_ms: Math.max(0, 3_600_000 - time_ms), best: best?.best, best_car: best?.car },
    },
    events: [
      { n: 1, kind: 'green-flag', time_ms: 0 },
      { n: 2, kind: 'accident', time_ms: time_ms - 95_000, car: 7 },
      {
        n: 3,
        kind: 'penalty',
        time_ms: time_ms - 61_000,
        car: 12,
        text: 'drive-through, speeding in the pit lane',
      },
      { n: 4, kind: 'best-session-lap', time_ms: time_ms - 40_000, car: best?.car ?? 0, text: '1:48.000' },
      { n: 5, kind: 'best-personal-lap', time_ms: time_ms - 12_000, car: 4 },
    ],
  }
}

function lapOf(car: number, lap: number): FieldLap {
  const time_ms = Math.round(pace(car) + (lap === 0 ? 0 : ((lap * 7 + car * 3) % 11) * 90))
  const first = Math.round(time_ms * 0.324)
  const second = Math.round(time_ms * 0.345)
  return {
    ...{ time_ms, splits_ms: [first, second, time_ms - first - second] },
    ...{ kind: 'flying', invalid: false, counts: true, driver: 0 },
  }
}

const entriesOf = (count: number): EntriesMessage =>
  sampleEntries({
    cars: Array.from({ length: count }, (_, car) =>
      sampleEntry({
        car,
        number: car === 4 ? 33 : 2 + car * 7,
        model: isSlow(car) ? 'porsche_718_cayman_gt4_mr' : 'ferrari_296_gt3',
        car_class: isSlow(car) ? 'GT4' : 'GT3',
        drivers: [
          {
            name: car === 4 ? 'Vera Tual' : `${'ABCDEFGHIJ'[car % 10]}. ${names[(car * 3) % names.length]}`,
            short: 'XXX',
          },
        ],
      }),
    ),
  })
