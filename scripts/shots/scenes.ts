// A table: what the pictures show, what brings it about, and on which screens. By the drive that they need, one after
// the other.
import { readFileSync } from 'node:fs'
import {
  atRest,
  burnFuel,
  type Cause,
  onTheLap,
  pullCable,
  runWide,
  strandSomebody,
  throughThePits,
  watchLaps,
} from './causes.ts'
import type { DriveName } from './drives.ts'
import { type Look, looks, type Screen, screens } from './screens.ts'

export type Scene = {
  readonly name: string
  /** In it `{1}` is the id of the newest valid lap, `{2}` that of the one before. */
  readonly path: string
  readonly drive: DriveName
  readonly screens: readonly Screen[]
  readonly looks: readonly Look[]
  /** Happens while the page watches. */
  readonly cause?: Cause
  /** What is on the page in the moment of the picture, before it and after it; else it is brought about again. */
  readonly sign: string
  /** Pressed before the picture, one after the other. */
  readonly keys?: readonly string[]
  /** What the reader has set: letters twice as large, no motion, or the page on paper. */
  readonly reader?: 'large' | 'still' | 'paper'
}

const [dark] = looks
const { phone, ddu, wide, tablet, monitor, upright } = screens
const everyDash = [phone, ddu, tablet, monitor, wide, upright]
const plain = { looks: [dark] }
const all = { looks }

type LiveScene = Pick<Scene, 'name' | 'drive' | 'cause' | 'sign'> & Partial<Scene>
const live = (scene: LiveScene): Scene => ({
  path: '/live',
  ...plain,
  screens: everyDash,
  ...scene,
  name: `live-${scene.name}`,
})
const alive = (mode: string) => `.live[data-freshness='live'][data-mode='${mode}']`

const lake = (q: string, more: Readonly<Record<string, string>> = {}) =>
  `/lake?${new URLSearchParams({ q, ...more })}`
const example = (name: string, more: Readonly<Record<string, string>> = {}) =>
  lake(readFileSync(`queries/${name}.sql`, 'utf8'), more)

type DeskScene = Pick<Scene, 'name' | 'path' | 'sign'> & Partial<Scene>
const desk = (scene: DeskScene): Scene => ({ drive: 'practice', ...plain, screens: [monitor], ...scene })
const tower = '[aria-label="Timing tower"] tbody tr'
const wall = (
  scene: Omit<DeskScene, 'path' | 'sign' | 'name'> & {
    readonly name: string
    readonly path?: string
    readonly sign?: string
  },
) =>
  desk({ path: '/wall', sign: `${tower}:nth-child(9)`, drive: 'race', ...scene, name: `wall-${scene.name}` })
const differences = '.side table tbody tr'
const compare = (scene: { readonly name: string; readonly query: string } & Partial<Scene>) =>
  desk({
    sign: differences,
    ...all,
    ...scene,
    path: `/compare?${scene.query}`,
    name: `compare-${scene.name}`,
  })
const listed = '/laps?valid=0&full=0'

