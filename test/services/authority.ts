// A certificate authority for one test, made with openssl.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programPath, ran } from './program.ts'

export const noOpenssl = programPath('openssl') === undefined ? 'openssl is not installed' : undefined

export type Authority = {
  /** The certificate that others trust. */
  readonly ca: string
  /** A certificate for a name, with its key; of a server also for this machine. */
  readonly issue: (
    name: string,
    kind: 'server' | 'client',
  ) => Promise<{ readonly cert: string; readonly key: string }>
  /** Certifies the key of a signing request, as PEM; rejects with openssl's words for one that is none. */
  readonly certify: (request: string) => Promise<string>
  readonly close: () => void
}

export async function newAuthority(): Promise<Authority> {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-ca-'))
  const at = (name: string) => join(folder, name)
  const openssl = (...args: readonly string[]) => ran(programPath('openssl') ?? '', args)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const ca = at('ca.crt')
  const caKey = at('ca.key')
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    caKey,
    '-out',
    ca,
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
  )
  return {
    ca,
    async issue(name, kind) {
      const [cert, key, request, extra] = [
        at(`${name}.crt`),
        at(`${name}.key`),
        at(`${name}.csr`),
        at(`${name}.ext`),
      ]
      writeFileSync(
        extra,
        kind === 'server' ? 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' : 'extendedKeyUsage=clientAuth\n',
      )
      await openssl('req', ...newKey, '-keyout', key, '-out', request, '-subj', `/CN=${name}`)
      const signed = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-extfile', extra]
      await openssl('x509', '-req', '-in', request, '-out', cert, '-days', '2', ...signed)
      return { cert, key }
    },
    async certify(request) {
      const [asked, cert] = [at(`${randomUUID()}.csr`), at(`${randomUUID()}.crt`)]
      writeFileSync(asked, request)
      const signed = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial']
      await openssl('req', '-in', asked, '-verify', '-noout')
      await openssl('x509', '-req', '-in', asked, '-out', cert, '-days', '2', ...signed)
      return readFileSync(cert, 'utf8')
    },
    close: () => rmSync(folder, { recursive: true }),
  }
}
