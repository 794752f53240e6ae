// InfluxDB 1.x from the system's packages, fed with line protocol over HTTP: two posts of 2 000 lines at a time.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { isKnown, numbers, type Peer, type PeerLap, timed } from './rows.ts'
import { folderBytes, freePort } from './system.ts'

const answerForm = z.object({
  results: z.array(
    z.object({ series: z.array(z.object({ values: z.array(z.array(z.number())) })).optional() }),
  ),
})

/** undefined where InfluxDB is not installed. */
export async function startInflux(
  channels: readonly { name: string; type: string }[],
): Promise<Peer | undefined> {
  const binary = ['/usr/bin/influxd', '/usr/local/bin/influxd'].find(existsSync)
  if (binary === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'influx-'))
  const [http, rpc] = [await freePort(), await freePort()]
  mkdirSync(join(folder, 'data'))
  const configuration = join(folder, 'influxdb.conf')
  writeFileSync(
    configuration,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
dir = "${folder}/meta"
[data]
dir = "${folder}/data"
wal-dir = "${folder}/wal"
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:${http}"
log-enabled = false
max-row-limit = 0
`,
  )
  const server = spawn(binary, ['-config', configuration], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${http}`
  const query = async (q: string) => {
    const answer = await fetch(`${url}/query?db=bench&epoch=u&q=${encodeURIComponent(q)}`, { method: 'POST' })
    return answerForm.parse(await answer.json())
  }
  for (;;) {
    try {
      await query('CREATE DATABASE bench')
      break
    } catch {
      // It does not listen yet.
      await sleep(50)
    }
  }
  let at = 1_700_000_000_000_000

  const linesOf = ({ lap, rows, columns }: PeerLap): readonly string[] => {
    const clock = numbers(columns.get('t_us'))
    const values = channels.map(
      ({ name, type }) => [name, type === 'int' ? 'i' : '', numbers(columns.get(name))] as const,
    )
    const bodies: string[] = []
    let lines: string[] = []
    for (let row = 0; row < rows; row++) {
      const fields = values.flatMap(([name, suffix, column]) => {
        const value = column[row]
        return isKnown(value) ? [`${name}=${value}${suffix}`] : []
      })
      lines.push(`samples,lap=${lap} ${fields.join(',')} ${at + (clock[row] ?? 0)}`)
      if (lines.length === 2000 || row === rows - 1) {
        bodies.push(lines.join('\n'))
        lines = []
      }
    }
    at += 10_000_000_000
    return bodies
  }
  const post = async (body: string) => {
    const answer = await fetch(`${url}/write?db=bench&precision=u`, { method: 'POST', body })
    if (!answer.ok) throw new Error(`InfluxDB: ${answer.status} ${await answer.text()}`)
  }
  return {
    name: 'InfluxDB 1.x line protocol',
    async write(lap) {
      const bodies = [...linesOf(lap)]
      const worker = async () => {
        for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) await post(body)
      }
      return timed(() => Promise.all([worker(), worker()]))
    },
    async read(laps, names) {
      const answers = await Promise.all(
        laps.map(lap => query(`SELECT ${names.join(', ')} FROM samples WHERE lap = '${lap}'`)),
      )
      const series = answers.flatMap(({ results }) => results.flatMap(result => result.series ?? []))
      const rows = series.flatMap(({ values }) => values)
      return { rows: rows.length, sum: rows.reduce((sum, [, speed = 0]) => sum + speed, 0) }
    },
    bytes: async () => folderBytes(folder),
    async stop() {
      server.kill('SIGKILL')
      await new Promise(resolve => server.once('exit', resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
