// The fleet on AWS: two stacks, one that keeps and one that can be thrown away and made again.
import { type App, Tags } from 'aws-cdk-lib'
import { StatefulStack } from './stacks/stateful.ts'
import { StatelessStack } from './stacks/stateless.ts'

export type FleetOptions = {
  /** The folder of the built page; `web/dist` if left out. */
  readonly page?: string
  /** The folder of the rule documents; `rules` if left out. */
  readonly rules?: string
}

export function fleetOn(
  app: App,
  options: FleetOptions = {},
): { readonly stateful: StatefulStack; readonly stateless: StatelessStack } {
  const stateful = new StatefulStack(app, 'PitwallState')
  const stateless = new StatelessStack(app, 'Pitwall', { ...options, kept: stateful })
  Tags.of(app).add('project', 'pitwall')
  return { stateful, stateless }
}
