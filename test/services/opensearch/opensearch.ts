// A real OpenSearch for tests. No package has one; its jars are on Maven Central, and a few lines of Java make a node.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../free-port.ts'
import { programPath, ran, startProgram } from '../program.ts'

/** Why there is none, or undefined. */
export function noOpenSearch(): string | undefined {
  const missing = ['java', 'javac', 'mvn'].filter(name => programPath(name) === undefined)
  return missing.length === 0 ? undefined : `${missing.join(', ')} not installed`
}

const here = import.meta.dirname
const jars = join(here, '../../../node_modules/.cache/opensearch')

/** Gets the jars, 90 MB, once for a checkout. Says why it could not. */
export async function fetchOpenSearch(): Promise<string | undefined> {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies'
  try {
    await ran(programPath('mvn') ?? '', ['-q', '-B', '-f', here, goal, `-DoutputDirectory=${jars}`])
    return undefined
  } catch (error) {
    return `its jars could not be fetched: ${String(error).split('\n').at(-1)?.slice(0, 200)}`
  }
}

export async function startOpenSearch(): Promise<{
  readonly url: string
  readonly close: () => Promise<void>
}> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-opensearch-'))
  const [http, transport] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${http}`
  const node = startProgram(programPath('java') ?? '', [
    ...['-Xmx512m', '-cp', join(jars, '*'), join(here, 'OpenSearchNode.java')],
    ...[folder, String(http), String(transport)],
  ])
  const close = async () => {
    await node.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  const until = performance.now() + 180_000
  for (;;) {
    const why = node.gone() ?? (performance.now() > until ? 'it does not answer' : undefined)
    if (why !== undefined) {
      await close()
      throw new Error(why)
    }
    const answer = await fetch(`${url}/_cluster/health`).catch(() => undefined)
    if (answer?.status === 200) return { url, close }
    await sleep(250)
  }
}
