// Views in the catalogue, as Athena itself writes them there.
import { readFileSync } from 'node:fs'
import { Fn, Stack } from 'aws-cdk-lib'
import * as glue from 'aws-cdk-lib/aws-glue'
import { Construct } from 'constructs'
import { athenaTypes, glueTypes } from '../../src/cloud/lake-tables.ts'
import { type LakeView, lakeViews, stintsView } from '../../src/cloud/lake-views.ts'
import { inRepository } from '../repository.ts'

export const allViews = (): readonly LakeView[] => [
  ...lakeViews,
  stintsView(readFileSync(inRepository('queries', 'stints.sql'), 'utf8')),
]

export type LakeViewsProps = { readonly database: glue.IDatabase }

export class LakeViews extends Construct {
  constructor(scope: Construct, id: string, { database }: LakeViewsProps) {
    super(scope, id)
    for (const view of allViews()) this.#view(view, database)
  }

  #view({ name, note, sql, columns }: LakeView, database: glue.IDatabase): void {
    const definition = Stack.of(this).toJsonString({
      originalSql: sql,
      catalog: 'awsdatacatalog',
      schema: database.databaseName,
      columns: columns.map(column => ({
        name: column.name,
        type: column.type === 'day' ? 'date' : athenaTypes[column.type],
      })),
    })
    new glue.CfnTable(this, name, {
      catalogId: Stack.of(this).account,
      databaseName: database.databaseName,
      tableInput: {
        name,
        description: note.slice(0, 250),
        tableType: 'VIRTUAL_VIEW',
        parameters: { presto_view: 'true', comment: 'Presto View' },
        viewExpandedText: '/* Presto View */',
        viewOriginalText: Fn.join('', ['/* Presto View: ', Fn.base64(definition), ' */']),
        storageDescriptor: {
          columns: columns.map(column => ({
            name: column.name,
            type: column.type === 'day' ? 'date' : glueTypes[column.type],
          })),
          serdeInfo: {},
        },
      },
    })
  }
}
