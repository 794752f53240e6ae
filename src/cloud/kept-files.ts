// Files in a bucket, with an address that is good for a quarter of an hour.
import { Sha256 } from '@aws-crypto/sha256-js'
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'
import type { KeepFile } from './large-answers.ts'

const good_s = 15 * 60

/** `address`: where the bucket is reached in its region; on a server that is not Amazon's, the bucket's folder there. */
export function keepIn(client: S3Client, bucket: string, address: (region: string) => URL): KeepFile {
  return async (key, bytes, { type, disposition }) => {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: bytes,
        ContentType: type,
        ContentDisposition: disposition,
      }),
    )
    const region = await client.config.region()
    const { protocol, host, hostname, port, pathname } = address(region)
    const signer = new SignatureV4({
      service: 's3',
      region,
      sha256: Sha256,
      credentials: await client.config.credentials(),
      // Keys of S3 are signed as they are.
      uriEscapePath: false,
      applyChecksum: false,
    })
    const path = `${pathname.replace(/\/$/, '')}/${key}`
    const signed = await signer.presign(
      {
        ...{ method: 'GET', protocol, hostname, path, query: {} },
        headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
        ...(port !== '' && { port: Number(port) }),
      },
      { expiresIn: good_s },
    )
    const query = Object.entries(signed.query ?? {}).map(([name, value]): [string, string] => [
      name,
      String(value),
    ])
    return `${protocol}//${host}${path}?${new URLSearchParams(query)}`
  }
}
