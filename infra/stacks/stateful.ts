// What must survive: the table, the buckets, the catalogue, the search domain and the token.
import { Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { acceptFrameworkFunctions } from '../constructs/accept.ts'
import { LakeStorage } from '../constructs/lake-storage.ts'
import { LapTable } from '../constructs/lap-table.ts'
import { SearchDomain } from '../constructs/search-domain.ts'
import { Token } from '../constructs/token.ts'

export class StatefulStack extends Stack {
  readonly laps: LapTable
  readonly lake: LakeStorage
  readonly search: SearchDomain
  readonly token: Token

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { description: 'pitwall: laps, lake and search', terminationProtection: true, ...props })
    this.laps = new LapTable(this, 'Laps')
    this.lake = new LakeStorage(this, 'Lake')
    this.search = new SearchDomain(this, 'Search')
    this.token = new Token(this, 'Token')
    acceptFrameworkFunctions(this)
  }
}
