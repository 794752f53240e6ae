import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, pitwallJson, start } from '../e2e/command.ts'
import { lapsOf, samplesOf, withDrive } from './drive.ts'
import { oneMachine } from './two-machines.ts'

test(
  'a game that is started again begins a session of its own, and neither loses a sample',
  { timeout: 600_000 },
  () =>
    withDrive(oneMachine, async drive => {
      await drive.openHub()
      const pages = join(drive.folder, 'pages')
      const recordings = join(drive.rigFolder, 'recordings')
      /** Plays until so many sessions are recorded, the last for some seconds. */
      const play = async (sessions: number) => {
        const game = drive.adopt(start(['virtual', '--out', pages, '--rate', '100']))
        const sizes = async () => {
          const names = await readdir(recordings).catch(() => [])
          return await Promise.all(names.map(async name => (await stat(join(recordings, name))).size))
        }
        await eventually(sizes, found => found.length >= sessions && found.every(size => size > 200_000))
        game.process.kill('SIGKILL')
        await game.finished
      }
      const folders = ['--spool', join(drive.rigFolder, 'spool'), '--recordings', recordings]
      const source = ['--source', 'shm', '--shm-dir', pages]
      const rig = drive.adopt(start(['rig', '--broker', drive.url, ...source, ...folders]))
      await play(1)
      await sleep(1000)
      await play(2)
      await sleep(2000)
      assert.equal((await rig.stop()).code, 0)
      await drive.drain()
      await drive.closeHub()
      const counted =
        'select session_id, count(*)::INT as n, count(distinct packet)::INT as packets from samples group by 1'
      const sessions = await pitwallJson<readonly { n: number; packets: number }[]>(
        'sql',
        counted,
        '--data',
        drive.data,
      )
      assert.equal(sessions.length, 2)
      assert.ok(sessions.every(({ n, packets }) => n === packets && n > 20))
      assert.deepEqual(await samplesOf(drive.data), (await drive.recorded()).samples)
    }),
)

test(
  'a rig that is killed in mid-lap and started again loses no lap: what was driven is there once',
  { timeout: 600_000 },
  () =>
    withDrive(oneMachine, async drive => {
      await drive.openHub()
      const killed = drive.openRig()
      await drive.laps(1)
      await sleep(4000)
      killed.process.kill('SIGKILL')
      await once(killed.process, 'exit').catch(() => undefined)
      const before = await lapsOf(drive.data)
      drive.openRig()
      await drive.laps(before.length + 1)
      const { dropped } = await drive.finish()
      assert.equal(dropped, 0)

      const laps = await lapsOf(drive.data)
      const recorded = await drive.recorded()
      assert.equal(new Set(laps.map(({ session_id }) => session_id)).size, 2)
      assert.deepEqual(
        laps.map(lap => ({ ...lap, origin: 'import' })),
        recorded.laps,
      )
      const whole = (samples: readonly object[]) =>
        samples.filter(sample => Object.entries(sample)[0]?.[1] !== '')
      const driven = await samplesOf(drive.data)
      assert.deepEqual(whole(driven), whole(recorded.samples))
      // The recording ends with its last whole chunk; the hub has what came after it.
      const single =
        'select count(*)::INT as n, count(distinct (session_id, packet))::INT as packets from samples'
      const [count] = await eventually(
        () => pitwallJson<readonly { n: number; packets: number }[]>('sql', single, '--data', drive.data),
        found => found.length === 1,
      )
      assert.equal(count?.n, count?.packets, 'a sample is there twice')
    }),
)
