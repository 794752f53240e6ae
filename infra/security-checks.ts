// AWS's own list of good practice as a check of every synthesis. A finding is accepted with its reason, by `accept`.
import { type CfnResource, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import type { IConstruct } from 'constructs'

type Report = ReturnType<AwsSolutionsChecks['validateScope']>

/** Findings that come once per action and resource are accepted by the name of their rule, as all others are. */
export class SecurityChecks extends AwsSolutionsChecks {
  override validateScope(scope: IConstruct): Report {
    const report = super.validateScope(scope)
    const violations = report.violations
      .map(violation => {
        const rule = violation.ruleName.replace(/\[.*$/s, '')
        const open = violation.violatingResources.filter(
          ({ constructPath }) => !isAccepted(rule, at(scope, constructPath ?? '')),
        )
        return { ...violation, violatingResources: open }
      })
      .filter(({ violatingResources }) => violatingResources.length > 0)
    return { ...report, success: violations.length === 0, violations }
  }
}

function at(scope: IConstruct, path: string): IConstruct | undefined {
  const below = path.split('/').slice(scope.node.path === '' ? 0 : scope.node.path.split('/').length)
  return below.reduce<IConstruct | undefined>((node, id) => node?.node.tryFindChild(id), scope)
}

/** Whether the construct, or one that it stands in, says why the rule does not hold there. */
function isAccepted(rule: string, construct: IConstruct | CfnResource | undefined): boolean {
  if (construct === undefined) return false
  const said = construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => (typeof data === 'object' && data !== null ? Object.keys(data) : []))
  if (said.some(id => id.endsWith(rule))) return true
  return isAccepted(rule, construct.node.scope)
}
