// A connector of its own process with a car that drives several times as fast as in earnest, and that does not wait: like
// a game, it goes on whatever becomes of its messages. Records what it hands out. SIGTERM ends it in order.
import { join } from 'node:path'
import { openMqttLink } from '../../../src/broker/mqtt-link.ts'
import { withReceipts } from '../../../src/broker/receipts.ts'
import { rigId, siteId } from '../../../src/model/identity.ts'
import { Tape } from '../../../src/rig/recording/tape.ts'
import { lastWill, networkLine, runRig } from '../../../src/rig/run.ts'
import { noCounters, type Source } from '../../../src/rig/source.ts'
import { virtualSource } from '../../../src/rig/virtual/source.ts'
import { unixMillis } from '../../../src/units/quantity.ts'

const [, , url = '', folder = '', what = 'drive', budget] = process.argv
const [site, rig] = [siteId('home'), rigId('rig1')]
const stopping = new AbortController()
process.on('SIGTERM', () => stopping.abort())
const report = (text: string) => process.stderr.write(`${text}\n`)

// For whoever turns the clock of this process: what it shows.
if (process.env['PITWALL_SAY_CLOCK']) setInterval(() => report(`clock ${Date.now()}`), 1000).unref()

/** Ends at once, and waits for what lies in the spool. */
const nothing: Source = { origin: 'replay', run: async () => noCounters }
const car = virtualSource({ startedAt: unixMillis(Date.now()), rate: 100, speed: 8, skill: 1, incidents: 0 })
const isDrive = what === 'drive'
const tape = isDrive
  ? await Tape.open({
      folder: join(folder, 'recordings'),
      site,
      rig,
      origin: 'live',
      version: 'test',
      report,
    })
  : undefined
const link = openMqttLink({ url, clientId: 'outage-rig', will: lastWill(site, rig), report })
const summary = await runRig(
  {
    source: isDrive ? { ...car, origin: 'live' } : nothing,
    // As "pitwall rig --broker" does.
    link: withReceipts(link, { site, rig, report }),
    ...{ site, rig, report, liveHz: 8 },
    spoolFolder: join(folder, 'spool', 'rig1'),
    ...(budget !== undefined && { spoolBudget: Number(budget) }),
    ...(tape !== undefined && { tape }),
    line: networkLine,
  },
  stopping.signal,
)
process.stdout.write(`${JSON.stringify({ ...summary, unrecorded: tape?.counters.unrecorded ?? 0 })}\n`)
process.exit()
