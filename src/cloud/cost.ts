// What an event costs on AWS: traffic times prices, line by line, and what the stacks cost for standing there.
import { CloudFault } from './fault.ts'
import { type PriceName, prices, pricesOf } from './prices.ts'
import { type Flow, trafficAt, unitsOf } from './traffic.ts'

export type CostQuestion = {
  readonly rigs: number
  readonly hours: number
  /** Physics pages a second of each rig. */
  readonly hz: number
  /** Live messages a second of each rig; 10 if left out. */
  readonly liveHz?: number
  /** Pages that watch every rig all the time; 1 if left out. */
  readonly pages?: number
}

export type CostLine = {
  readonly service: string
  readonly what: string
  readonly amount: number
  readonly usd: number
}

export type Cost = {
  readonly asked: Required<CostQuestion>
  readonly prices: typeof pricesOf
  readonly lines: readonly CostLine[]
  readonly total_usd: number
  readonly per_rig_hour_usd: number
  /** For each month in which the stacks stand, whether anybody drives or not. */
  readonly standing: readonly CostLine[]
  readonly standing_month_usd: number
}

const line = (price: PriceName, amount: number): CostLine => {
  const { service, unit, usd } = prices[price]
  return { service, what: unit, amount, usd: amount * usd }
}

/** What IoT Core asks for one flow of one rig, in an hour. */
export function iotCoreHour(
  flow: Flow,
  { actions = 1, basicIngest = false }: { readonly actions?: number; readonly basicIngest?: boolean } = {},
): { readonly messages_usd: number; readonly rules_usd: number } {
  const units = unitsOf(flow) * 3600
  return {
    messages_usd: basicIngest ? 0 : line('message', units).usd,
    rules_usd: line('ruleTriggered', units).usd + line('ruleAction', units * actions).usd,
  }
}

/** A lap takes about so long, and with its session and boards so many writes of the table. */
const lap_s = 110
const writesOfLap = 10
/** How a rig is, it says so often; the item and its place in the index are written. */
const status_s = 5
const writesOfStatus = 2
const secondsOfStatus = 0.01
/** Measured: turning a frame into rows takes about 20 ms of a whole core, which is 1.7 GB of Lambda. */
const rowsSeconds = 0.02
const rowsMemory_gb = 1.73
/** A batch of the delivery stream. */
const batchBytes = 200_000
/** Rows of Parquet are about as large as the frames that they come from; the raw messages are kept for a month beside them. */
const copies = 2
const searchDisk_gb = 20
/** Of the stacks as they are deployed. */
const alarms = 32
const hoursOfMonth = 730

/** The bill of an event. Throws CloudFault `bad-question` for what cannot be. */
export function costOf(question: CostQuestion): Cost {
  const asked = { liveHz: 10, pages: 1, ...question }
  const { rigs, hours, hz, liveHz, pages } = asked
  for (const [name, value] of Object.entries(asked)) {
    const least = name === 'pages' || name === 'liveHz' ? 0 : 1e-9
    if (!Number.isFinite(value) || value < least)
      throw new CloudFault('bad-question', name, 'a number above 0', String(value))
  }
  const seconds = rigs * hours * 3600
  const { frames, live, rest } = trafficAt(hz, liveHz)
  const sent = (unitsOf(live) + unitsOf(rest)) * seconds
  const framed = unitsOf(frames) * seconds
  const frameBytes = frames.bytes * frames.per_second * seconds
  const laps = seconds / lap_s
  const statuses = seconds / status_s
  const delivered_gb = (Math.ceil(frames.bytes / 5_000) * 5_000 * frames.per_second * seconds) / 1e9
  const batches = frameBytes / batchBytes
  const rowsTime = frames.per_second * seconds * rowsSeconds
  const lines = [
    line('connectionMinute', (seconds / 60) * (1 + pages / rigs)),
    line('message', sent + unitsOf(live) * seconds * pages),
    line('ruleTriggered', sent + framed),
    // Frames go to the delivery stream and to the raw zone.
    line('ruleAction', sent + framed * 2),
    line('delivered', delivered_gb),
    line('converted', delivered_gb),
    line('partitioned', delivered_gb),
    line('request', batches + laps * 3 + statuses),
    line('computeSecond', rowsTime * rowsMemory_gb + laps * 0.2 + statuses * secondsOfStatus),
    line('tableWrite', laps * writesOfLap + statuses * writesOfStatus),
    line('tableRead', laps * 30),
    line('objectPut', frames.per_second * seconds + laps * 2),
    line('storedMonth', (frameBytes * copies) / 1e9),
    // Compaction reads a day once.
    line('scanned', frameBytes / 1e12),
  ]
  const standing = [
    line('searchHour', hoursOfMonth),
    line('searchDiskMonth', searchDisk_gb),
    line('alarmMonth', alarms),
    line('secretMonth', 1),
  ]
  const total_usd = sum(lines)
  return {
    asked,
    prices: pricesOf,
    lines,
    total_usd,
    per_rig_hour_usd: total_usd / (rigs * hours),
    standing,
    standing_month_usd: sum(standing),
  }
}

const sum = (lines: readonly CostLine[]): number => lines.reduce((total, { usd }) => total + usd, 0)
