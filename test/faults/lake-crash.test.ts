import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openLake } from '../../src/lake/lake.ts'
import { openQueries, rowObjects } from '../../src/lake/queries.ts'
import { bytesOf, frameOf, lapMessageOf, lapOf } from '../../src/lake/testing/drive.ts'

const victim = fileURLToPath(new URL('lake-victim.ts', import.meta.url))

/** Lets the victim work, kills it in the middle, and returns what it had acknowledged. */
async function killAfter(
  folder: string,
  firstLap: number,
  acknowledgements: number,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [victim, folder, String(firstLap)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => {
    said += text
    if (said.split('\n').length > acknowledgements) child.kill('SIGKILL')
  })
  await new Promise(resolve => child.once('close', resolve))
  // Its last line may be torn.
  return said
    .slice(0, said.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(line => line !== '' && line !== 'open')
}

const numbersOf = (what: string, lines: readonly string[]) =>
  lines.filter(line => line.startsWith(what)).map(line => Number(line.slice(what.length)))

test('killed again and again while it lands and closes, the lake has every acknowledged frame once', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const queries = openQueries(folder)
  t.after(queries.close)
  const acknowledged = { frames: new Set<number>(), laps: new Set<number>() }
  let firstLap = 1
  // Kills fall into landing, writing, renaming, committing and cutting, wherever these happen to be.
  for (const acknowledgements of [3, 8, 21, 34, 60, 90]) {
    const lines = await killAfter(folder, firstLap, acknowledgements)
    for (const seq of numbersOf('frame ', lines)) acknowledged.frames.add(seq)
    for (const lap of numbersOf('lap ', lines)) acknowledged.laps.add(lap)
    const last = Math.max(
      firstLap,
      ...numbersOf('lap ', lines),
      ...numbersOf('frame ', lines).map(seq => Math.floor(seq / 5)),
    )
    // What a query sees right after the crash is whole: no file that cannot be read, no sample twice.
    const [{ twice } = { twice: -1 }] = rowObjects(
      await queries.run('SELECT count(*) - count(DISTINCT packet) AS twice FROM samples'),
    )
    assert.equal(twice, 0)
    firstLap = last + 1
  }
  assert.ok(acknowledged.frames.size > 50 && acknowledged.laps.size > 5)

  const lake = await openLake({ folder })
  t.after(() => lake.close())
  // The rig sends again what it is not sure of: everything of the last lap.
  const again = Math.max(...acknowledged.laps)
  for (let seq = again * 5; seq < again * 5 + 5; seq++) {
    const frame = frameOf(seq, again)
    await lake.land(bytesOf(frame), frame)
  }
  assert.equal(lake.counters.duplicates, 5)
  await lake.closeLap(lapMessageOf(again, again * 5, again * 5 + 4))
  await lake.settle('everything')

  const packets = rowObjects(await queries.run('SELECT packet, count(*) AS n FROM samples GROUP BY ALL'))
  assert.deepEqual(
    packets.filter(({ n }) => n !== 1),
    [],
  )
  const stored = new Set(packets.map(({ packet }) => packet))
  const lost = [...acknowledged.frames].filter(seq =>
    Array.from({ length: 10 }, (_, row) => 5000 + seq * 10 + row).some(packet => !stored.has(packet)),
  )
  assert.deepEqual(lost, [])
  const laps = new Set(rowObjects(await queries.run('SELECT lap_id FROM laps')).map(({ lap_id }) => lap_id))
  assert.deepEqual(
    [...acknowledged.laps].filter(lap => !laps.has(lapOf(lap))),
    [],
  )
  assert.deepEqual(readdirSync(join(folder, 'landing')), [])
  assert.deepEqual(readdirSync(join(folder, '.tmp')), [])
})
