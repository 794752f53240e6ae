// Realtime search: what rules may write, and the function that sets the domain up after each deployment.
import { CustomResource, Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as custom from 'aws-cdk-lib/custom-resources'
import { Construct } from 'constructs'
import { searchSetup } from '../../src/cloud/search-setup.ts'
import { accept } from './accept.ts'
import { CloudFunction } from './cloud-function.ts'
import type { SearchDomain } from './search-domain.ts'

export class Realtime extends Construct {
  /** What rules act as; also known to the domain's own access control. */
  readonly rulesRole: iam.Role
  readonly setup: CloudFunction<'search-setup'>
  /** What writes to the domain waits for this, or it would make an index where an alias should be. */
  readonly ready: CustomResource

  constructor(scope: Construct, id: string, { search }: { readonly search: SearchDomain }) {
    super(scope, id)
    this.rulesRole = new iam.Role(this, 'RulesRole', {
      description: 'What the topic rules do',
      assumedBy: new iam.ServicePrincipal('iot.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    })
    this.setup = new CloudFunction(this, 'Setup', {
      name: 'search-setup',
      settings: { SEARCH_ENDPOINT: search.domain.domainEndpoint, RULES_ROLE: this.rulesRole.roleArn },
      // By its ARN, so that what the function needs is granted in this stack.
      role: iam.Role.fromRoleArn(this, 'SetupRole', search.setupRole.roleArn),
    })
    accept(this, 'IAM5', 'Tracing has no resource to name.')
    const provider = new custom.Provider(this, 'Provider', { onEventHandler: this.setup })
    accept(provider, 'IAM4', 'Framework functions write logs and nothing else.')
    accept(provider, 'IAM5', 'The framework calls any version of the one function.')
    accept(provider, 'L1', 'The runtime of framework functions is chosen by the CDK.')
    this.ready = new CustomResource(this, 'Dashboards', {
      serviceToken: provider.serviceToken,
      // Set up anew whenever what is set up has changed.
      properties: { digest: searchSetup('').digest },
    })
  }
}
