// A bucket as all of ours are: private, encrypted, reached over TLS only, every access logged.
import { RemovalPolicy } from 'aws-cdk-lib'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

export type PrivateBucketProps = Pick<s3.BucketProps, 'lifecycleRules' | 'versioned'> & {
  /** Where its accesses are logged. */
  readonly logs?: s3.IBucket
  /** Whether what lies in it can be made again. */
  readonly disposable?: boolean
}

export class PrivateBucket extends s3.Bucket {
  constructor(scope: Construct, id: string, { logs, disposable = false, ...props }: PrivateBucketProps = {}) {
    super(scope, id, {
      ...props,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      ...(logs === undefined
        ? {}
        : { serverAccessLogsBucket: logs, serverAccessLogsPrefix: `${id.toLowerCase()}/` }),
    })
  }
}
