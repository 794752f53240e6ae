import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../e2e/command.ts'
import { withDrive } from './drive.ts'
import { noMachines, withMachines } from './two-machines.ts'

/** Ten minutes in earnest: PITWALL_OUTAGE_S=600. */
const outage_s = Number(process.env['PITWALL_OUTAGE_S'] ?? 20)

type Seen = {
  readonly at: number
  readonly live?: true
  readonly waiting?: number
  readonly spooled?: number
}

test(
  `a cable that is pulled for ${outage_s} s loses nothing, and what comes late does not starve what is live`,
  { skip: noMachines, timeout: (outage_s * 4 + 600) * 1000 },
  context =>
    withMachines(machines =>
      withDrive(machines, async drive => {
        const port = await drive.openHub()
        const watch = drive.run('watch', [`mqtt://127.0.0.1:${port}`], machines.hub)
        let text = ''
        watch.process.stdout?.on('data', (part: string) => {
          text += part
        })
        const seen = (): readonly Seen[] =>
          text
            .split('\n')
            .flatMap(line => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line)] : []))
        drive.openRig()
        await eventually(
          async () => seen().length,
          count => count > 100,
        )
        machines.pull()
        await sleep(outage_s * 1000)
        const pulled = Date.now()
        machines.plug()
        // What was on its way when the cable was pulled arrives first, and says what was true then.
        const statuses = async () => seen().filter(({ at, waiting }) => at > pulled && waiting !== undefined)
        const isBehind = ({ waiting = 0 }: Seen) => waiting > 50
        await eventually(statuses, all => all.some(isBehind), outage_s + 60)
        await eventually(
          statuses,
          all => all.some(isBehind) && !isBehind(all.at(-1) ?? { at: 0 }),
          outage_s * 3 + 120,
        )
        const after = seen().filter(({ at }) => at > pulled)
        const caughtUp = after.findLast(({ waiting }) => waiting !== undefined)?.at ?? 0
        const live = after.filter(({ live, at }) => live === true && at <= caughtUp)
        const seconds = (caughtUp - (live[0]?.at ?? 0)) / 1000
        const most = after.reduce((sum, { waiting = 0 }) => Math.max(sum, waiting), 0)
        const bytes = after.reduce((sum, { spooled = 0 }) => Math.max(sum, spooled), 0)
        context.diagnostic(
          `${outage_s} s away: ${most} messages waited in ${(bytes / 1e6).toFixed(1)} MB; caught up in ${seconds.toFixed(1)} s, meanwhile ${(live.length / seconds).toFixed(1)} live values a second`,
        )
        assert.ok(live.length > seconds * 5, `${live.length} live values in ${seconds} s of catching up`)
        await drive.laps(1)
        const { dropped } = await drive.finish()
        assert.equal(dropped, 0)
        const { laps, samples } = await drive.mustBeWhole()
        context.diagnostic(`${samples} samples as driven, ${laps} laps once`)
      }),
    ),
)
