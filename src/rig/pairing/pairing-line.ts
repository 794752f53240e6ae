// Questions to a hub that is not trusted yet: any certificate will do, and which one it was goes into the key.
import { type ClientRequest, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { TLSSocket } from 'node:tls'
import type { PairingLine, Reply } from './pair.ts'

/** Nothing that is said here is longer. */
const mostBytes = 32 * 1024
const patience_ms = 10_000

/** To the hub at `origin`, such as https://192.168.1.20:8080. */
export const pairingLine =
  (origin: string): PairingLine =>
  (method, path, body) =>
    new Promise<Reply>((resolve, reject) => {
      const url = new URL(path, origin)
      const text = body === undefined ? undefined : JSON.stringify(body)
      const options = {
        method,
        timeout: patience_ms,
        // Nothing secret is said, and the key at the end depends on this very certificate.
        rejectUnauthorized: false,
        headers: text === undefined ? {} : { 'content-type': 'application/json' },
        agent: false,
      }
      const asking: ClientRequest = (url.protocol === 'https:' ? tlsRequest : plainRequest)(
        url,
        options,
        response => {
          const { socket } = response
          const fingerprint =
            socket instanceof TLSSocket
              ? socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase()
              : undefined
          const parts: Buffer[] = []
          let length = 0
          response.on('data', (part: Buffer) => {
            length += part.length
            if (length > mostBytes) asking.destroy(new Error('it says far too much'))
            else parts.push(part)
          })
          response.on('error', reject)
          response.on('end', () => {
            const answer = jsonOf(Buffer.concat(parts).toString('utf8'))
            resolve({ status: response.statusCode ?? 0, body: answer, fingerprint })
          })
        },
      )
      asking.on('timeout', () => asking.destroy(new Error(`no answer within ${patience_ms / 1000} s`)))
      asking.on('error', reject)
      asking.end(text)
    })

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
