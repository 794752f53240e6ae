// The CDK app: `npm run -w infra synth`, offline.
import { App, Validations } from 'aws-cdk-lib'
import { fleetOn } from './fleet-app.ts'
import { SecurityChecks } from './security-checks.ts'

const app = new App()
fleetOn(app)
Validations.of(app).addPlugins(new SecurityChecks(app))
