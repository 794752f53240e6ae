// A real S3 server for tests: Ceph's gateway on one monitor and one disk of its own, from the packages of Debian.
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answering, freePort } from './free-port.ts'
import { programPath, ran, startProgram } from './program.ts'

export type S3Server = {
  readonly endpoint: string
  readonly accessKey: string
  readonly secretKey: string
  readonly close: () => Promise<void>
}

const needed = ['ceph', 'ceph-authtool', 'ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw', 'radosgw-admin']

/** Why there is none, or undefined. */
export function noRadosgw(): string | undefined {
  const missing = needed.filter(name => programPath(name) === undefined)
  return missing.length === 0 ? undefined : `${missing.join(', ')} not installed`
}

const accessKey = 'pitwall-test'
const secretKey = 'not-a-secret'

/** Takes about fifteen seconds. */
export async function startRadosgw(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-radosgw-'))
  for (const name of ['mon', 'osd', 'rgw', 'run', 'log', 'crash']) await mkdir(join(folder, name))
  const [monitor, oldMonitor, port] = [await freePort(), await freePort(), await freePort()]
  const file = join(folder, 'ceph.conf')
  const keyring = join(folder, 'keyring')
  const fsid = randomUUID()
  const addresses = `[v2:127.0.0.1:${monitor},v1:127.0.0.1:${oldMonitor}]`
  await writeFile(file, configurationOf(folder, fsid, addresses, port))
  const run = (name: string, ...args: readonly string[]) => ran(programPath(name) ?? name, args)
  const start = (name: string, ...args: readonly string[]) =>
    startProgram(programPath(name) ?? name, ['-c', file, '-f', ...args])
  const started: ReturnType<typeof startProgram>[] = []
  const close = async () => {
    for (const program of started.reverse()) await program.kill()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    for (const [name, ...caps] of users) {
      const made = name === 'mon.' ? ['--create-keyring'] : []
      await run(
        'ceph-authtool',
        ...made,
        keyring,
        '--gen-key',
        '-n',
        name,
        ...caps.flatMap(cap => ['--cap', ...cap]),
      )
    }
    const map = join(folder, 'monmap')
    await run('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', addresses, map)
    await run('ceph-mon', '-c', file, '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring)
    started.push(start('ceph-mon', '-i', 'a'))
    const disk = randomUUID()
    const id = await run('ceph', '-c', file, '--connect-timeout', '100', 'osd', 'new', disk)
    await run('ceph-osd', '-c', file, '-i', id, '--mkfs', '--osd-uuid', disk)
    started.push(start('ceph-osd', '-i', id))
    const gateway = start('radosgw', '-n', 'client.rgw')
    started.push(gateway)
    await answering(port, gateway.gone)
    const who = [
      '--uid',
      'test',
      '--display-name',
      'test',
      '--access-key',
      accessKey,
      '--secret-key',
      secretKey,
    ]
    await run('radosgw-admin', '-c', file, 'user', 'create', ...who)
    return { endpoint: `http://127.0.0.1:${port}`, accessKey, secretKey, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Names and what each may do. */
const users: readonly (readonly [string, ...(readonly [string, string])[]])[] = [
  ['mon.', ['mon', 'allow *']],
  ['client.admin', ['mon', 'allow *'], ['osd', 'allow *'], ['mgr', 'allow *']],
  ['client.rgw', ['mon', 'allow rw'], ['osd', 'allow rwx'], ['mgr', 'allow rw']],
  ['osd.0', ['mon', 'allow profile osd'], ['osd', 'allow *']],
]

const configurationOf = (folder: string, fsid: string, monitors: string, port: number): string => `[global]
fsid = ${fsid}
mon host = ${monitors}
public network = 127.0.0.0/8
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = false
keyring = ${folder}/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
run dir = ${folder}/run
admin socket = ${folder}/run/$name.asok
log file = ${folder}/log/$name.log
pid file = ${folder}/run/$name.pid
crash dir = ${folder}/crash
[mon]
mon data = ${folder}/mon
mon initial members = a
mon data avail crit = 1
[osd]
osd data = ${folder}/osd
osd objectstore = bluestore
bluestore block size = 4294967296
bluestore cache autotune = false
bluestore cache size = 134217728
osd memory target = 939524096
osd class load list = *
osd class default list = *
[client.rgw]
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw thread pool size = 32
rgw enable usage log = false
`
