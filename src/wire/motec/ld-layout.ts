// The blocks of a MoTeC .ld file: a header, a chain event → venue → vehicle, and a list of channels. Little-endian.
// Source: files that ACC wrote, and what independent readers of the format agree on; gaps are bytes nobody can name.
import { characters, i16, noted, u16, u32, unknownBytes } from '../codec.ts'
import { sequence } from '../sequence.ts'

/** The first four bytes of every file. */
export const ldMark = 64

export const ldHeader = sequence('header', {
  mark: noted(u32, `${ldMark}`),
  gap_4: unknownBytes(4),
  channelsAt: noted(u32, 'where the first channel is'),
  dataAt: noted(u32, 'where the samples begin'),
  gap_16: unknownBytes(20),
  eventAt: noted(u32, '0 is none'),
  gap_40: unknownBytes(24),
  fixed_64: noted(u16, '1'),
  fixed_66: noted(u16, '16960'),
  fixed_68: noted(u16, '15'),
  serial: u32,
  device: characters(8),
  deviceVersion: u16,
  fixed_84: noted(u16, '44464'),
  channelCount: u32,
  gap_90: unknownBytes(4),
  date: noted(characters(16), 'dd/mm/yyyy, local'),
  gap_110: unknownBytes(16),
  time: noted(characters(16), 'hh:mm:ss, local'),
  gap_142: unknownBytes(16),
  driver: characters(64),
  vehicle: characters(64),
  gap_286: unknownBytes(64),
  venue: characters(64),
  gap_414: unknownBytes(1088),
  proLogging: noted(u32, 'a magic number'),
  gap_1506: unknownBytes(66),
  shortComment: characters(64),
  gap_1636: unknownBytes(8),
  beaconId: noted(u16, '99 in files of ACC'),
  gap_1646: unknownBytes(116),
})

export const ldEvent = sequence('event', {
  name: characters(64),
  session: characters(64),
  comment: characters(1024),
  venueAt: noted(u16, '0 is none'),
})

export const ldVenue = sequence('venue', {
  name: characters(64),
  gap_64: unknownBytes(1034),
  vehicleAt: noted(u16, '0 is none'),
})

export const ldVehicle = sequence('vehicle', {
  id: characters(64),
  gap_64: unknownBytes(128),
  weightKg: u32,
  type: characters(32),
  comment: characters(32),
})

export const ldChannel = sequence('channel', {
  previousAt: u32,
  nextAt: noted(u32, '0 ends the list'),
  dataAt: u32,
  sampleCount: u32,
  counter: u16,
  family: noted(u16, '7 is float; 0, 3 and 5 are integer'),
  width: noted(u16, 'bytes of a sample'),
  rateHz: u16,
  shift: i16,
  multiplier: i16,
  scale: i16,
  decimals: i16,
  name: characters(32),
  shortName: characters(8),
  unit: characters(12),
  gap_84: unknownBytes(40),
})

/** Bytes of the blocks, and where ACC puts them. */
export const ldSizes = { header: 1762, channel: 124 } as const
export const ldPlaces = { vehicle: 1762, venue: 5078, event: 8180, channels: 11336 } as const

/** The blocks in the order in which ACC writes them. */
export const ldBlocks = [ldHeader, ldVehicle, ldVenue, ldEvent, ldChannel] as const
