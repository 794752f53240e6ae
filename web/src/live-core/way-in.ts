// Where the live line is: at the hub that this page came from, or at the broker of a fleet, as `cloud.json` says.

/** What the fleet's deployment puts beside the page. */
type Fleet = { readonly live: 'mqtt'; readonly path: string; readonly authorizer: string }

/** The parts of a browser that are needed; a test gives its own. */
export type Doorway = {
  readonly location: Pick<Location, 'protocol' | 'host' | 'search'>
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>
  readonly fetch: (path: string) => Promise<Pick<Response, 'ok' | 'json'>>
}

const tokenName = 'pitwall_token'

/** The address of the line. In a fleet, a token that stands in the page's address is kept, and shown to the API once. */
export async function wayIn({ location, storage, fetch }: Doorway): Promise<string> {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const fleet = await fleetOf(fetch)
  if (fleet === undefined) return `${scheme}://${location.host}/live`
  const given = new URLSearchParams(location.search).get('token')
  if (given !== null) {
    storage.setItem(tokenName, given)
    // The API answers with a cookie that scripts do not see; from then on questions carry it.
    await fetch(`/api/health?token=${encodeURIComponent(given)}`).catch(() => undefined)
  }
  const token = given ?? storage.getItem(tokenName) ?? ''
  const query = new URLSearchParams({ 'x-amz-customauthorizer-name': fleet.authorizer })
  return `${scheme}://page:${encodeURIComponent(token)}@${location.host}${fleet.path}?${query}`
}

async function fleetOf(fetch: Doorway['fetch']): Promise<Fleet | undefined> {
  try {
    const answer = await fetch('/cloud.json')
    const found: Fleet | undefined = answer.ok ? await answer.json() : undefined
    return found?.live === 'mqtt' ? found : undefined
  } catch {
    return undefined
  }
}
