// A secret, asked for when it is first needed and then kept for a while: a changed token takes effect by itself.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { CloudFault } from './fault.ts'

const kept_ms = 5 * 60_000

/** The value of the secret; asked for anew after five minutes. */
export function secretOf(
  id: string,
  client: Pick<SecretsManagerClient, 'send'> = new SecretsManagerClient(),
  now: () => number = Date.now,
): () => Promise<string> {
  let kept: { readonly value: string; readonly until: number } | undefined
  return async () => {
    if (kept !== undefined && now() < kept.until) return kept.value
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }))
    if (SecretString === undefined) throw new CloudFault('bad-setting', 'token', 'a secret of text', 'none')
    kept = { value: SecretString, until: now() + kept_ms }
    return SecretString
  }
}
