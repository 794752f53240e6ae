// What runs: fleet, rules, functions, API, page and alarms. It holds nothing that is not made anew.
import { CfnOutput, Stack, Validations } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { acceptFrameworkFunctions } from '../constructs/accept.ts'
import { Alarms } from '../constructs/alarms.ts'
import { Api } from '../constructs/api.ts'
import { Broker } from '../constructs/broker.ts'
import { Fleet } from '../constructs/fleet.ts'
import { Lake } from '../constructs/lake.ts'
import { Laps } from '../constructs/laps.ts'
import { Realtime } from '../constructs/realtime.ts'
import { Rules } from '../constructs/rules.ts'
import { Web } from '../constructs/web.ts'
import type { FleetOptions } from '../fleet-app.ts'
import { inRepository } from '../repository.ts'
import type { StatefulStack } from './stateful.ts'

export type StatelessProps = FleetOptions & { readonly kept: StatefulStack }

export class StatelessStack extends Stack {
  constructor(scope: Construct, id: string, props: StatelessProps) {
    super(scope, id, { description: 'pitwall: fleet, rules, functions, API and page' })
    const { kept, rules: folder = inRepository('rules'), page = inRepository('web', 'dist') } = props
    const { table } = kept.laps
    const token = kept.token.secret

    const laps = new Laps(this, 'Laps', { table })
    const lake = new Lake(this, 'Lake', { storage: kept.lake })
    const realtime = new Realtime(this, 'Realtime', { search: kept.search })
    const rules = new Rules(this, 'Rules', {
      folder,
      role: realtime.rulesRole,
      laps: laps.received,
      streams: lake.streams,
      raw: kept.lake.raw,
      domain: kept.search.domain,
    })
    rules.node.addDependency(realtime.ready)
    const broker = new Broker(this, 'Broker', { token })
    const fleet = new Fleet(this, 'Fleet', { table, uploads: kept.lake.raw })
    const api = new Api(this, 'Api', { table, token, lake: kept.lake })
    const web = new Web(this, 'Web', { page, api, broker, logs: kept.lake.logs })
    new Alarms(this, 'Alarms', {
      functions: [
        laps.received,
        laps.records,
        lake.rows,
        lake.compaction,
        realtime.setup,
        broker.authorizer,
        fleet.hook,
        api.function,
      ],
      queues: [rules.errors, laps.undoneRecords],
      streams: Object.values(lake.streams),
      table,
      domain: kept.search.domain,
    })

    const output = (id: string, value: string, description: string) =>
      new CfnOutput(this, id, { value, description })
    output('PageAddress', web.address, 'Where the page is')
    output('BrokerAddress', `mqtts://${broker.host}:8883`, 'For pitwall rig --broker')
    output(
      'TableAddress',
      `dynamodb://${table.tableName}?region=${this.region}`,
      'For pitwall cloud announce --laps',
    )
    output('ProvisioningTemplate', fleet.template, 'For pitwall rig provision --template')
    output('ClaimPolicy', fleet.claimPolicy, 'What the claim certificate may do')
    acceptFrameworkFunctions(this)
    Validations.of(this).acknowledge({
      id: 'CloudFormation-Validate::W7001',
      reason: 'The CDK brings the addresses of delivery streams along, for networks that we have none of.',
    })
  }
}
