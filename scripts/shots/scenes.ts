// A table: what the pictures show. A scene is a real drive in which single live values are replaced.
import { readFileSync } from 'node:fs'
import type { LiveMessage } from '../../src/model/messages.ts'

export type Scene = {
  readonly name: string
  /** Values that the drive gets instead of its own; undefined takes a value away. */
  readonly change: { readonly [Name in keyof LiveMessage]?: number | undefined }
  /** The car has just left the pits. */
  readonly isOut?: true
  /** The kind of session that the pages are told of, where it is not the drive's own. */
  readonly session?: string
  /** The drive falls silent so many ms before the picture. */
  readonly silent_ms?: number
  /** Where on the lap the picture is taken, 0 to 1: from here … to here. */
  readonly between: readonly [number, number]
  /** Left as it is for so long before the picture, so that what lasts only a while has come, or gone. */
  readonly wait_ms: number
}

const straight = [0.1, 0.9] as const

export const scenes: readonly Scene[] = [
  { name: 'flying', change: {}, between: straight, wait_ms: 0 },
  {
    name: 'race',
    change: { gap_ahead_ms: 640, gap_behind_ms: 1240, position: 3, session_time_left_ms: 1_500_000 },
    session: 'race',
    between: straight,
    wait_ms: 900,
  },
  { name: 'out', change: {}, between: straight, isOut: true, wait_ms: 0 },
  {
    name: 'pit',
    change: { in_pit_lane: 1, pit_limiter_on: 1, speed_kmh: 49.6, gear: 2, rpm: 4100 },
    between: [0, 1],
    wait_ms: 600,
  },
  {
    name: 'garage',
    change: { in_pit_lane: 1, setup_menu_visible: 1, speed_kmh: 0 },
    between: [0, 1],
    wait_ms: 900,
  },
  { name: 'stale', change: {}, silent_ms: 2000, between: straight, wait_ms: 0 },
  { name: 'lost', change: {}, silent_ms: 7000, between: straight, wait_ms: 0 },
  { name: 'invalid', change: { lap_valid: 0 }, between: straight, wait_ms: 300 },
  { name: 'low-fuel', change: { fuel_l: 4.1, fuel_per_lap_l: 3.1 }, between: straight, wait_ms: 600 },
  { name: 'yellow', change: { flag: 2 }, between: straight, wait_ms: 300 },
]

export type Screen = { readonly name: string; readonly width: number; readonly height: number }

export const screens: readonly Screen[] = [
  { name: 'phone', width: 844, height: 390 },
  { name: 'ddu', width: 800, height: 480 },
  { name: 'wide', width: 1920, height: 720 },
  { name: 'tablet', width: 1180, height: 820 },
  { name: 'monitor', width: 1920, height: 1080 },
]

export type View = {
  readonly name: string
  readonly path: string
  readonly screens: readonly Screen[]
  /** So many cars race beside the drive. */
  readonly cars?: number
  /** The field falls silent so many ms before the picture. */
  readonly silent_ms?: number
  /** Pressed before the picture, one after the other. */
  readonly keys?: readonly string[]
  /** What the reader has set: letters twice as large, no motion, or the page on paper. */
  readonly reader?: 'large' | 'still' | 'paper'
}

const desk: readonly Screen[] = [{ name: '1080p', width: 1920, height: 1080 }]
const upright: readonly Screen[] = [{ name: 'upright', width: 390, height: 844 }]
const deskAndPhone: readonly Screen[] = [...desk, ...upright]

const lake = (q: string, more: Readonly<Record<string, string>> = {}) =>
  `/lake?${new URLSearchParams({ q, ...more })}`
const example = (name: string, more: Readonly<Record<string, string>> = {}) =>
  lake(readFileSync(`queries/${name}.sql`, 'utf8'), more)

