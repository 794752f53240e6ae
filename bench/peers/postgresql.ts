// PostgreSQL from the system's packages, fed with COPY of CSV into a table with an index by lap and time.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, createWriteStream, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isKnown, numbers, type Peer, type PeerLap, timed } from './rows.ts'
import { folderBytes, freePort } from './system.ts'

/** undefined where PostgreSQL is not installed, or has no user to run as. */
export async function startPostgres(
  channels: readonly { name: string; type: string }[],
): Promise<Peer | undefined> {
  const binaries = globSync('/usr/lib/postgresql/*/bin').sort().at(-1)
  if (binaries === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'))
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0
  chmodSync(folder, 0o777)
  const command = (name: string, args: readonly string[]): readonly [string, string[]] =>
    isRoot
      ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', join(binaries, name), ...args]]
      : [join(binaries, name), [...args]]
  const run = (name: string, ...args: readonly string[]) => {
    const done = spawnSync(...command(name, args), { cwd: folder, encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`${name}: ${done.stderr}`)
    return done.stdout
  }
  const [data, port] = [join(folder, 'data'), String(await freePort())]
  run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres')
  run(
    'pg_ctl',
    '-D',
    data,
    '-w',
    '-o',
    `-p ${port} -k ${folder} -c listen_addresses=`,
    '-l',
    join(folder, 'log'),
    'start',
  )
  const server = spawn(
    ...command('psql', [
      '-h',
      folder,
      '-p',
      port,
      '-U',
      'postgres',
      '-qAt',
      '-F',
      ',',
      '-v',
      'ON_ERROR_STOP=1',
    ]),
    { stdio: ['pipe', 'pipe', 'inherit'], cwd: folder },
  )
  server.stdout.setEncoding('utf8')
  /** Runs SQL in one session; resolves with its lines. */
  const sql = (text: string): Promise<readonly string[]> =>
    new Promise(resolve => {
      let output = ''
      const take = (chunk: string) => {
        output += chunk
        if (!output.endsWith('done\n')) return
        server.stdout.off('data', take)
        resolve(output.split('\n').slice(0, -2))
      }
      server.stdout.on('data', take)
      server.stdin.write(`${text};\n\\echo done\n`)
    })
  const types = { int: 'integer', float: 'real' } as const
  const columns = channels.map(({ name, type }) => `"${name}" ${type === 'int' ? types.int : types.float}`)
  await sql(`CREATE TABLE samples (lap text, ts bigint, ${columns.join(', ')})`)
  await sql('CREATE INDEX ON samples (lap, ts)')

  const file = join(folder, 'lap.csv')
  const writeText = async ({ lap, rows, columns: values }: PeerLap) => {
    const text = createWriteStream(file)
    const clock = numbers(values.get('t_us'))
    const all = channels.map(({ name }) => numbers(values.get(name)))
    for (let row = 0; row < rows; row++) {
      const cells = all.map(column => {
        const value = column[row]
        return isKnown(value) ? value : ''
      })
      if (!text.write(`${lap},${clock[row]},${cells.join(',')}\n`)) await once(text, 'drain')
    }
    text.end()
    await once(text, 'close')
    chmodSync(file, 0o644)
  }
  return {
    name: 'PostgreSQL COPY',
    async write(lap) {
      await writeText(lap)
      return timed(() => sql(`COPY samples FROM '${file}' (FORMAT csv)`))
    },
    async read(laps, names) {
      const list = laps.map(lap => `'${lap}'`).join(', ')
      const rows = await sql(
        `SELECT ts, ${names.join(', ')} FROM samples WHERE lap IN (${list}) ORDER BY lap, ts`,
      )
      const cells = rows.map(row => row.split(',').map(Number))
      return { rows: rows.length, sum: cells.reduce((sum, row) => sum + (row[1] ?? 0), 0) }
    },
    async bytes() {
      await sql('CHECKPOINT')
      return Number((await sql("SELECT pg_total_relation_size('samples')"))[0] ?? folderBytes(folder))
    },
    async stop() {
      server.stdin.end()
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