export const scenes: readonly Scene[] = [
  live({ name: 'flying', drive: 'practice', cause: onTheLap, sign: alive('flying'), ...all }),
  live({
    name: 'invalid',
    drive: 'practice',
    cause: runWide,
    sign: `${alive('flying')} [data-tone='invalid']`,
  }),
  live({ name: 'yellow', drive: 'practice', cause: strandSomebody, sign: ".band.shown[data-tone='slower']" }),
  live({ name: 'stale', drive: 'practice', cause: pullCable(1800), sign: ".live[data-freshness='stale']" }),
  live({ name: 'lost', drive: 'practice', cause: pullCable(7000), sign: ".live[data-freshness='lost']" }),
  live({ name: 'pit', drive: 'practice', cause: throughThePits('lane'), sign: alive('pit') }),
  live({ name: 'out', drive: 'practice', cause: throughThePits('out'), sign: alive('out') }),
  live({
    name: 'low-fuel',
    drive: 'thirsty',
    cause: burnFuel,
    sign: ".live .cell :is([data-tone='low'], [data-tone='box'])",
  }),
  live({ name: 'race', drive: 'race', cause: onTheLap, sign: alive('race') }),

  wall({ name: '20', path: '/wall?loss=31', cause: watchLaps(6), ...all }),
  wall({ name: 'upright', screens: [upright] }),
  wall({ name: 'driver', path: '/wall?map=driver', cause: onTheLap }),
  wall({ name: 'mark', path: '/wall?map=gaps', keys: ['m'], cause: onTheLap }),
  wall({ name: 'still', reader: 'still' }),
  wall({ name: 'stale', cause: pullCable(2500), sign: ".age[data-freshness='stale']" }),
  wall({ name: 'lost', cause: pullCable(7000), sign: ".age[data-freshness='lost']" }),
  wall({
    name: '60',
    path: '/wall?map=gaps&rows=close&loss=31',
    drive: 'crowd',
    cause: watchLaps(4),
    ...all,
  }),
  wall({ name: 'quali', drive: 'qualifying', cause: onTheLap, ...all }),

  desk({ name: 'laps', path: listed, sign: 'tbody td', screens: [monitor, upright], ...all }),
  desk({
    name: 'laps-evidence',
    path: `${listed}&pick={1},{2}&lap={1}`,
    sign: '[role="dialog"], aside',
    screens: [monitor, upright],
  }),
  desk({ name: 'laps-empty', path: '/laps?driver=Nobody', sign: 'main h1' }),
  compare({ name: 'dist', query: 'a={1}&b={2}&k=1990', screens: [monitor, upright] }),
  compare({ name: 'zoom', query: 'a={1}&b={2}&z=1800-2300&k=2004&k2=2100&ph=1' }),
  compare({ name: 'time', query: 'a={1}&b={2}&x=time&k=40000' }),
  compare({ name: 'four', query: 'a={1}&b={2}&c={3}&d={4}&k=1990' }),
  compare({ name: 'missing', query: 'a={1}&b={2}&ch=delta,speed_kmh,throttle,brake,drs&k=1990' }),
  compare({ name: 'line', query: 'a={1}&b={2}&ch=delta,line,speed_kmh,brake&m=line', ...plain }),
  compare({ name: 'paper', query: 'a={1}&b={2}&k=1990', reader: 'paper', ...plain }),
  desk({ name: 'lake-start', path: '/lake', sign: 'main h2' }),
  desk({
    name: 'lake-ok',
    path: example('best-laps'),
    sign: 'main tbody td',
    screens: [monitor, upright],
    ...all,
  }),
  desk({
    name: 'lake-chart',
    path: example('lap-by-lap', { view: 'chart', chart: 'line', x: 'lap_number', y: 'lap_time_ms' }),
    sign: '.uplot canvas',
    ...all,
  }),
  desk({ name: 'lake-error', path: lake('SELECT lap_tim_ms FROM laps'), sign: '[role="alert"]' }),
  desk({
    name: 'lake-empty',
    path: lake("SELECT * FROM laps WHERE track = 'nowhere'"),
    sign: ':text("No rows")',
  }),
  desk({ name: 'keys', path: '/rig', sign: 'dialog[open], [role="dialog"]', keys: ['?'] }),
  desk({ name: 'focus', path: listed, sign: 'tbody td', keys: Array(6).fill('Tab') }),
  desk({ name: 'nowhere', path: '/nowhere', sign: 'h1', screens: [monitor, upright] }),
  ...[listed, '/compare?a={1}&b={2}&k=1990', '/board', '/rig', example('best-laps')].map(path =>
    desk({ name: `${path.slice(1).split('?')[0]}-large`, path, sign: 'main td', reader: 'large' }),
  ),
  desk({ name: 'board-page-1', path: '/board', sign: 'main tbody td', screens: [monitor, upright], ...all }),
  desk({ name: 'board-screen', path: '/board?screen=1', sign: '.screen .time', ...all }),
  desk({
    name: 'board-new-best',
    path: '/board?screen=1',
    drive: 'alien',
    sign: '.screen .banner',
    cause: drive => drive.until(({ session }) => session.clock.completed >= 1),
  }),
  desk({
    name: 'rig-ok',
    path: '/rig',
    drive: 'calm',
    cause: atRest,
    sign: 'tbody svg',
    screens: [monitor, upright],
    ...all,
  }),
  desk({ name: 'rig-explained', path: '/rig?explain=1', drive: 'calm', sign: 'tbody svg' }),
  desk({
    name: 'rig-degraded',
    path: '/rig',
    drive: 'calm',
    cause: pullCable(6000, atRest),
    sign: 'tbody svg',
  }),
]
