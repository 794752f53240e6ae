// The rules: every document of the folder becomes a topic rule with the very same SQL.
import { Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as iot from 'aws-cdk-lib/aws-iot'
import { Construct } from 'constructs'
import { searchIndices } from '../../src/cloud/search-mapping.ts'
import type { Bound } from '../../src/rules/actions/action.ts'
import { lintRule } from '../../src/rules/lint.ts'
import { type Loaded, type LoadedRule, loadRules, nameIn } from '../../src/rules/rule-document.ts'
import { accept } from './accept.ts'
import { DeadLetters } from './dead-letters.ts'
import { type Destinations, onAws } from './rule-destinations.ts'

export type RulesProps = Omit<Destinations, 'errors' | 'roleArn'> & {
  /** Where the documents lie. */
  readonly folder: string
  /** What rules act as. */
  readonly role: iam.Role
}

export class Rules extends Construct {
  /** What an action could not deliver. */
  readonly errors: DeadLetters

  constructor(scope: Construct, id: string, { folder, role, ...destinations }: RulesProps) {
    super(scope, id)
    this.errors = new DeadLetters(this, 'Errors')
    const to = { ...destinations, errors: this.errors, roleArn: role.roleArn }
    const loaded = loadRules([folder], {})
    if (loaded.length === 0) throw new Error(`${folder}: expected rule documents, found none`)
    const rules = loaded.map(deployable).map(({ name, document, actions, errorAction }) => {
      const onAwsAs = (
        where: string,
        written: Readonly<Record<string, unknown>>,
        { kind, resource }: Bound,
      ) => {
        const parameters = written[kind]
        const given = typeof parameters === 'object' && parameters !== null ? parameters : {}
        return onAws(`${name}: ${where}`, { kind, resource, parameters: { ...given } }, to)
      }
      const [onError] =
        errorAction === undefined ? [] : onAwsAs('errorAction', document.errorAction ?? {}, errorAction)
      return new iot.CfnTopicRule(this, name, {
        // Named like its document, the one thing here that is named by hand: Basic Ingest publishes to a rule's name.
        ruleName: name,
        topicRulePayload: {
          sql: document.sql,
          awsIotSqlVersion: document.awsIotSqlVersion,
          ...(document.description === undefined ? {} : { description: document.description }),
          ruleDisabled: document.ruleDisabled,
          actions: actions.flatMap((bound, index) =>
            onAwsAs(`actions[${index}]`, document.actions[index] ?? {}, bound),
          ),
          ...(onError === undefined ? {} : { errorAction: onError }),
        },
      })
    })
    this.#grant(role, to, rules)
  }

  #grant(role: iam.Role, to: Destinations, rules: readonly iot.CfnTopicRule[]): void {
    for (const stream of Object.values(to.streams)) stream.grantPutRecords(role)
    to.raw.grantPut(role)
    to.errors.grantSendMessages(role)
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['es:ESHttpPut'],
        resources: searchIndices.map(index => `${to.domain.domainArn}/${index}/_doc/*`),
      }),
    )
    accept(role, 'IAM5', 'Stars end the keys of one bucket and the ids of documents of named indices.')
    for (const rule of rules) {
      to.laps.addPermission(`By${rule.node.id}`, {
        principal: new iam.ServicePrincipal('iot.amazonaws.com'),
        sourceArn: rule.attrArn,
        sourceAccount: Stack.of(this).account,
        scope: this,
      })
    }
  }
}

/** A rule that AWS takes and that does there what it does here. Throws with a sentence otherwise. */
function deployable(loaded: Loaded): LoadedRule {
  if (!loaded.ok) throw new Error(`${loaded.broken.file}: ${loaded.broken.problem}`)
  const [wrong] = lintRule(loaded.rule).filter(({ severity }) => severity === 'error')
  if (wrong === undefined) return loaded.rule
  throw new Error(`${nameIn(loaded)}: ${wrong.message}`)
}
