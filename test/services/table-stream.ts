// The stream of a table as Lambda hands it to a function: batches of changes, read from the server that has the table.
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'

/** Lambda is given at most so many changes at a time. */
const batch = 100

type Shard = { readonly ShardId: string }
type Change = Readonly<Record<string, unknown>>

/** All changes of a table since its stream began, as events of the documented shape. */
export async function streamOf(
  endpoint: string,
  table: string,
): Promise<readonly { readonly Records: readonly Change[] }[]> {
  const { host, hostname, port } = new URL(endpoint)
  const signer = new SignatureV4({
    ...{ service: 'dynamodb', region: 'us-east-1', sha256: Sha256 },
    credentials: {
      accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? 'test',
      secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? 'test',
    },
  })
  const ask = async <Answer>(action: string, asked: object): Promise<Answer> => {
    const body = JSON.stringify(asked)
    const signed = await signer.sign({
      ...{ method: 'POST', protocol: 'http:', hostname, port: Number(port), path: '/', body },
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${action}`,
      },
    })
    const answer = await fetch(endpoint, { method: 'POST', headers: signed.headers, body })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${action}: ${text}`)
    return JSON.parse(text)
  }
  const { Streams } = await ask<{ readonly Streams: readonly { readonly StreamArn: string }[] }>(
    'ListStreams',
    {
      TableName: table,
    },
  )
  const StreamArn = Streams.at(-1)?.StreamArn ?? ''
  const { StreamDescription } = await ask<{
    readonly StreamDescription: { readonly Shards: readonly Shard[] }
  }>('DescribeStream', { StreamArn })
  const changes: Change[] = []
  for (const { ShardId } of StreamDescription.Shards) {
    let { ShardIterator } = await ask<{ readonly ShardIterator?: string }>('GetShardIterator', {
      ...{ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' },
    })
    while (ShardIterator !== undefined) {
      const page: { readonly Records: readonly Change[]; readonly NextShardIterator?: string } = await ask(
        'GetRecords',
        { ShardIterator },
      )
      changes.push(...page.Records)
      // The shard of a stream that is open never ends.
      ShardIterator = page.Records.length === 0 ? undefined : page.NextShardIterator
    }
  }
  return Array.from({ length: Math.ceil(changes.length / batch) }, (_, index) => ({
    Records: changes.slice(index * batch, (index + 1) * batch),
  }))
}
