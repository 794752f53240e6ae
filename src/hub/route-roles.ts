// What each route wants of whoever asks, from the table that describes the routes.
import { type Needed, suffices } from './access/role.ts'
import { operations } from './openapi.ts'

export type Door = {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly summary: string
  readonly needs: Needed
}

/** What is answered beside the API. */
export const doors: readonly Door[] = [
  { method: 'get', path: '/', summary: 'The page, whatever path it shows', needs: 'reader' },
  {
    method: 'get',
    path: '/live',
    summary: 'What pages are told while it happens (WebSocket)',
    needs: 'reader',
  },
  { method: 'get', path: '/mqtt', summary: 'MQTT, which asks for itself (WebSocket)', needs: 'nobody' },
  { method: 'get', path: '/metrics', summary: 'Every counter, for Prometheus', needs: 'reader' },
  { method: 'get', path: '/openapi.json', summary: 'The description of the API', needs: 'nobody' },
  { method: 'post', path: '/enter', summary: 'Takes a secret from a form, gives a cookie', needs: 'nobody' },
  { method: 'get', path: '/trust', summary: 'How a device comes to trust this hub', needs: 'nobody' },
  { method: 'get', path: '/ca.crt', summary: 'The authority to trust', needs: 'nobody' },
  { method: 'get', path: '/join/:code', summary: 'Lets one phone in, once', needs: 'nobody' },
  { method: 'get', path: '/entrance.css', summary: 'How that form looks', needs: 'nobody' },
]

/** A route as the router names it: `GET` and `/api/laps/:lap_id`; `ALL` where any method will do. */
export type Route = { readonly method: string; readonly path: string }

/**
 * What a request wants: the most that any of `matched`, the routes that may answer it, wants. What stands in no table is
 * for readers where it is only read, such as a file of the page; else for the owner.
 */
export function neededBy(method: string, matched: readonly Route[]): Needed {
  const unlisted = method === 'GET' || method === 'HEAD' ? 'reader' : 'owner'
  const named = matched.filter(({ path }) => !path.includes('*'))
  const [first, ...others] = named.map(route => table.get(`${route.method} ${route.path}`) ?? unlisted)
  if (first === undefined) return unlisted
  return others.reduce((most, needs) => (suffices(asRole(most), needs) ? most : needs), first)
}

const table: ReadonlyMap<string, Needed> = new Map([
  ...operations.map(
    ({ method = 'get', path, needs = 'reader' }) =>
      [`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, needs] as const,
  ),
  ...doors.map(({ method, path, needs }) => [`${method.toUpperCase()} ${path}`, needs] as const),
])

const asRole = (needs: Needed) => (needs === 'nobody' ? undefined : needs)
