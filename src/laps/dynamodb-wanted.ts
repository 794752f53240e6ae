// What a filter keeps of what the table was read for: DynamoDB narrows by keys alone.
import { sideOf } from '../model/lap-side.ts'
import type { LapRecord } from '../model/messages.ts'
import { trackId } from '../model/track.ts'
import type { NamedKey } from './boards.ts'
import type { BoardFilter, LapFilter } from './store.ts'

type Listed = Pick<LapRecord, 'track' | 'driver' | 'car'> &
  Partial<
    Pick<
      LapRecord,
      'valid' | 'samples' | 'time_source' | 'kind' | 'conditions' | 'started_at' | 'traffic_share'
    >
  >

/** Whether a lap or a session is one of those that are asked for. */
export function wantedBy(filter: LapFilter): (record: Listed) => boolean {
  const track = filter.track === undefined ? undefined : trackId(filter.track)
  const driver = filter.driver?.toLowerCase()
  const car = filter.car?.toLowerCase()
  return record =>
    (track === undefined || record.track === track) &&
    (driver === undefined || record.driver.toLowerCase() === driver) &&
    (car === undefined || record.car === car) &&
    (filter.valid === undefined || record.valid === filter.valid) &&
    (filter.kind === undefined || record.kind === filter.kind) &&
    (filter.conditions === undefined || record.conditions === filter.conditions) &&
    (filter.traffic === undefined ||
      (record.traffic_share !== undefined && record.traffic_share > 0 === filter.traffic)) &&
    (filter.from === undefined || (record.started_at ?? '') >= filter.from) &&
    (filter.to === undefined || (record.started_at ?? '') <= filter.to) &&
    (filter.of === undefined ||
      (record.samples !== undefined && sideOf({ ...record, samples: record.samples }) === filter.of))
}

/** Whether a board is. */
export function isWanted(key: NamedKey, filter: BoardFilter): boolean {
  const { among, period, label, conditions, rule, field } = filter
  const asked = { among, period, label, conditions, rule, field }
  const isSame = Object.entries(asked).every(
    ([name, value]) => value === undefined || Object(key)[name] === value,
  )
  const isOfTrack = filter.track === undefined || key.track === trackId(filter.track)
  const isOfCar =
    filter.car === undefined || (key.among === 'car' && key.subject === filter.car.toLowerCase())
  return isSame && isOfTrack && isOfCar
}
