// The pages that exist, in the order of their tabs and keys.
import type { Component } from 'svelte'

export type Page = {
  readonly path: string
  readonly name: string
  readonly load: () => Promise<Component>
  /** Does not begin anew when another car is looked at. */
  readonly isOfAllCars?: true
}

export const pages: readonly Page[] = [
  { path: '/live', name: 'Live', load: async () => (await import('../pages/live/live-page.svelte')).default },
  {
    path: '/wall',
    name: 'Pit wall',
    load: async () => (await import('../pages/wall/wall-page.svelte')).default,
  },
  { path: '/laps', name: 'Laps', load: async () => (await import('../pages/laps/laps-page.svelte')).default },
  {
    path: '/compare',
    name: 'Compare',
    load: async () => (await import('../pages/compare/compare-page.svelte')).default,
    isOfAllCars: true,
  },
  {
    path: '/board',
    name: 'Leaderboard',
    load: async () => (await import('../pages/board/board-page.svelte')).default,
  },
  {
    path: '/lake',
    name: 'Lake',
    load: async () => (await import('../pages/lake/lake-page.svelte')).default,
    isOfAllCars: true,
  },
  { path: '/rig', name: 'Rig', load: async () => (await import('../pages/rig/rig-page.svelte')).default },
]

/** The page of a path; `/` is the first one. */
export function pageOf(path: string): Page | undefined {
  const first = `/${path.split('/')[1] ?? ''}`
  return first === '/' ? pages[0] : pages.find(page => page.path === first)
}
