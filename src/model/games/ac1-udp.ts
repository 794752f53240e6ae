// Assetto Corsa over UDP: one datagram per frame holds all that it tells, so it is both sampled pages at once.
import { ac1CarPage, ac1Introduction } from '../../wire/ac1/remote.ts'
import { ac1 } from './ac1.ts'
import type { Game } from './game.ts'

const degrees = Math.PI / 180

export const ac1Udp: Game = {
  id: 'ac1-udp',
  name: `${ac1.name} over UDP`,
  pages: { physics: ac1CarPage, graphics: ac1CarPage, static: ac1Introduction },
  channels: {
    // In degrees at the wheel, and the lock of the cars is not known.
    steer: 'absent',
    rpm: { field: 'engineRpm' },
    slip_angle_rad: { factor: degrees },
    wheel_load_n: { field: 'load' },
    tc_intervention: { field: 'isTcInAction' },
    abs_intervention: { field: 'isAbsInAction' },
    spline: { field: 'carPositionNormalized' },
    lap_time_ms: { field: 'lapTime' },
    last_lap_ms: { field: 'lastLap' },
    best_lap_ms: { field: 'bestLap' },
    completed_laps: { field: 'lapCount' },
    in_pit_lane: { field: 'isInPit' },
    // It says nothing of the box.
    in_pit_box: 'absent',
  },
  card: {
    car: 'static.carName',
    track: 'static.trackName',
    layout: 'static.trackConfig',
    driver: ['static.driverName'],
  },
  trackPrefix: 'ac1-',
}
