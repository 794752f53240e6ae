// What the stacks must be, whatever they look like: each test says an intention.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import { costOf } from '../src/cloud/cost.ts'
import { cloudFunctions } from '../src/cloud/functions.ts'
import { cloudTables, glueTypes } from '../src/cloud/lake-tables.ts'
import { operations } from '../src/hub/openapi.ts'
import { streams } from '../src/model/identity.ts'
import { sampleLap, sampleSession } from '../src/model/testing/messages.ts'
import type { Published } from '../src/rules/actions/action.ts'
import { loadRule } from '../src/rules/rule-document.ts'
import { tryRule } from '../src/rules/trial.ts'
import { inRepository } from './repository.ts'
import { SecurityChecks } from './security-checks.ts'
import { complaintsAbout } from './testing/schema.ts'
import { masked } from './testing/snapshot.ts'
import { resourcesOf, synthesised, textOf } from './testing/synthesis.ts'

const { app, templates } = synthesised()
const { PitwallState: keeps } = templates
const both = Object.values(templates)
const propertiesOf = (type: string) =>
  both
    .flatMap(template => resourcesOf(template, type))
    .map(([id, { Properties = {} }]) => [id, Properties] as const)
/** Functions that the CDK brings along; CloudFormation calls them itself and waits for their answer. */
const isFramework = (id: string) => /^(CustomCDK|AWS679|RealtimeProviderframework)/.test(id)
const ours = propertiesOf('AWS::Lambda::Function').filter(([id]) => !isFramework(id))

test('a rig connects as the thing that its certificate is attached to, and as no other', () => {
  const [connect] = statements('FleetRigPolicy').filter(({ Action }) => Action === 'iot:Connect')
  assert.match(textOf(connect?.Resource), /:client\/\$\{iot:Connection\.Thing\.ThingName\}$/)
  assert.deepEqual(connect?.Condition, { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } })
})