/** Pages that need no scene. In a path, `{1}` is the id of the newest valid lap, `{2}` that of the one before. */
export const views: readonly View[] = [
  { name: 'live', path: '/live', screens: upright },
  { name: 'wall-20', path: '/wall?loss=31', screens: deskAndPhone, cars: 20 },
  { name: 'wall-60', path: '/wall?map=gaps&rows=close&loss=31', screens: desk, cars: 60 },
  { name: 'wall-driver', path: '/wall?map=driver', screens: desk, cars: 20 },
  { name: 'wall-mark', path: '/wall?map=gaps', screens: desk, cars: 20, keys: ['m'] },
  { name: 'wall-stale', path: '/wall', screens: desk, cars: 20, silent_ms: 2500 },
  { name: 'wall-lost', path: '/wall', screens: desk, cars: 20, silent_ms: 6500 },
  { name: 'lake-start', path: '/lake', screens: desk },
  { name: 'lake-table', path: example('best-laps'), screens: deskAndPhone },
  {
    name: 'lake-chart',
    path: example('lap-by-lap', { view: 'chart', chart: 'line', x: 'lap_number', y: 'lap_time_ms' }),
    screens: desk,
  },
  { name: 'lake-error', path: lake('SELECT lap_tim_ms FROM laps'), screens: desk },
  { name: 'lake-empty', path: lake("SELECT * FROM laps WHERE track = 'nowhere'"), screens: desk },
  { name: 'keys', path: '/rig', screens: desk, keys: ['?'] },
  { name: 'laps', path: '/laps?valid=0&full=0', screens: deskAndPhone },
  { name: 'laps-evidence', path: '/laps?valid=0&full=0&pick={1},{2}&lap={1}', screens: deskAndPhone },
  { name: 'laps-empty', path: '/laps?driver=Nobody', screens: desk },
  { name: 'compare', path: '/compare?a={1}&b={2}&k=1990', screens: deskAndPhone },
  { name: 'compare-zoom', path: '/compare?a={1}&b={2}&z=1800-2300&k=2004&k2=2100&ph=1', screens: desk },
  { name: 'compare-time', path: '/compare?a={1}&b={2}&x=time&k=40000', screens: desk },
  { name: 'compare-four', path: '/compare?a={1}&b={2}&c={3}&d={4}&k=1990', screens: desk },
  { name: 'compare-line', path: '/compare?a={1}&b={2}&ch=delta,line,speed_kmh,brake&m=line', screens: desk },
  { name: 'board', path: '/board', screens: deskAndPhone },
  { name: 'board-screen', path: '/board?screen=1', screens: desk },
  { name: 'rig', path: '/rig', screens: deskAndPhone },
  { name: 'rig-explained', path: '/rig?explain=1', screens: desk },
  { name: 'focus', path: '/laps?valid=0&full=0', screens: desk, keys: Array(6).fill('Tab') },
  { name: 'nowhere', path: '/nowhere', screens: deskAndPhone },
  { name: 'compare-paper', path: '/compare?a={1}&b={2}&k=1990', screens: desk, reader: 'paper' },
  { name: 'wall-still', path: '/wall', screens: desk, cars: 20, reader: 'still' },
  ...['/laps?valid=0&full=0', '/compare?a={1}&b={2}&k=1990', '/board', '/rig', example('best-laps')].map(
    (path): View => ({
      name: `${path.slice(1).split('?')[0]}-large`,
      path,
      screens: desk,
      reader: 'large',
    }),
  ),
]

/** How a picture may be seen: a theme of ours, or eyes as Chromium can emulate them. */
export type Look = {
  readonly name: string
  readonly theme: string
  readonly eyes?: 'deuteranopia' | 'achromatopsia'
}
export const looks: readonly Look[] = [
  { name: 'dark', theme: 'dark' },
  { name: 'light', theme: 'light' },
  { name: 'night', theme: 'night' },
  { name: 'cvd', theme: 'cvd' },
  { name: 'deuteranopia', theme: 'dark', eyes: 'deuteranopia' },
  { name: 'achromatopsia', theme: 'dark', eyes: 'achromatopsia' },
]
