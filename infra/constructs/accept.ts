// Findings of the security checks that are meant to be so, each with its reason.
import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** Takes a finding of AWS Solutions, such as `IAM5`, for what it is, at this construct and below it. */
export function accept(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${finding}`, reason })
}

/** Functions that the CDK brings along, as singletons of a stack. */
export function acceptFrameworkFunctions(stack: IConstruct): void {
  for (const construct of stack.node.children.filter(({ node }) => /^(Custom::|AWS679)/.test(node.id))) {
    accept(construct, 'IAM4', 'Functions of the CDK itself write logs and nothing else.')
    accept(
      construct,
      'IAM5',
      'Functions of the CDK itself copy the built page, or ask for what has no resource.',
    )
    accept(construct, 'L1', 'The CDK chooses the runtime of its own functions.')
  }
}
