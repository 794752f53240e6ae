// A real DynamoDB API for tests, from the npm package: tables, indexes, conditions and transactions.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { answering, freePort } from './free-port.ts'
import { startProgram } from './program.ts'

const program = join(import.meta.dirname, '../../node_modules/@dynoxide/linux-x64/dynoxide')

export const noDynoxide = existsSync(program)
  ? undefined
  : '@dynoxide/linux-x64 is not installed: it is for Linux on x64'

export async function startDynoxide(): Promise<{
  readonly endpoint: string
  readonly kill: () => Promise<void>
}> {
  const port = await freePort()
  const server = startProgram(program, ['--host', '127.0.0.1', '--port', String(port)])
  await answering(port, server.gone)
  return { endpoint: `http://127.0.0.1:${port}`, kill: server.kill }
}
