// Messages as a rig sends them, for tests that care about one member only.
import type { EntriesMessage, FieldCar, FieldEntry, FieldMessage } from '../field.ts'
import { asLapId, asSessionId, rigId, siteId } from '../identity.ts'
import type { EventMessage, LapMessage, LiveMessage, SessionMessage, StatusMessage } from '../messages.ts'

const session = asSessionId('home-rig1-20261124T120000000Z')

export const sampleLive = (change: Partial<LiveMessage> = {}): LiveMessage => ({
  v: 1,
  type: 'live',
  site: 'home',
  rig: 'rig1',
  session_id: session,
  lap_id: `${session}-0-1`,
  seq: 0,
  t_us: 0,
  at_ms: Date.UTC(2026, 10, 24, 12),
  speed_kmh: 212.5,
  gear: 5,
  rpm: 7350,
  throttle: 1,
  brake: 0,
  spline: 0.25,
  lap_time_ms: 27_050,
  ...change,
})

export const sampleLap = (change: Partial<LapMessage> = {}): LapMessage => ({
  v: 1,
  type: 'lap',
  first_seq: 0,
  last_seq: 431,
  lap_id: asLapId(`${session}-0-1`),
  session_id: session,
  site: siteId('home'),
  rig: rigId('rig1'),
  origin: 'live',
  driver: 'A. Driver',
  car: 'ferrari_296_gt3',
  car_class: 'GT3',
  track: 'monza',
  lap_number: 1,
  kind: 'flying',
  valid: true,
  lap_time_ms: 107_832,
  sector_times_ms: [35_100, 37_012, 35_720],
  started_at: '2026-11-24T12:00:00.000Z',
  time_source: 'last-lap',
  samples: 43_130,
  quality: { rate_hz: 400, gaps: 0, duplicates: 0, torn: 0 },
  ...change,
})

export const sampleSession = (change: Partial<SessionMessage> = {}): SessionMessage => ({
  v: 1,
  type: 'session',
  session_id: session,
  site: siteId('home'),
  rig: rigId('rig1'),
  origin: 'live',
  game: 'Assetto Corsa Competizione',
  started_at: '2026-11-24T12:00:00.000Z',
  driver: 'A. Driver',
  car: 'ferrari_296_gt3',
  car_class: 'GT3',
  track: 'monza',
  session_type: 'practice',
  ...change,
})

export const sampleEvent = (change: Partial<EventMessage> = {}): EventMessage => ({
  v: 1,
  type: 'event',
  id: `${session}-0-1-line`,
  kind: 'line',
  session_id: session,
  lap_id: asLapId(`${session}-0-1`),
  site: siteId('home'),
  rig: rigId('rig1'),
  t_us: 107_832_000,
  at: '2026-11-24T12:01:47.832Z',
  ...change,
})

export const sampleStatus = (change: Partial<StatusMessage> = {}): StatusMessage => ({
  v: 1,
  type: 'status',
  site: siteId('home'),
  rig: rigId('rig1'),
  state: 'driving',
  ...change,
})

export const sampleFieldCar = (change: Partial<FieldCar> = {}): FieldCar => ({
  car: 0,
  driver: 0,
  gear: 5,
  speed_kmh: 212,
  spline: 0.25,
  location: 'track',
  laps: 3,
  position: 1,
  cup_position: 1,
  delta_ms: -120,
  x: 310.5,
  z: -210.25,
  best: {
    time_ms: 107_832,
    splits_ms: [35_100, 37_012, 35_720],
    kind: 'flying',
    invalid: false,
    counts: true,
    driver: 0,
  },
  last: {
    time_ms: 108_120,
    splits_ms: [35_300, 37_100, 35_720],
    kind: 'flying',
    invalid: false,
    counts: true,
    driver: 0,
  },
  current: { time_ms: 27_050, splits_ms: [], kind: 'flying', invalid: false, counts: true, driver: 0 },
  ...change,
})

export const sampleField = (change: Partial<FieldMessage> = {}): FieldMessage => ({
  v: 1,
  type: 'field',
  site: siteId('home'),
  rig: rigId('rig1'),
  session_id: session,
  at_ms: Date.UTC(2026, 10, 24, 12),
  seq: 0,
  player_car: 0,
  session: {
    type: 'race',
    phase: 'session',
    time_ms: 400_000,
    left_ms: 1_400_000,
    focused_car: 0,
    time_of_day_s: 52_000,
    air_temp_c: 24,
    road_temp_c: 31,
    clouds: 0.2,
    rain: 0,
    wetness: 0,
    replay: false,
  },
  cars: [
    sampleFieldCar(),
    sampleFieldCar({ car: 7, position: 2, cup_position: 2, spline: 0.23, gap_ms: 2150, interval_ms: 2150 }),
  ],
  events: [],
  ...change,
})

export const sampleEntry = (change: Partial<FieldEntry> = {}): FieldEntry => ({
  car: 0,
  number: 46,
  team: 'Home Racing',
  model: 'ferrari_296_gt3',
  car_class: 'GT3',
  cup: 'overall',
  nationality: 'Italy',
  drivers: [{ name: 'A. Driver', short: 'DRI', category: 'silver', nationality: 'Italy' }],
  ...change,
})

export const sampleEntries = (change: Partial<EntriesMessage> = {}): EntriesMessage => ({
  v: 1,
  type: 'entries',
  site: siteId('home'),
  rig: rigId('rig1'),
  session_id: session,
  at_ms: Date.UTC(2026, 10, 24, 12),
  track: 'monza',
  track_name: 'Monza Circuit',
  track_length_m: 5793,
  cars: [
    sampleEntry(),
    sampleEntry({
      car: 7,
      number: 911,
      team: 'Guest Racing',
      model: 'porsche_992_gt3_r',
      drivers: [
        { name: 'B. Guest', short: 'GUE' },
        { name: 'C. Guest', short: 'CGU' },
      ],
    }),
  ],
  ...change,
})
