// One process that does it all: broker, rules, the three streams and the page, put together here and nowhere else.
import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { type Broker, openBroker } from '../broker/embedded.ts'
import type { Link } from '../broker/link.ts'
import { openLapReader } from '../lake/lap-reader.ts'
import { openQueries } from '../lake/queries.ts'
import { openSizes } from '../lake/sizes.ts'
import { openShown } from '../laps/shown.ts'
import { openLapStoreThread } from '../laps/sqlite-link.ts'
import { both } from '../live/both.ts'
import { type Live, openLive } from '../live/live.ts'
import { serveSocket } from '../live/websocket.ts'
import { plainBoards } from '../model/board-name.ts'
import type { Health } from '../model/health.ts'
import { liveRates, rigKeyOf } from '../model/live-protocol.ts'
import { openRules } from '../rules/runtime.ts'
import { switchRule } from '../rules/switch.ts'
import { millis } from '../units/quantity.ts'
import { actionPorts, type LapCounters } from './action-ports.ts'
import { activityOf } from './activity-of.ts'
import { nearest, reachable, urlOf } from './addresses.ts'
import { advertiseHub } from './advertise-hub.ts'
import { type AppParts, makeApp } from './app.ts'
import { barredIn } from './barred-words.ts'
import { systemClock } from './clock.ts'
import { type Configuration, configure, isOpen, type Told } from './configuration.ts'
import { dataFolder, lockDataFolder } from './data-folder.ts'
import { type Entry, openEntry } from './entry.ts'
import { openExportDesk } from './export/export-desk.ts'
import type { Figure } from './figure.ts'
import { figuresOf } from './figures.ts'
import { healthOf } from './health-of.ts'
import { faultOf, openHttp } from './http.ts'
import { openIntake } from './intake.ts'
import { keepLog } from './kept-log.ts'
import { heard, Lags } from './lags.ts'
import { openLakeAt } from './lake-store.ts'
import { openLapTable } from './lap-store.ts'
import { Lately } from './lately.ts'
import { type LiveDemand, liveDemand } from './live-demand.ts'
import { type Log, openLog } from './log.ts'
import { openObjects } from './objects.ts'
import { openPairing, type Pairing } from './pairing/pairing.ts'
import type { Parts } from './parts.ts'
import { openRelay, type Relay } from './relay.ts'
import { openSearch } from './search.ts'
import { StateWatch } from './state-watch.ts'
import { openSteward, toldRows } from './steward.ts'
import { type HubTls, openHubTls } from './tls/hub-tls.ts'
import { openUpstream } from './upstream.ts'
import { version } from './version.ts'

export type Hub = {
  readonly configuration: Configuration
  /** Where the page is. */
  readonly url: string
  readonly port: number
  readonly mqttPort: number
  /** Undefined where page and broker speak no TLS. */
  readonly tls: HubTls | undefined
  /**
   * Where others can reach the hub and it has no owner yet, makes one and returns the secret, for the caller to show once;
   * undefined else, and the next time.
   */
  readonly makeFirstOwner: () => string | undefined
  /** Rigs that ask to be let in, and links for phones. */
  readonly pairing: Pairing
  /** To the broker of this process, without a socket: for a connector that runs beside the hub. */
  readonly link: () => Link
  readonly health: () => Health
  readonly figures: () => readonly Figure[]
  /** Resolves when every lap that can be closed is in the lake. */
  readonly settle: Parts['lake']['settle']
  /** Takes nothing new, makes safe what was taken, and lets go of the data folder. */
  readonly close: () => Promise<void>
}

const grace_ms = 3_000
const tick = millis(1_000)
/** What a page finds at its first look. */
const firstLaps = 100

/** Starts a hub. Throws HubFault, LakeFault or LapsFault with a sentence for the user; nothing is left open then. */
export async function startHub(told: Told, environment: NodeJS.ProcessEnv = {}, log?: Log): Promise<Hub> {
  const configuration = configure(told, environment)
  const closers: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    return await open(configuration, closers, close, log ?? openLog(configuration.log))
  } catch (error) {
    await close()
    throw error
  }
}

