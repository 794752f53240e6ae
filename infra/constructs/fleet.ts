// The fleet: what a rig may do, how one enrols by a claim, and how it uploads files by itself.
import { Duration, Stack } from 'aws-cdk-lib'
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as iot from 'aws-cdk-lib/aws-iot'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { frameRule } from '../../src/broker/basic-ingest.ts'
import { streams } from '../../src/model/identity.ts'
import { accept } from './accept.ts'
import { CloudFunction } from './cloud-function.ts'

export type FleetProps = {
  readonly table: dynamodb.TableV2
  /** Where rigs put files that are too large for messages. */
  readonly uploads: IBucket
}

/** Of the thing that the certificate of the connection is attached to; the registry says them, not the client. */
const thing = {
  name: '${iot:Connection.Thing.ThingName}',
  site: '${iot:Connection.Thing.Attributes[site]}',
  rig: '${iot:Connection.Thing.Attributes[rig]}',
} as const

export class Fleet extends Construct {
  /** Its name; `pitwall rig provision` asks for it. */
  readonly template: string
  readonly claimPolicy: string
  readonly hook: CloudFunction<'provisioning'>

  constructor(scope: Construct, id: string, { table, uploads }: FleetProps) {
    super(scope, id)
    const type = new iot.CfnThingType(this, 'Rig', {
      thingTypeProperties: {
        thingTypeDescription: 'A racing simulator with its connector',
        searchableAttributes: ['site', 'rig'],
      },
    })
    const alias = this.#uploadAlias(uploads)
    // Two, because one document holds 2 048 characters at most.
    const policies = [
      new iot.CfnPolicy(this, 'RigPolicy', { policyDocument: this.#rigPolicy(alias) }),
      new iot.CfnPolicy(this, 'RigTopics', { policyDocument: this.#topicPolicy() }),
    ]

    this.hook = new CloudFunction(this, 'Hook', {
      name: 'provisioning',
      settings: { TABLE_NAME: table.tableName },
    })
    table.grant(this.hook, 'dynamodb:UpdateItem')
    this.hook.addPermission('ByProvisioning', {
      principal: new iam.ServicePrincipal('iot.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    })
    const role = new iam.Role(this, 'ProvisioningRole', {
      assumedBy: new iam.ServicePrincipal('iot.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSIoTThingsRegistration')],
    })
    accept(role, 'IAM4', 'The policy that AWS wrote for registering things.')
    const template = new iot.CfnProvisioningTemplate(this, 'Template', {
      description: 'Enrols a rig that was announced, once',
      enabled: true,
      provisioningRoleArn: role.roleArn,
      preProvisioningHook: { targetArn: this.hook.functionArn, payloadVersion: '2020-04-01' },
      templateType: 'FLEET_PROVISIONING',
      templateBody: Stack.of(this).toJsonString(
        templateBody(
          policies.map(({ ref }) => ref),
          type.ref,
        ),
      ),
    })
    this.template = template.ref
    this.claimPolicy = new iot.CfnPolicy(this, 'ClaimPolicy', {
      policyDocument: this.#claimPolicy(template.ref),
    }).ref
  }

  #arn(resource: string): string {
    return Stack.of(this).formatArn({
      service: 'iot',
      resource: resource.split('/')[0] ?? '',
      resourceName: resource.split('/').slice(1).join('/'),
    })
  }

  /** Connect as itself, and no thing but the one that its certificate is attached to. */
  #rigPolicy(alias: iot.CfnRoleAlias): object {
    return policyOf([
      {
        Effect: 'Allow',
        Action: 'iot:Connect',
        Resource: this.#arn(`client/${thing.name}`),
        Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
      },
      { Effect: 'Allow', Action: 'iot:AssumeRoleWithCertificate', Resource: alias.attrRoleAliasArn },
    ])
  }

  /** Publish on its own topics, each named: no wildcard. It subscribes to none. */
  #topicPolicy(): object {
    const topic = (stream: string) => this.#arn(`topic/rigs/${thing.site}/${thing.rig}/${stream}`)
    const ingest = this.#arn(`topic/$aws/rules/${frameRule}/rigs/${thing.site}/${thing.rig}/frame`)
    return policyOf([
      { Effect: 'Allow', Action: 'iot:Publish', Resource: [...streams.map(topic), ingest] },
      { Effect: 'Allow', Action: 'iot:RetainPublish', Resource: topic('status') },
    ])
  }

  /** What everybody may do who holds the claim: ask for a certificate by this template, and nothing else. */
  #claimPolicy(template: string): object {
    const asks = [
      '$aws/certificates/create-from-csr/json',
      `$aws/provisioning-templates/${template}/provision/json`,
    ]
    const answers = asks.flatMap(topic => [`${topic}/accepted`, `${topic}/rejected`])
    const all = (kind: string, topics: readonly string[]) =>
      topics.map(topic => this.#arn(`${kind}/${topic}`))
    return policyOf([
      { Effect: 'Allow', Action: 'iot:Connect', Resource: this.#arn('client/claim-*') },
      { Effect: 'Allow', Action: 'iot:Publish', Resource: all('topic', asks) },
      { Effect: 'Allow', Action: 'iot:Receive', Resource: all('topic', answers) },
      { Effect: 'Allow', Action: 'iot:Subscribe', Resource: all('topicfilter', answers) },
    ])
  }

  /** Credentials for an hour, to put files below the rig's own name and nowhere else. */
  #uploadAlias(uploads: IBucket): iot.CfnRoleAlias {
    const role = new iam.Role(this, 'UploadRole', {
      assumedBy: new iam.ServicePrincipal('credentials.iot.amazonaws.com'),
      description: 'What a rig may do with files',
    })
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [uploads.arnForObjects('uploads/${credentials-iot:ThingName}/*')],
      }),
    )
    accept(role, 'IAM5', 'The star ends the keys below the folder of one rig.')
    return new iot.CfnRoleAlias(this, 'Uploads', {
      roleArn: role.roleArn,
      credentialDurationSeconds: Duration.hours(1).toSeconds(),
    })
  }
}

const policyOf = (Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement })

/** [AWS IoT developer guide, provisioning templates] */
const templateBody = (policies: readonly string[], type: string): object => ({
  Parameters: {
    Site: { Type: 'String' },
    Rig: { Type: 'String' },
    Code: { Type: 'String' },
    'AWS::IoT::Certificate::Id': { Type: 'String' },
  },
  Resources: {
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
    },
    ...Object.fromEntries(
      policies.map((PolicyName, index) => [
        `policy${index + 1}`,
        { Type: 'AWS::IoT::Policy', Properties: { PolicyName } },
      ]),
    ),
    thing: {
      Type: 'AWS::IoT::Thing',
      // A rig that comes back with a new certificate is the same rig.
      OverrideSettings: { AttributePayload: 'MERGE', ThingTypeName: 'DO_NOTHING', ThingGroups: 'DO_NOTHING' },
      Properties: {
        ThingName: { 'Fn::Join': ['', [{ Ref: 'Site' }, ':', { Ref: 'Rig' }]] },
        ThingTypeName: type,
        AttributePayload: { site: { Ref: 'Site' }, rig: { Ref: 'Rig' } },
      },
    },
  },
})