test('a rig publishes on its own topics, each of them named, and there is no wildcard in what it may', () => {
  const all = [...statements('FleetRigPolicy'), ...statements('FleetRigTopics')]
  assert.doesNotMatch(JSON.stringify(all), /\*/)
  const published = all
    .filter(({ Action }) => Action === 'iot:Publish')
    .flatMap(({ Resource }) => list(Resource))
  const own = 'rigs/${iot:Connection.Thing.Attributes[site]}/${iot:Connection.Thing.Attributes[rig]}'
  assert.deepEqual(
    published.map(arn => textOf(arn).replace(/^.*:topic\//, '')),
    [...streams.map(stream => `${own}/${stream}`), `$aws/rules/sim_frame/${own}/frame`],
  )
  assert.equal(
    all.some(({ Action }) => /Subscribe|Receive/.test(String(Action))),
    false,
  )
})

test('whoever holds the claim may ask for a certificate by our template, and nothing else', () => {
  const topics = statements('FleetClaimPolicy')
    .filter(({ Action }) => Action !== 'iot:Connect')
    .flatMap(({ Resource }) => list(Resource).map(textOf))
  for (const topic of topics) {
    assert.match(
      topic,
      /\$aws\/(certificates\/create-from-csr|provisioning-templates\/[^/*]+\/provision)\/json/,
    )
    assert.doesNotMatch(topic, /\*/)
  }
})

test('a policy of IoT Core holds at most 2 048 characters, also in the region with the longest name', () => {
  for (const [id, { PolicyDocument }] of propertiesOf('AWS::IoT::Policy')) {
    const length = textOf(PolicyDocument).replaceAll('\\', '').length
    assert.ok(length <= 2048, `${id}: ${length}`)
  }
})

test('enrolling asks the hook first, and makes a thing that knows its site and rig', () => {
  const [, template] = propertiesOf('AWS::IoT::ProvisioningTemplate')[0] ?? []
  assert.ok(template?.['PreProvisioningHook'] !== undefined)
  const body = textOf(template?.['TemplateBody'])
  assert.match(body, /"AttributePayload":\{"site":\{"Ref":"Site"\},"rig":\{"Ref":"Rig"\}\}/)
  assert.ok(body.length < 10_240)
})

test('what a rig uploads lies below its own name', () => {
  const uploads = propertiesOf('AWS::IAM::Policy').find(([id]) => id.startsWith('FleetUploadRole'))?.[1]
  const text = JSON.stringify(uploads)
  assert.match(text, /uploads\/\$\{credentials-iot:ThingName\}\/\*/)
  assert.match(text, /"Action":"s3:PutObject"/)
})

test('every rule document is a topic rule of its name with its very SQL', () => {
  const files = readdirSync(inRepository('rules')).filter(file => file.endsWith('.json'))
  const rules = new Map(propertiesOf('AWS::IoT::TopicRule').map(([, rule]) => [rule['RuleName'], rule]))
  assert.equal(rules.size, files.length)
  for (const file of files) {
    const document = JSON.parse(readFileSync(inRepository('rules', file), 'utf8'))
    const payload = rules.get(file.replace('.json', ''))?.['TopicRulePayload']
    assert.partialDeepStrictEqual(payload, { Sql: document.sql, AwsIotSqlVersion: document.awsIotSqlVersion })
    assert.equal(JSON.stringify(payload).includes('ErrorAction'), document.errorAction !== undefined, file)
  }
})

test('a rig cannot set the time of another: what reaches the table came on the topic of the rig that it names', () => {
  for (const [name, message] of [
    ['sim_lap', sampleLap()],
    ['sim_session', sampleSession()],
  ] as const) {
    const loaded = loadRule(inRepository('rules', `${name}.json`), {})
    assert.ok(loaded.ok)
    const firesOn = (topic: string) => {
      const context = { timestamp: 0, newUuid: () => 'id', random: () => 0.5 }
      const payload = Buffer.from(JSON.stringify(message))
      const sent: Published = { topic: `${topic}/${message.type}`, payload, qos: 1 }
      return tryRule(loaded.rule, sent, context).outcome === 'fired'
    }
    assert.equal(firesOn('rigs/home/rig1'), true, name)
    assert.equal(firesOn('rigs/home/rig2'), false, name)
    assert.equal(firesOn('rigs/away/rig1'), false, name)
  }
})

test('frames go to Parquet and, as they came, to the raw zone; what fails waits in a queue with an alarm', () => {
  const [, frame] =
    propertiesOf('AWS::IoT::TopicRule').find(([, rule]) => rule['RuleName'] === 'sim_frame') ?? []
  const payload = JSON.stringify(frame?.['TopicRulePayload'])
  assert.match(payload, /"Firehose":.*"S3":.*"ErrorAction":\{"Sqs":/)
  const alarmed = JSON.stringify(propertiesOf('AWS::CloudWatch::Alarm'))
  for (const [id] of propertiesOf('AWS::SQS::Queue'))
    assert.match(alarmed, new RegExp(`"${id}","QueueName"`), id)
})

test('a rule that leads where AWS has nothing fails the synthesis, and says what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-rules-'))
  writeFileSync(
    join(folder, 'own.json'),
    JSON.stringify({
      sql: "SELECT * FROM 'rigs/+/+/lap'",
      awsIotSqlVersion: '2016-03-23',
      actions: [
        { s3: { bucketName: 'my-bucket', key: 'laps', roleArn: 'arn:aws:iam::123456789012:role/x' } },
      ],
    }),
  )
  assert.throws(
    () => synthesised(folder),
    /own: actions\[0\]: the action s3 to "my-bucket" has no counterpart on AWS\. There are .*src\/cloud\/destinations\.ts/,
  )
  rmSync(folder, { recursive: true })
})

test('buckets are private, encrypted and reached over TLS only', () => {
  const policies = JSON.stringify(propertiesOf('AWS::S3::BucketPolicy'))
  for (const [id, bucket] of propertiesOf('AWS::S3::Bucket')) {
    assert.deepEqual(
      bucket['PublicAccessBlockConfiguration'],
      { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      id,
    )
    assert.ok(bucket['BucketEncryption'] !== undefined, id)
    assert.match(
      policies,
      new RegExp(
        `"Bucket":\\{"Ref":"${id}"\\},"PolicyDocument":\\{"Statement":\\[\\{"Action":"s3:\\*","Condition":\\{"Bool":\\{"aws:SecureTransport":"false"`,
      ),
      id,
    )
  }
})

test('the table can be recovered to any second, is encrypted, and is not deleted with its stack', () => {
  const [[, resource] = []] = resourcesOf(keeps, 'AWS::DynamoDB::GlobalTable')
  assert.equal(resource?.DeletionPolicy, 'Retain')
  const text = JSON.stringify(resource?.Properties)
  assert.match(text, /"PointInTimeRecoveryEnabled":true/)
  assert.match(text, /"DeletionProtectionEnabled":true/)
  assert.match(text, /"SSEEnabled":true/)
  assert.match(text, /"StreamViewType":"NEW_AND_OLD_IMAGES"/)
})

test('every function has a queue for what it could not do, logs that end, and all that it asks for', () => {
  assert.equal(ours.length, Object.keys(cloudFunctions).length)
  const described = new Map(Object.values(cloudFunctions).map(entry => [String(entry.says), entry]))
  for (const [id, properties] of ours) {
    assert.ok(properties['DeadLetterConfig'] !== undefined, `${id}: no dead-letter queue`)
    assert.ok(properties['LoggingConfig'] !== undefined, `${id}: no log group of its own`)
    const { Variables = {} } = Object(properties['Environment'])
    const asked = described.get(String(properties['Description']))?.settings ?? []
    for (const setting of asked) assert.ok(setting in Variables, `${id}: ${setting}`)
  }
  for (const [id, group] of propertiesOf('AWS::Logs::LogGroup')) assert.ok(group['RetentionInDays'], id)
})

test('no policy of ours allows every action or, but for tracing, every resource', () => {
  const policies = [...propertiesOf('AWS::IAM::Policy'), ...propertiesOf('AWS::IAM::Role')].filter(
    ([id]) => !isFramework(id),
  )
  for (const [id, properties] of policies) {
    const document = Object(properties['PolicyDocument'])
    for (const statement of list(document.Statement ?? [])) {
      const { Action, Resource } = Object(statement)
      if (Object(statement).Effect !== 'Allow') continue
      const actions = list(Action).map(String)
      assert.ok(!actions.some(action => /^(\*|\w+:\*)$/.test(action)), `${id}: ${actions}`)
      const everywhere = list(Resource).some(resource => resource === '*')
      assert.ok(
        !everywhere ||
          actions.every(action => /^(xray:|iot:DescribeEndpoint$|logs:|glue:GetSchemaVersion$)/.test(action)),
        `${id}: ${actions}`,
      )
    }
  }
})

test('the gateway lets every method through that a route of the hub answers to', () => {
  const asked = new Set(operations.map(({ method = 'get' }) => method.toUpperCase()))
  const routes = propertiesOf('AWS::ApiGatewayV2::Route').map(([, { RouteKey }]) => String(RouteKey))
  assert.deepEqual([...asked].sort(), routes.map(key => key.replace(/ .*$/, '')).sort())
})

test('the API may write what stewards decide, and publish words for drivers and for screens and nothing else', () => {
  const [, policy] = propertiesOf('AWS::IAM::Policy').find(([id]) => id.startsWith('ApiFunction')) ?? []
  const allowed: readonly Statement[] = Object(policy?.['PolicyDocument']).Statement ?? []
  const ofAction = (action: string) => allowed.filter(({ Action }) => list(Action).includes(action))
  assert.equal(ofAction('dynamodb:PutItem').length, 1)
  assert.deepEqual(
    ofAction('iot:Publish').flatMap(({ Resource }) =>
      list(Resource).map(topic => textOf(topic).replace(/^.*:topic\//, '')),
    ),
    ['screens/*', 'words/*'],
  )
})

test('what a rig says of itself reaches the search domain and the table, from its own topic alone', () => {
  const [, rule] =
    propertiesOf('AWS::IoT::TopicRule').find(([, { RuleName }]) => RuleName === 'sim_status') ?? []
  const { Sql, Actions } = Object(rule?.['TopicRulePayload'])
  assert.match(Sql, /get_or_default\(rig, topic\(3\)\) = topic\(3\)$/)
  assert.deepEqual(
    Actions.flatMap((action: object) => Object.keys(action)),
    ['OpenSearch', 'Lambda'],
  )
})

test('the columns of the catalogue are those of the lake, and days are projected, not listed', () => {
  for (const table of Object.values(cloudTables)) {
    const [, found] =
      propertiesOf('AWS::Glue::Table').find(([, { TableInput }]) => Object(TableInput).Name === table.name) ??
      []
    const { StorageDescriptor, Parameters, PartitionKeys } = Object(found?.['TableInput'])
    assert.deepEqual(
      StorageDescriptor.Columns.map(({ Name, Type }: { readonly Name: string; readonly Type: string }) => [
        Name,
        Type,
      ]),
      table.columns.map(({ name, type }) => [name, glueTypes[type]]),
    )
    assert.deepEqual(
      PartitionKeys.map(({ Name }: { readonly Name: string }) => Name),
      ['day'],
    )
    assert.partialDeepStrictEqual(Parameters, {
      'projection.enabled': 'true',
      'projection.day.type': 'date',
      'projection.day.format': 'yyyy-MM-dd',
    })
    assert.match(textOf(Parameters['storage.location.template']), /\/day=\$\{day\}\/$/)
  }
})

test('a query of the lake scans so much and no more', () => {
  const [, group] = propertiesOf('AWS::Athena::WorkGroup')[0] ?? []
  assert.partialDeepStrictEqual(group?.['WorkGroupConfiguration'], {
    BytesScannedCutoffPerQuery: 100 * 1024 ** 3,
    EnforceWorkGroupConfiguration: true,
  })
})

test('nothing is named by hand but rules, tables of the catalogue and what AWS wants a name for', () => {
  const names = new Set(
    'Alarm AuthorizerName Bucket Dashboard DeliveryStream Domain Function LogGroup Queue Role RoleAlias Template ThingType Topic'
      .split(' ')
      .map(word => (word.endsWith('Alias') || word.endsWith('Name') ? word : `${word}Name`)),
  )
  const named = both
    .flatMap(template => resourcesOf(template))
    .flatMap(([id, { Properties = {} }]) =>
      Object.entries(Properties)
        .filter(([key, value]) => names.has(key) && typeof value === 'string')
        .map(([key, value]) => `${id}: ${key} ${String(value)}`),
    )
  assert.deepEqual(named, [])
})

test('the bill counts as many alarms as there are', () => {
  const [counted] = costOf({ rigs: 1, hours: 1, hz: 60 }).standing.filter(
    ({ service }) => service === 'CloudWatch',
  )
  assert.equal(counted?.amount, propertiesOf('AWS::CloudWatch::Alarm').length)
})

test('every resource is what the schemas of CloudFormation say', () => {
  const database = loadAwsServiceSpecSync()
  const complaints = both.flatMap(template =>
    resourcesOf(template).flatMap(([id, resource]) => complaintsAbout(database, id, resource)),
  )
  assert.deepEqual(complaints, [])
})

test('good practice is kept, or left with a reason', () => {
  const { violations } = new SecurityChecks(app).validateScope(app)
  assert.deepEqual(
    violations.map(({ ruleName, violatingResources }) => [
      ruleName,
      violatingResources.map(({ constructPath }) => constructPath),
    ]),
    [],
  )
})

for (const [name, template] of Object.entries(templates)) {
  test(`the stack ${name} is as it was looked at`, () => {
    const file = fileURLToPath(new URL(`snapshots/${name}.json`, import.meta.url))
    const now = masked(template.toJSON())
    if (process.env['UPDATE_SNAPSHOTS'] !== undefined || !existsSync(file))
      writeFileSync(file, `${JSON.stringify(now, undefined, 1)}\n`)
    assert.deepEqual(
      now,
      JSON.parse(readFileSync(file, 'utf8')),
      `${file} has another; look at the difference, then run UPDATE_SNAPSHOTS=1 npm test -- infra/ and commit it`,
    )
  })
}

type Statement = { readonly Action: unknown; readonly Resource: unknown; readonly Condition?: unknown }

function statements(prefix: string): readonly Statement[] {
  const [, policy] = propertiesOf('AWS::IoT::Policy').find(([id]) => id.startsWith(prefix)) ?? []
  const { Statement = [] } = Object(policy?.['PolicyDocument'])
  return Statement
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])
