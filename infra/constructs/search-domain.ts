// The search domain: with a public endpoint, because rules cannot reach one inside a VPC, and fine-grained access control.
import { RemovalPolicy } from 'aws-cdk-lib'
import { EbsDeviceVolumeType } from 'aws-cdk-lib/aws-ec2'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as logs from 'aws-cdk-lib/aws-logs'
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice'
import { Construct } from 'constructs'
import { accept } from './accept.ts'

export class SearchDomain extends Construct {
  readonly domain: opensearch.Domain
  /** Who may set the domain up; the function that does so takes it on. */
  readonly setupRole: iam.Role

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.setupRole = new iam.Role(this, 'SetupRole', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Puts templates, retention and dashboards into the search domain',
      managedPolicies: [
        iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole'),
      ],
    })
    const log = (name: string) =>
      new logs.LogGroup(this, name, {
        retention: logs.RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      })
    this.domain = new opensearch.Domain(this, 'Domain', {
      version: opensearch.EngineVersion.openSearch('2.19'),
      capacity: { dataNodes: 1, dataNodeInstanceType: 't3.medium.search', multiAzWithStandbyEnabled: false },
      ebs: { volumeSize: 20, volumeType: EbsDeviceVolumeType.GP3 },
      nodeToNodeEncryption: true,
      encryptionAtRest: { enabled: true },
      enforceHttps: true,
      tlsSecurityPolicy: opensearch.TLSSecurityPolicy.TLS_1_2_PFS,
      fineGrainedAccessControl: { masterUserArn: this.setupRole.roleArn },
      logging: {
        slowSearchLogEnabled: true,
        slowSearchLogGroup: log('SlowSearches'),
        slowIndexLogEnabled: true,
        slowIndexLogGroup: log('SlowIndexing'),
        appLogEnabled: true,
        appLogGroup: log('Errors'),
      },
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.domain.grantReadWrite(this.setupRole)
    accept(this, 'OS1', 'The OpenSearch action of IoT rules reaches no domain inside a VPC.')
    accept(
      this,
      'OS3',
      'Rigs and people have no fixed addresses; IAM and fine-grained access control guard the domain.',
    )
    accept(
      this,
      'OS4',
      'It holds seven days for looking at; dedicated masters would cost more than that is worth.',
    )
    accept(this, 'OS5', 'Access goes by IAM identities alone; no resource policy lets strangers in.')
    accept(this, 'OS7', 'One zone is enough for what the lake holds as well.')
    accept(this, 'IAM4', 'Framework functions write logs and nothing else.')
    accept(this, 'IAM5', 'The setup role administers this one domain.')
    accept(this, 'L1', 'The runtime of framework functions is chosen by the CDK.')
  }
}
