import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channelColumns } from './channels.ts'
import { motecNameOf, readMotecChannel } from './motec-channels.ts'

/** The value of the column for a value of the file. */
function meant(name: string, unit: string, value: number, lock_deg?: number) {
  const reading = readMotecChannel(name, unit, lock_deg)
  return reading.kind === 'column'
    ? [reading.column.name, Math.round((value * reading.factor + reading.offset) * 1e6) / 1e6]
    : reading
}

test('the channels of ACC mean columns of the catalogue', () => {
  assert.deepEqual(meant('SPEED', 'm/s', 50), ['speed_kmh', 180])
  assert.deepEqual(meant('SPEED', 'km/h', 50), ['speed_kmh', 50])
  assert.deepEqual(meant('THROTTLE', '%', 100), ['throttle', 1])
  assert.deepEqual(meant('ROTY', 'deg/s', 180), ['angular_velocity_rads_y', 3.141593])
  assert.deepEqual(meant('SUS_TRAVEL_LR', 'mm', 13), ['suspension_travel_m_rl', 0.013])
  assert.deepEqual(meant('TYRE_PRESS_RF', '..', 26.5), ['tyre_pressure_psi_fr', 26.5])
  assert.deepEqual(meant('BRAKE_TEMP_RR', 'C', 400), ['brake_temp_c_rr', 400])
  assert.deepEqual(meant('GEAR', 'no', 3), ['gear', 3])
})

test('the G channels of ACC say m/s² and hold g, those of others hold what they say', () => {
  assert.deepEqual(meant('G_LAT', 'm/s2', 1.5), ['accel_lat_g', 1.5])
  assert.deepEqual(meant('G_LON', '..', -1), ['accel_long_g', -1])
  assert.deepEqual(meant('CG Accel Lateral', 'm/s2', 9.80665), ['accel_lat_g', 1])
  assert.deepEqual(meant('CG Accel Lateral', 'G', 1), ['accel_lat_g', 1])
})

test('the wheel turns the other way than in shared memory, and needs the lock of the car', () => {
  assert.deepEqual(meant('STEERANGLE', 'deg', 100, 800), ['steer', -0.25])
  assert.deepEqual(meant('STEERANGLE', 'deg', 100), { kind: 'unusable', reason: 'the car is not known' })
})

test('a clutch of 100 is pressed there and 0 here', () => {
  assert.deepEqual(meant('CLUTCH', '%', 100), ['clutch', 0])
  assert.deepEqual(meant('CLUTCH', '%', 0), ['clutch', 1])
})

test('i2 names are read as well, unknown names and units are said', () => {
  assert.deepEqual(meant('Ground Speed', 'km/h', 200), ['speed_kmh', 200])
  assert.deepEqual(meant('Tire Temp Core RL', 'C', 80), ['tyre_core_temp_c_rl', 80])
  assert.deepEqual(meant('TYRE_TAIR_LF', 'C', 80), { kind: 'unknown' })
  assert.deepEqual(meant('SPEED', 'furlong', 1), { kind: 'unusable', reason: 'unit furlong' })
})

test('every column has a name that fits the file, and is found again by it', () => {
  const names = new Set<string>()
  for (const { name: column } of channelColumns) {
    const motec = motecNameOf(column, 800)
    assert.ok(motec, column)
    assert.ok(motec.name.length <= 32 && motec.unit.length <= 12, motec.name)
    assert.ok(!names.has(motec.name), motec.name)
    names.add(motec.name)
    const reading = readMotecChannel(motec.name, motec.unit, 800)
    assert.equal(reading.kind === 'column' && reading.column.name, column)
  }
  assert.equal(motecNameOf('steer', undefined), undefined)
})
