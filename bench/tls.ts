// What TLS costs between a rig and its hub: the same messages, at a rig's real rate, over MQTT in the clear and over TLS with
// the hub's own authority. Processor time of both sides, each a process of its own, without what making the messages takes.
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openBroker } from '../src/broker/embedded.ts'
import { openMqttLink } from '../src/broker/mqtt-link.ts'
import { configure } from '../src/hub/configuration.ts'
import { openHubTls } from '../src/hub/tls/hub-tls.ts'

const [, , role = 'main', url = '', ca = ''] = process.argv
const seconds = Number(process.env['PITWALL_BENCH_SECONDS'] ?? 8)
/** One after the other in turn, because a machine is never as busy as a moment ago. */
const rounds = 4
/** What a rig at 400 Hz sends while a page is open. */
const live = { each_ms: 1000 / 60, bytes: 1300, qos: 0 } as const
const frame = { each_ms: 250, bytes: 22_000, qos: 1 } as const
const perSecond = { messages: 64, megabytes: (60 * live.bytes + 4 * frame.bytes) / 1e6 }

if (role === 'rig') await rig()
else await main()

async function rig(): Promise<void> {
  const link = openMqttLink({
    url,
    clientId: 'bench',
    ...(ca !== '' && { tls: () => ({ ca, anyName: true }) }),
  })
  while (!link.connected) await sleep(20)
  const timers = [live, frame].map(({ each_ms, bytes, qos }) => {
    const payload = Buffer.alloc(bytes, '{"speed_kmh":248.5,')
    const send = () =>
      void link.publish({ topic: 'rigs/home/bench/live', payload, qos }).catch(() => undefined)
    return setInterval(send, each_ms)
  })
  await sleep(2000)
  const before = process.cpuUsage()
  process.send?.('begin')
  await sleep(seconds * 1000)
  const { user, system } = process.cpuUsage(before)
  for (const timer of timers) clearInterval(timer)
  process.send?.((user + system) / 1000)
  await link.close()
  process.disconnect()
}

async function main(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'pitwall-bench-'))
  const tls = openHubTls(
    configure({ data: root, tls: 'own' }, {}),
    root,
    () => Date.now(),
    text => console.log(text),
  )
  if (tls?.authority === undefined) throw new Error('the hub made no authority')
  const plain = { rig: 0, hub: 0 }
  const secure = { rig: 0, hub: 0 }
  for (let round = 0; round < rounds; round++) {
    add(plain, await run('in the clear', undefined, ''))
    add(secure, await run('over TLS', tls.material, tls.authority.cert))
  }
  for (const side of ['rig', 'hub'] as const) {
    const more_ms = (secure[side] - plain[side]) / seconds / rounds
    const each = `${((1000 * more_ms) / perSecond.messages).toFixed(0)} µs a message`
    const size = `${(more_ms / perSecond.megabytes).toFixed(1)} ms a megabyte`
    console.log(`TLS costs the ${side} ${(more_ms / 10).toFixed(2)} % of a core more: ${each}, ${size}`)
  }
  await rm(root, { recursive: true, force: true })
}

type Cost = { readonly rig: number; readonly hub: number }

function add(sum: { rig: number; hub: number }, { rig, hub }: Cost): void {
  sum.rig += rig
  sum.hub += hub
}

/** Milliseconds of processor of both sides. */
async function run(
  name: string,
  identity: Parameters<typeof openBroker>[0]['identity'],
  authority: string,
): Promise<Cost> {
  const broker = await openBroker({ host: '127.0.0.1', port: 0, ...(identity !== undefined && { identity }) })
  const scheme = identity === undefined ? 'mqtt' : 'mqtts'
  const child = fork(import.meta.filename, ['rig', `${scheme}://127.0.0.1:${broker.port}`, authority])
  const told = new Promise<Cost>(resolve => {
    let before = process.cpuUsage()
    child.on('message', message => {
      if (message === 'begin') {
        before = process.cpuUsage()
        return
      }
      const { user, system } = process.cpuUsage(before)
      resolve({ rig: Number(message), hub: (user + system) / 1000 })
    })
  })
  const cost = await told
  await new Promise(resolve => child.once('exit', resolve))
  await broker.close()
  const share = (ms: number) => `${(ms / seconds / 10).toFixed(2)} %`
  console.log(`${name}: the rig's link ${share(cost.rig)} of a core, the hub's broker ${share(cost.hub)}`)
  return cost
}
