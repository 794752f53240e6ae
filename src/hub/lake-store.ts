// Where the lake lies: in the data folder, or in a bucket that hubs share.
import { type Lake, type LakeOptions, openLake } from '../lake/lake.ts'
import { readAddress } from '../model/engine-address.ts'

/**
 * Opens the lake; with an address, the one in that bucket, or what of it began on the day `since` or later. The SDK is
 * loaded then, and not before.
 */
export async function openLakeAt(
  address: string | undefined,
  options: Pick<LakeOptions, 'folder' | 'report' | 'version'> & { readonly since?: string },
): Promise<Lake> {
  if (address === undefined) return openLake(options)
  const { name, path, region, endpoint } = readAddress(address, 's3')
  const [{ S3Store }, { openSharedLake }] = await Promise.all([
    import('../lake/s3.ts'),
    import('../lake/shared/shared-lake.ts'),
  ])
  const store = new S3Store({
    ...{ bucket: name, prefix: path },
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  })
  return openSharedLake({ ...options, store })
}
