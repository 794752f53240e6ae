// Everything that a running hub is made of; figures and health look at it, and change nothing.
import type { Broker } from '../broker/embedded.ts'
import type { Link } from '../broker/link.ts'
import type { Lake } from '../lake/lake.ts'
import type { LakeSizes } from '../lake/sizes.ts'
import type { Live } from '../live/live.ts'
import type { LiveSink } from '../live/sink.ts'
import type { Clock } from '../model/clock.ts'
import type { RigKey } from '../model/live-protocol.ts'
import type { Rules } from '../rules/runtime.ts'
import type { UnixMillis } from '../units/quantity.ts'
import type { LapCounters } from './action-ports.ts'
import type { Configuration } from './configuration.ts'
import type { DataFolder } from './data-folder.ts'
import type { Entry } from './entry.ts'
import type { Intake } from './intake.ts'
import type { Lags } from './lags.ts'
import type { Lately } from './lately.ts'
import type { Objects } from './objects.ts'

export type Parts = {
  readonly configuration: Configuration
  readonly folder: DataFolder
  readonly clock: Clock
  readonly startedAt: UnixMillis
  readonly live: Live
  /** What goes to a search server, where there is one. */
  readonly search: LiveSink | undefined
  readonly lapCounters: Readonly<LapCounters>
  readonly lake: Lake
  readonly sizes: LakeSizes
  readonly objects: Objects
  readonly rules: Rules
  readonly intake: Intake
  readonly broker: Broker
  /** The other broker that messages are taken from, where there is one. */
  readonly upstream: Link | undefined
  readonly lags: Lags
  /** Live values a second that a rig was told to send; undefined while that changes. */
  readonly live_hz: (rig: RigKey) => number | undefined
  /** What has gone wrong within the last minutes. */
  readonly lately: Lately
  readonly entry: Pick<Entry, 'doorkeeper' | 'limits'>
}
