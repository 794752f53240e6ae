// Why a game is read, or why not, and what to do: what `doctor` says of it.
import { platform } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { wireGames } from '../../wire/games.ts'
import { identify } from './identify.ts'
import type { OpenPages, PagePlace } from './open-pages.ts'
import { sharedMemoryFolder } from './page-folder.ts'
import { placeOf } from './place.ts'
import { findProton, type ProtonFinding } from './proton.ts'

export type GameFinding = {
  readonly state: 'ok' | 'notice' | 'fault'
  readonly found: string
  /** What to do, when there is something to do. */
  readonly advice?: string
}

/** Looks once for a game, as the connector does, and for some tenths of a second whether it goes on. */
export async function inspectGame(): Promise<GameFinding> {
  let pages: OpenPages | undefined
  try {
    const place = await placeOf(undefined)
    pages = place.open()
    return pages === undefined ? absent(place) : await present(place, pages)
  } catch (fault) {
    return { state: 'fault', found: fault instanceof Error ? fault.message : String(fault) }
  } finally {
    pages?.close()
  }
}

/** A game in a session steps many times in this, a paused one never. */
const glance_ms = 400

async function present(place: PagePlace, pages: OpenPages): Promise<GameFinding> {
  const game = identify(pages, place.running(), undefined)
  if (game === undefined) {
    return {
      state: 'notice',
      found: `pages in which nothing was written yet (${pages.where})`,
      advice: 'go to a track; the game writes when a session loads',
    }
  }
  const before = pages.counter('physics')
  await sleep(glance_ms)
  const found = `${wireGames[game].name} (${pages.where})`
  if (pages.counter('physics') !== before) return { state: 'ok', found: `${found}, and it is writing` }
  return {
    state: 'notice',
    found: `${found}, and it stands still`,
    advice: 'it is paused, in a menu, or has left its pages behind; drive, or start the game',
  }
}

function absent(place: PagePlace): GameFinding {
  if (platform() !== 'win32') return outsideWindows(findProton())
  if (place.isApart) return apart
  const [runs] = place.running() ?? []
  if (runs === undefined) return { state: 'notice', found: 'no game runs', advice: 'start the game' }
  return {
    state: 'fault',
    found: `${wireGames[runs].name} runs, but its mappings are not to be seen`,
    advice:
      'names that begin with Local\\ belong to one logon session: run pitwall in the session of the driver, not as a service; ' +
      'and if the game has just been started, wait for its menu',
  }
}

/** A game's mappings are named `Local\\…`: such names mean something else in every logon session. */
const apart: GameFinding = {
  state: 'fault',
  found:
    'this is session 0, where services are, and the pages of a game are in the session of whoever drives',
  advice:
    'let it run as that person instead: "pitwall autostart on --broker mqtt://…" starts it at every logon',
}

const bridge = `or start a bridge that copies the pages to ${sharedMemoryFolder}, such as simshmbridge`

/** What a look around for Proton means to a person. */
export function outsideWindows(finding: ProtonFinding): GameFinding {
  switch (finding.kind) {
    case 'nothing-runs':
      return {
        state: 'notice',
        found: `no game runs: no pages in ${sharedMemoryFolder}, and no program under Wine or Proton`,
        advice: 'start the game; without one, the virtual rig drives (pitwall up --demo)',
      }
    case 'denied': {
      const who = finding.processes.map(({ executable, pid }) => `${executable} (process ${pid})`).join(', ')
      return {
        state: 'fault',
        found: `the files of ${who} may not be seen`,
        advice: `run pitwall as the user who runs the game, and outside of any container; ${bridge}`,
      }
    }
    case 'no-pages': {
      const [game] = finding.games
      if (game !== undefined) {
        return {
          state: 'notice',
          found: `${game} runs, and shows no pages yet`,
          advice: `go to a track and drive a few metres: pages are known by what stands in them; ${bridge}`,
        }
      }
      return {
        state: 'notice',
        found: 'programs run under Wine or Proton, and none of them shows the pages of a game',
        advice: `start the game; ${bridge}`,
      }
    }
    case 'found':
      return { state: 'ok', found: `${finding.process.executable} (process ${finding.process.pid})` }
  }
}
