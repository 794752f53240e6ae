// The right to ask the lake: run queries in its work group, read its files and its catalogue, leave answers.
import { Stack } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { LakeStorage } from './lake-storage.ts'

export function grantQueries(
  to: iam.IGrantable,
  { lake, answers, database, workGroup, tables }: LakeStorage,
): void {
  const stack = Stack.of(lake)
  const arn = (service: string, resource: string, resourceName?: string) =>
    stack.formatArn({ service, resource, ...(resourceName === undefined ? {} : { resourceName }) })
  lake.grantRead(to)
  answers.grantReadWrite(to)
  iam.Grant.addToPrincipal({
    grantee: to,
    actions: [
      'athena:StartQueryExecution',
      'athena:StopQueryExecution',
      'athena:GetQueryExecution',
      'athena:GetQueryResults',
      'athena:GetWorkGroup',
    ],
    resourceArns: [arn('athena', 'workgroup', workGroup.name)],
  })
  iam.Grant.addToPrincipal({
    grantee: to,
    actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'],
    resourceArns: [
      arn('glue', 'catalog'),
      database.databaseArn,
      arn('glue', 'table', `${database.databaseName}/*`),
      ...Object.values(tables).map(table => table.tableArn),
    ],
  })
}
