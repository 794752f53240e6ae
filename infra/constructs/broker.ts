// IoT Core's broker as pages reach it: over WebSocket, with the token, to listen only.
import { Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as iot from 'aws-cdk-lib/aws-iot'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import * as custom from 'aws-cdk-lib/custom-resources'
import { Construct } from 'constructs'
import { accept } from './accept.ts'
import { CloudFunction } from './cloud-function.ts'

export class Broker extends Construct {
  /** The account's own name of the broker. */
  readonly host: string
  readonly authorizer: CloudFunction<'page-authorizer'>
  /** What a page names when it connects. */
  readonly authorizerName: string

  constructor(scope: Construct, id: string, { token }: { readonly token: ISecret }) {
    super(scope, id)
    const { region, account } = Stack.of(this)
    this.authorizer = new CloudFunction(this, 'Authorizer', {
      name: 'page-authorizer',
      settings: { TOKEN_SECRET: token.secretArn, PAGE_REGION: region, PAGE_ACCOUNT: account },
    })
    token.grantRead(this.authorizer)
    const authorizer = new iot.CfnAuthorizer(this, 'PageAuthorizer', {
      authorizerFunctionArn: this.authorizer.functionArn,
      // The token comes as a password of MQTT and is checked by the function; nothing is signed beside it.
      signingDisabled: true,
      status: 'ACTIVE',
    })
    this.authorizer.addPermission('ByBroker', {
      principal: new iam.ServicePrincipal('iot.amazonaws.com'),
      sourceArn: authorizer.attrArn,
    })
    this.authorizerName = authorizer.ref
    // Asked for while deploying: there is no look-up when the stacks are made.
    const endpoint = new custom.AwsCustomResource(this, 'Endpoint', {
      onUpdate: {
        service: 'Iot',
        action: 'DescribeEndpoint',
        parameters: { endpointType: 'iot:Data-ATS' },
        physicalResourceId: custom.PhysicalResourceId.fromResponse('endpointAddress'),
      },
      installLatestAwsSdk: false,
      policy: custom.AwsCustomResourcePolicy.fromStatements([
        new iam.PolicyStatement({ actions: ['iot:DescribeEndpoint'], resources: ['*'] }),
      ]),
    })
    accept(endpoint, 'IAM5', 'Asking for the endpoint of the account has no resource to name.')
    this.host = endpoint.getResponseField('endpointAddress')
  }
}
