// Messages as a rig sends them, for tests that care about one member only.
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