async function open(
  configuration: Configuration,
  closers: (() => Promise<void> | void)[],
  close: () => Promise<void>,
  given: Log,
): Promise<Hub> {
  const clock = systemClock
  const secrets = [configuration.token ?? '', ...configuration.rigSecrets.map(({ secret }) => secret)]
  const kept = keepLog(given, () => clock.now(), secrets)
  const { log } = kept
  const folder = dataFolder(configuration.data)
  const lock = lockDataFolder(folder)
  closers.push(() => lock.release())

  const entry = openEntry(configuration, folder.root, clock, text => log.warn({ part: 'access' }, text))
  closers.push(() => entry.close())

  const tls = openHubTls(
    configuration,
    folder.root,
    () => clock.now(),
    text => log.warn({ part: 'tls' }, text),
  )

  const laps = await (configuration.laps === undefined
    ? openLapStoreThread(folder.store)
    : openLapTable(configuration.laps))
  closers.push(() => laps.close())
  const shown = openShown(laps, barredIn(configuration.barredWords))
  const lake = await openLakeAt(configuration.lake, {
    folder: folder.lake,
    version,
    report: ({ code, message, lap_id }) => log.warn({ part: 'lake', code, lap_id }, message),
  })
  closers.push(() => lake.close())
  let demand: LiveDemand | undefined
  let relay: Relay | undefined
  const live = openLive({
    clock,
    said: said => relay?.hand(said),
    turned: () => demand?.look(),
    laps: await laps.laps({ of: 'rigs', limit: firstLaps }),
    boards: await shown.boards({ ...plainBoards, limit: toldRows }),
  })
  closers.push(() => live.close())
  const search = openSearch(configuration, clock, text => log.warn({ part: 'search' }, text))
  closers.push(() => search?.close())
  const lags = new Lags()
  const sink = search === undefined ? live : both(live, search)
  const sinks = heard(sink, lags, {
    gathers: of => demand?.isSlowed(rigKeyOf(of)) ?? false,
    // Where another broker acknowledges, it says nothing of this clock.
    ...(configuration.broker === undefined && { now: () => clock.now() }),
  })
  relay =
    configuration.group === undefined
      ? undefined
      : openRelay(configuration.group, randomUUID(), sinks, live, text => log.warn({ part: 'relay' }, text))
  const objects = openObjects(folder.objects)
  const lapCounters: LapCounters = { recorded: 0, known: 0, passed_over: 0 }

  let link: Link | undefined
  const rules = openRules({
    folders: [configuration.rules, folder.rules],
    ports: actionPorts({
      ...{ clock, lake, laps, shown, lapCounters, objects, link: () => link },
      live: relay?.live ?? sinks,
      rankReplays: configuration.rankReplays,
    }),
    clock,
    newId: randomUUID,
    random: Math.random,
    report: text => log.warn({ part: 'rules' }, text),
    watch: true,
  })
  closers.push(() => rules.close(grace_ms))
  const intake = openIntake(
    rules,
    clock,
    configuration.awsLimits,
    text => log.warn({ part: 'limits' }, text),
    topic => demand?.usualPause_ms(topic) ?? 0,
  )
  const broker = await openEmbedded(configuration, entry, tls, intake.take, log)
  closers.push(() => broker.close())
  demand = liveDemand({ live, broker, rules, clock, searched: search !== undefined })
  const upstream =
    configuration.broker === undefined
      ? undefined
      : openUpstream(
          {
            url: configuration.broker,
            folder: folder.root,
            clientId: configuration.brokerClient,
            group: configuration.group,
            tls: {
              ca: configuration.brokerCa,
              cert: configuration.brokerCert,
              key: configuration.brokerKey,
            },
            report: text => log.warn({ part: 'upstream' }, text),
          },
          intake.take,
        )
  closers.push(() => upstream?.close())
  if (upstream !== undefined) relay?.listen(upstream)
  link = upstream ?? broker.link()
  const ticking = setInterval(() => {
    lake.tick(clock.now())
    demand?.look()
  }, tick)
  closers.push(() => clearInterval(ticking))

  const sizes = openSizes(folder.lake)
  closers.push(() => sizes.close())
  const parts: Parts = {
    configuration,
    folder,
    clock,
    startedAt: clock.now(),
    live,
    search,
    lapCounters,
    lake,
    sizes,
    objects,
    rules,
    intake,
    broker,
    upstream,
    lags,
    live_hz: rig => (demand === undefined ? liveRates[0] : demand.of(rig)),
    lately: new Lately(),
    entry,
  }
  const states = new StateWatch()
  const watching = setInterval(() => states.note(healthOf(parts).parts, clock.now()), tick)
  closers.push(() => clearInterval(watching))
  const overWebSocket = new EventEmitter()
  closers.push(broker.attach(overWebSocket, '/mqtt'))
  const lapReader = openLapReader(folder.lake)
  closers.push(() => lapReader.close())
  const queries = openQueries(folder.lake)
  closers.push(() => queries.close())
  const pairing = openPairing({
    ...{ access: entry.access, now: () => clock.now(), name: configuration.name },
    mqttPort: () => broker.port,
    places: () => (isOpen(configuration) ? reachable(configuration.host).map(at) : []),
    tls,
  })
  const app = makeApp({
    pairing,
    live: pagesOf(live, relay),
    laps,
    shown,
    steward: openSteward(laps, relay?.live ?? live, () => clock.now(), shown),
    exports: openExportDesk(folder.lake, folder.recordings),
    lapReader,
    queries,
    sizes: sizes.tables,
    largeQuery_bytes: configuration.largeQueryMb * 1e6,
    rules: {
      states: () => rules.states(),
      enable(name, enabled) {
        switchRule(configuration.rules, folder.rules, name, enabled)
        rules.reload()
      },
      context: () => ({ timestamp: clock.now(), newUuid: randomUUID, random: Math.random }),
    },
    ...{ guard: entry.guard, doorkeeper: entry.doorkeeper, limits: entry.limits, access: entry.access },
    authority: tls?.authority,
    strictTransport: tls !== undefined && tls.authority === undefined,
    health: () => healthOf(parts),
    figures: () => figuresOf(parts),
    memory: { activity: () => activityOf(parts, states), log: kept.lines },
    page: configuration.page,
  })
  const http = await openHttp({
    host: configuration.host,
    port: configuration.port,
    app,
    guard: entry.guard,
    identity: tls?.material,
    sockets: { '/live': { take: socket => serveSocket(live, socket, clock), longest: 64 * 1024 } },
    handOver: { '/mqtt': (request, stream, head) => overWebSocket.emit('upgrade', request, stream, head) },
  })
  closers.push(() => http.close(grace_ms))
  const known = tls && { fingerprint: tls.authority?.fingerprint ?? tls.fingerprint() }
  const ports = { port: http.port, mqttPort: broker.port }
  const advertising = advertiseHub(configuration, ports, known, text => log.warn({ part: 'lan' }, text))
  closers.push(() => advertising?.close())
  const at = (host: string) => urlOf(tls === undefined ? 'http' : 'https', host, http.port)
  const url = at(nearest(configuration.host))
  const [address] = isOpen(configuration) ? reachable(configuration.host) : []
  const expelling = setInterval(() => {
    http.expel(({ id }) => entry.doorkeeper.stands(id))
    broker.expel(({ id }) => id === undefined || entry.doorkeeper.stands(id))
  }, tick)
  closers.push(() => clearInterval(expelling))
  lock.announce({
    ...{ pid: process.pid, url, mqtt_port: broker.port, secret: entry.runSecret },
    elsewhere: address === undefined ? undefined : at(address),
    authority: tls?.authority?.fingerprint,
  })
  log.info({ url, mqtt_port: broker.port, data: folder.root }, 'the hub is open')
  return {
    configuration,
    url,
    port: http.port,
    mqttPort: broker.port,
    tls,
    makeFirstOwner: entry.makeFirstOwner,
    pairing,
    link: () => broker.link(),
    health: () => healthOf(parts),
    figures: () => figuresOf(parts),
    settle: everything => lake.settle(everything),
    close,
  }
}

/** The pages of this hub, and those of the others of its group: how many listen there, receipts tell. */
const pagesOf = (live: Live, relay: Relay | undefined): AppParts['live'] => ({
  rigs: () => live.rigs(),
  speak(message) {
    relay?.hand({ type: 'message', message })
    const listeners = live.speak(message)
    return relay !== undefined && listeners === 0 ? undefined : listeners
  },
  direct(screen) {
    relay?.hand({ type: 'screen', screen })
    live.pass({ type: 'screen', screen })
  },
})

async function openEmbedded(
  { host, mqttHost = host, mqttPort }: Configuration,
  { authenticate }: Entry,
  tls: HubTls | undefined,
  ingest: Parts['intake']['take'],
  log: Log,
): Promise<Broker> {
  try {
    return await openBroker({
      host: mqttHost,
      port: mqttPort,
      ingest,
      report: text => log.warn({ part: 'broker' }, text),
      authenticate,
      ...(tls !== undefined && { identity: tls.material }),
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'syscall' in error)
      throw faultOf(error, mqttHost, mqttPort, '--mqtt-port')
    throw error
  }
}
