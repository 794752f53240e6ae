// A hub that asks everybody, in a folder of its own, and a credential for each role.
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAccess } from '../access/access.ts'
import type { Role } from '../access/role.ts'
import type { Told } from '../configuration.ts'
import { type Hub, startHub } from '../hub.ts'
import type { Log } from '../log.ts'

export type Answer = {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

export type Question = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type KeyedHub = {
  readonly hub: Hub
  readonly data: string
  readonly secrets: Readonly<Record<Role, string>>
  /** Everything that the hub logged, fields and all. */
  readonly logged: readonly string[]
  readonly ask: (path: string, question?: Question) => Promise<Answer>
  /** As if another process did it. */
  readonly revoke: (role: Role) => void
}

/** Asks for a token, as a hub on the network does, but listens on loopback. */
export async function withKeyedHub(
  body: (keyed: KeyedHub) => Promise<void>,
  told: Partial<Told> = { token: 'the told token' },
): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'pitwall-keyed-'))
  const access = openAccess(data, { now: Date.now })
  const made = {
    reader: access.mint({ role: 'reader', name: 'the wall' }),
    steward: access.mint({ role: 'steward', name: 'Anna' }),
    rig: access.mint({ role: 'rig', name: 'left rig', site: 'home', rig: 'one' }),
    owner: access.mint({ role: 'owner', name: 'me' }),
  }
  const logged: string[] = []
  const keep = (fields: object, text: string) => void logged.push(`${JSON.stringify(fields)} ${text}`)
  const log: Log = { info: keep, warn: keep, error: keep }
  const hub = await startHub({ data, port: 0, mqttPort: 0, ...told }, {}, log)
  try {
    await body({
      ...{ hub, data, logged },
      secrets: {
        reader: made.reader.secret,
        steward: made.steward.secret,
        rig: made.rig.secret,
        owner: made.owner.secret,
      },
      ask: (path, question) => askHub(hub.port, path, question),
      revoke: role => void access.revoke(made[role].credential.id),
    })
  } finally {
    await hub.close()
    rmSync(data, { recursive: true })
  }
}

/** A request with any header, which fetch does not allow. */
export function askHub(port: number, path: string, { method = 'GET', headers = {}, body }: Question = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, answer => {
      const chunks: Buffer[] = []
      answer.on('data', chunk => chunks.push(chunk))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
