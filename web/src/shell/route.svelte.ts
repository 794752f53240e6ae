// Every view is an address: the path says which page, the query says all the rest.

export type Place = { readonly path: string; readonly query: URLSearchParams }

const here = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) })

class Route {
  now: Place = $state.raw(here())

  /** Follows the browser's own back and forward. */
  listen(): void {
    addEventListener('popstate', () => {
      this.now = here()
    })
  }

  /** Goes to another view; the one before stays in the history. */
  go(to: string): void {
    history.pushState(null, '', to)
    this.now = here()
    scrollTo(0, 0)
  }

  /** Changes members of the query; `undefined` takes one out. `push` for a discrete choice, else it replaces. */
  change(members: Readonly<Record<string, string | undefined>>, push = false): void {
    const query = new URLSearchParams(this.now.query)
    for (const [name, value] of Object.entries(members)) {
      if (value === undefined) query.delete(name)
      else query.set(name, value)
    }
    const text = query.toString()
    const to = text === '' ? this.now.path : `${this.now.path}?${text}`
    if (push) history.pushState(null, '', to)
    else history.replaceState(null, '', to)
    this.now = here()
  }
}

export const route = new Route()

/** A click on a link of this page stays on this page; with a modifier key it is the browser's. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || link.origin !== location.origin || link.target !== '' || link.hasAttribute('download'))
    return
  if (link.pathname.startsWith('/api/')) return
  event.preventDefault()
  route.go(link.pathname + link.search)
}
