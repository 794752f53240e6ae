// What the physics page measures, at 400 Hz in ACC and 333 Hz in the other games.
import { continuous, discrete } from './channel.ts'

export const physicsChannels = {
  // driver
  throttle: continuous('Throttle', 'ratio', 10, [0, 1], 'physics.gas'),
  brake: continuous('Brake', 'ratio', 10, [0, 1], 'physics.brake'),
  clutch: continuous('Clutch', 'ratio', 10, [0, 1], 'physics.clutch'),
  steer: continuous('Steering', 'ratio', 13, [-1, 1], 'physics.steerAngle'),
  gear: discrete('Gear', 'index', 0, [-1, 8], 'physics.gear', { shift: -1 }),
  // engine and fuel
  rpm: continuous('Engine speed', 'rpm', 0, [0, 10000], 'physics.rpms'),
  rpm_limit: discrete('Engine speed limit', 'rpm', 0, [0, 10000], 'physics.currentMaxRpm'),
  turbo_boost_bar: continuous('Turbo boost', 'bar', 10, [0, 3], 'physics.turboBoost'),
  fuel_l: continuous('Fuel', 'l', 10, [0, 140], 'physics.fuel'),
  water_temp_c: continuous('Water temperature', '°C', 5, [0, 130], 'physics.waterTemp'),
  ignition_on: discrete('Ignition', 'flag', 0, [0, 1], 'physics.ignitionOn'),
  starter_on: discrete('Starter', 'flag', 0, [0, 1], 'physics.starterEngineOn'),
  engine_running: discrete('Engine running', 'flag', 0, [0, 1], 'physics.isEngineRunning'),
  // motion
  speed_kmh: continuous('Speed', 'km/h', 6, [0, 320], 'physics.speedKmh'),
  velocity_ms: continuous('World velocity', 'm/s', 8, [-90, 90], 'physics.velocity', { each: 'axes' }),
  local_velocity_ms: continuous('Car velocity', 'm/s', 8, [-90, 90], 'physics.localVelocity', {
    each: 'axes',
  }),
  accel_lat_g: continuous('Lateral acceleration', 'g', 9, [-3, 3], 'physics.accG', { index: 0 }),
  accel_vert_g: continuous('Vertical acceleration', 'g', 9, [-3, 3], 'physics.accG', { index: 1 }),
  accel_long_g: continuous('Longitudinal acceleration', 'g', 9, [-3, 3], 'physics.accG', { index: 2 }),
  angular_velocity_rads: continuous('Angular velocity', 'rad/s', 9, [-3, 3], 'physics.localAngularVel', {
    each: 'axes',
  }),
  heading_rad: continuous('Heading', 'rad', 12, [-Math.PI, Math.PI], 'physics.heading', { wraps: true }),
  pitch_rad: continuous('Pitch', 'rad', 12, [-0.3, 0.3], 'physics.pitch'),
  roll_rad: continuous('Roll', 'rad', 12, [-0.3, 0.3], 'physics.roll'),
  // wheels and tyres
  tyre_pressure_psi: continuous('Tyre pressure', 'psi', 7, [15, 35], 'physics.wheelsPressure', {
    each: 'wheels',
  }),
  tyre_core_temp_c: continuous('Tyre core temperature', '°C', 5, [20, 120], 'physics.tyreCoreTemperature', {
    each: 'wheels',
  }),
  wheel_speed_rads: continuous('Wheel speed', 'rad/s', 6, [-50, 300], 'physics.wheelAngularSpeed', {
    each: 'wheels',
  }),
  wheel_slip: continuous('Wheel slip', 'ratio', 8, [0, 20], 'physics.wheelSlip', { each: 'wheels' }),
  slip_ratio: continuous('Slip ratio', 'ratio', 10, [-1, 1], 'physics.slipRatio', { each: 'wheels' }),
  slip_angle_rad: continuous('Slip angle', 'rad', 10, [-0.5, 0.5], 'physics.slipAngle', { each: 'wheels' }),
  suspension_travel_m: continuous('Suspension travel', 'm', 15, [-0.02, 0.1], 'physics.suspensionTravel', {
    each: 'wheels',
  }),
  tyre_contact_point_m: continuous('Tyre contact point', 'm', 7, [-5000, 5000], 'physics.tyreContactPoint', {
    each: 'wheels-axes',
  }),
  tyre_contact_normal: continuous('Tyre contact normal', 'ratio', 9, [-1, 1], 'physics.tyreContactNormal', {
    each: 'wheels-axes',
  }),
  tyre_contact_heading: continuous(
    'Tyre contact heading',
    'ratio',
    9,
    [-1, 1],
    'physics.tyreContactHeading',
    { each: 'wheels-axes' },
  ),
  // of the games that tell it
  wheel_load_n: continuous('Wheel load', 'N', 0, [0, 8000], 'physics.wheelLoad', { each: 'wheels' }),
  tyre_wear: continuous('Tyre wear', 'ratio', 12, [0, 1], 'physics.tyreWear', { each: 'wheels' }),
  tyre_dirt: continuous('Tyre dirt', 'ratio', 10, [0, 5], 'physics.tyreDirtyLevel', { each: 'wheels' }),
  tyre_inner_temp_c: continuous('Tyre inner temperature', '°C', 5, [20, 140], 'physics.tyreTempI', {
    each: 'wheels',
  }),
  tyre_middle_temp_c: continuous('Tyre middle temperature', '°C', 5, [20, 140], 'physics.tyreTempM', {
    each: 'wheels',
  }),
  tyre_outer_temp_c: continuous('Tyre outer temperature', '°C', 5, [20, 140], 'physics.tyreTempO', {
    each: 'wheels',
  }),
  camber_rad: continuous('Camber', 'rad', 12, [-0.2, 0.2], 'physics.camberRAD', { each: 'wheels' }),
  ride_height_m_front: continuous('Ride height front', 'm', 14, [0, 0.2], 'physics.rideHeight', { index: 0 }),
  ride_height_m_rear: continuous('Ride height rear', 'm', 14, [0, 0.2], 'physics.rideHeight', { index: 1 }),
  tyres_out: discrete('Tyres off the track', 'count', 0, [0, 4], 'physics.numberOfTyresOut'),
  drs: discrete('DRS', 'ratio', 4, [0, 1], 'physics.drs'),
  kers_charge: continuous('KERS charge', 'ratio', 10, [0, 1], 'physics.kersCharge'),
  // brakes
  brake_temp_c: continuous('Brake temperature', '°C', 4, [20, 900], 'physics.brakeTemp', { each: 'wheels' }),
  brake_pressure: continuous('Brake pressure', 'ratio', 10, [0, 1], 'physics.brakePressure', {
    each: 'wheels',
  }),
  brake_bias: discrete('Brake bias', 'ratio', 10, [0, 1], 'physics.brakeBias'),
  brake_pad_life_mm: continuous('Brake pad', 'mm', 12, [0, 30], 'physics.padLife', { each: 'wheels' }),
  brake_disc_life_mm: continuous('Brake disc', 'mm', 12, [0, 34], 'physics.discLife', { each: 'wheels' }),
  front_brake_compound: discrete('Front brake pads', 'index', 0, [0, 4], 'physics.frontBrakeCompound'),
  rear_brake_compound: discrete('Rear brake pads', 'index', 0, [0, 4], 'physics.rearBrakeCompound'),
  // aids, damage and feedback
  tc_intervention: continuous('TC intervention', 'ratio', 8, [0, 1], 'physics.tc'),
  abs_intervention: continuous('ABS intervention', 'ratio', 8, [0, 1], 'physics.abs'),
  pit_limiter_on: discrete('Pit limiter', 'flag', 0, [0, 1], 'physics.pitLimiterOn'),
  auto_shifter_on: discrete('Automatic gearbox', 'flag', 0, [0, 1], 'physics.autoShifterOn'),
  ai_controlled: discrete('Driven by the AI', 'flag', 0, [0, 1], 'physics.isAIControlled'),
  damage_front: discrete('Damage front', 'ratio', 4, [0, 100], 'physics.carDamage', { index: 0 }),
  damage_rear: discrete('Damage rear', 'ratio', 4, [0, 100], 'physics.carDamage', { index: 1 }),
  damage_left: discrete('Damage left', 'ratio', 4, [0, 100], 'physics.carDamage', { index: 2 }),
  damage_right: discrete('Damage right', 'ratio', 4, [0, 100], 'physics.carDamage', { index: 3 }),
  damage_centre: discrete('Damage centre', 'ratio', 4, [0, 100], 'physics.carDamage', { index: 4 }),
  force_feedback: continuous('Force feedback', 'ratio', 10, [-1, 1], 'physics.finalFF'),
  kerb_vibration: continuous('Kerb vibration', 'ratio', 10, [-1, 1], 'physics.kerbVibration'),
  slip_vibration: continuous('Slip vibration', 'ratio', 10, [-1, 1], 'physics.slipVibrations'),
  g_vibration: continuous('G vibration', 'ratio', 10, [-1, 1], 'physics.gVibrations'),
  abs_vibration: continuous('ABS vibration', 'ratio', 10, [-1, 1], 'physics.absVibrations'),
  air_temp_c: continuous('Air temperature', '°C', 5, [0, 50], 'physics.airTemp'),
  road_temp_c: continuous('Track temperature', '°C', 5, [0, 70], 'physics.roadTemp'),
} as const
