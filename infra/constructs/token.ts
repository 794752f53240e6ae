// The token that pages and programs show; made by AWS, seen by nobody who does not ask for it.
import { RemovalPolicy } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { accept } from './accept.ts'

export class Token extends Construct {
  readonly secret: Secret

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.secret = new Secret(this, 'Secret', {
      description: 'Token of the pitwall page and API',
      generateSecretString: { excludePunctuation: true, passwordLength: 40 },
      removalPolicy: RemovalPolicy.RETAIN,
    })
    accept(
      this.secret,
      'SMG4',
      'People type the token into browsers; it is changed by hand, when somebody leaves.',
    )
  }
}
