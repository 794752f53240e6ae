import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { settingsOf } from '../functions.ts'
import { type Send, searchSetup, setUpSearch } from '../search-setup.ts'

const { SEARCH_ENDPOINT, RULES_ROLE } = settingsOf('search-setup', process.env)

const signer = new SignatureV4({
  service: 'es',
  region: process.env['AWS_REGION'] ?? '',
  sha256: Sha256,
  credentials: async () => ({
    accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    sessionToken: process.env['AWS_SESSION_TOKEN'] ?? '',
  }),
})

const send: Send = async ({ method, path, query = {}, headers, body }) => {
  const signed = await signer.sign({
    method,
    path,
    query: { ...query },
    protocol: 'https:',
    hostname: SEARCH_ENDPOINT,
    headers: { ...headers, host: SEARCH_ENDPOINT },
    ...(body === '' ? {} : { body }),
  })
  const answer = await fetch(`https://${SEARCH_ENDPOINT}${path}?${new URLSearchParams(query)}`, {
    method,
    headers: signed.headers,
    ...(body === '' ? {} : { body }),
  })
  return { status: answer.status, text: await answer.text() }
}

/** Called for a custom resource of CloudFormation; there is nothing to undo when it is deleted. */
export async function handler(event: { readonly RequestType: string }): Promise<object> {
  if (event.RequestType !== 'Delete') await setUpSearch(searchSetup(RULES_ROLE), send)
  return { PhysicalResourceId: 'search-setup' }
}
