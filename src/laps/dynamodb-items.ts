// Items of the table as plain values, and the few things that are asked of DynamoDB.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ResourceNotFoundException,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { type Key, tableIndex, tableKeys } from './dynamodb-table.ts'
import { LapsFault } from './fault.ts'

export type Item = Readonly<Record<string, string | number | boolean>>

/** `dynamodb://table?region=…&endpoint=…` */
export type DynamoOptions = {
  readonly table: string
  readonly region?: string
  /** Of a server that is not Amazon's; the table is made there when it is missing. */
  readonly endpoint?: string
}

/** Which items to read, in the order of their sort keys. */
export type Ask = {
  readonly partition: string
  readonly of?: 'index'
  /** Sort keys that begin like this. */
  readonly prefix?: string
  /** Sort keys before this one. */
  readonly before?: string
  readonly newestFirst?: boolean
  readonly limit?: number
}

/** A step of a transaction; `ifRev` is what `rev` must be, 0 when the item must not be there. */
export type Step = { readonly put: Item; readonly ifRev?: number } | { readonly remove: Key }

const timeouts = { connectionTimeout: 5_000, requestTimeout: 20_000 } as const

export class DynamoItems {
  readonly #client: DynamoDBClient
  readonly #table: string
  readonly #mayMake: boolean

  constructor({ table, region, endpoint }: DynamoOptions) {
    this.#table = table
    this.#mayMake = endpoint !== undefined
    this.#client = new DynamoDBClient({
      requestHandler: timeouts,
      maxAttempts: 8,
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint, region: region ?? 'us-east-1' }),
    })
  }

  /** Sees that the table is there. Throws LapsFault with what to do. */
  async open(): Promise<void> {
    try {
      await this.#client.send(new DescribeTableCommand({ TableName: this.#table }))
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw this.#faultOf(error)
      if (this.#mayMake) return this.#make()
      const what = 'there is no such table; the stack in infra/ makes it, or correct the name in --laps'
      throw new LapsFault('no-store', this.#where, what, error)
    }
  }

  close(): void {
    this.#client.destroy()
  }

  async get(key: Key): Promise<Item | undefined> {
    const { Item } = await this.#ask(() =>
      this.#client.send(
        new GetItemCommand({ TableName: this.#table, Key: written(key), ConsistentRead: true }),
      ),
    )
    return Item === undefined ? undefined : read(Item)
  }

  async put(item: Item): Promise<void> {
    const asked = new PutItemCommand({ TableName: this.#table, Item: written(item) })
    await this.#ask(() => this.#client.send(asked))
  }

  /** Whether there was one. */
  async remove(key: Key): Promise<boolean> {
    const asked = new DeleteItemCommand({
      TableName: this.#table,
      Key: written(key),
      ReturnValues: 'ALL_OLD',
    })
    const { Attributes } = await this.#ask(() => this.#client.send(asked))
    return Attributes !== undefined
  }

  /** Puts an item in the place of the one with `rev`, 0 for none. False when that is another by now. */
  async replace(item: Item, rev: number): Promise<boolean> {
    return this.#putIf(item, ...sameRev(rev))
  }

  /** Puts an item unless there is one with the same `rev` or a later one. */
  async advance(item: Item & { readonly rev: number }): Promise<boolean> {
    return this.#putIf(item, 'attribute_not_exists(PK) OR rev < :rev', item.rev)
  }

  /** Counts up `rev` of an item, which is made when it is missing, and says what it is then. */
  async countUp(key: Key): Promise<number> {
    const { Attributes } = await this.#ask(() =>
      this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: written(key),
          UpdateExpression: 'ADD rev :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
          ReturnValues: 'UPDATED_NEW',
        }),
      ),
    )
    return Number(Attributes?.['rev']?.N)
  }

  /** All or nothing. False when a condition did not hold or another writer was in the way. */
  async together(steps: readonly Step[]): Promise<boolean> {
    const TransactItems = steps.map(step => {
      const of = { TableName: this.#table }
      if ('remove' in step) return { Delete: { ...of, Key: written(step.remove) } }
      const { put, ifRev } = step
      return {
        Put: { ...of, Item: written(put), ...(ifRev !== undefined && conditionOf(...sameRev(ifRev))) },
      }
    })
    try {
      await this.#ask(() => this.#client.send(new TransactWriteItemsCommand({ TransactItems })))
      return true
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined
      const reasons = cause instanceof TransactionCanceledException ? (cause.CancellationReasons ?? []) : []
      if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict'))
        return false
      throw error
    }
  }

  async query(ask: Ask): Promise<readonly Item[]> {
    const found: Item[] = []
    for await (const page of this.#pages(ask, {})) {
      for (const item of page.Items ?? []) found.push(read(item))
    }
    return found
  }

  async count(ask: Ask): Promise<number> {
    let count = 0
    for await (const page of this.#pages(ask, { Select: 'COUNT' })) count += page.Count ?? 0
    return count
  }

  async *#pages(ask: Ask, more: Pick<QueryCommandInput, 'Select'>) {
    let left = ask.limit ?? Number.POSITIVE_INFINITY
    let from: QueryCommandInput['ExclusiveStartKey']
    do {
      const asked = new QueryCommand({
        TableName: this.#table,
        ...conditionsOf(ask),
        ...more,
        ...(Number.isFinite(left) && { Limit: left }),
        ...(from !== undefined && { ExclusiveStartKey: from }),
      })
      const page = await this.#ask(() => this.#client.send(asked))
      yield page
      left -= page.Count ?? 0
      from = page.LastEvaluatedKey
    } while (from !== undefined && left > 0)
  }

  async #putIf(item: Item, condition: string, rev?: number): Promise<boolean> {
    const asked = new PutItemCommand({
      TableName: this.#table,
      Item: written(item),
      ...conditionOf(condition, rev),
    })
    try {
      await this.#ask(() => this.#client.send(asked))
      return true
    } catch (error) {
      if (error instanceof Error && error.cause instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }

  async #make(): Promise<void> {
    const { partition, sort } = tableKeys
    const keys = (PK: string, SK: string) => [
      { AttributeName: PK, KeyType: 'HASH' as const },
      { AttributeName: SK, KeyType: 'RANGE' as const },
    ]
    await this.#ask(() =>
      this.#client.send(
        new CreateTableCommand({
          TableName: this.#table,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [partition, sort, tableIndex.partition, tableIndex.sort].map(
            AttributeName => ({
              AttributeName,
              AttributeType: 'S',
            }),
          ),
          KeySchema: keys(partition, sort),
          GlobalSecondaryIndexes: [
            {
              IndexName: tableIndex.name,
              KeySchema: keys(tableIndex.partition, tableIndex.sort),
              Projection: { ProjectionType: 'ALL' },
            },
          ],
        }),
      ),
    ).catch((error: unknown) => {
      // Another hub has made it at the same time.
      if (!(error instanceof Error && error.cause instanceof Error && /InUse/.test(error.cause.name)))
        throw error
    })
  }

  async #ask<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask()
    } catch (error) {
      throw this.#faultOf(error)
    }
  }

  #faultOf(error: unknown): LapsFault {
    const name = error instanceof Error ? error.name : ''
    const found = error instanceof Error ? error.message || name : String(error)
    const sentence = `${advice[name] ?? 'the table cannot be read or written'}: ${found}`
    return new LapsFault('store-failed', this.#where, sentence, error)
  }

  get #where(): string {
    return `dynamodb://${this.#table}`
  }
}

/** What to do, by the name of the SDK's error. */
const advice: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role',
  UnrecognizedClientException: 'the access key is not known there; see AWS_ACCESS_KEY_ID',
  AccessDeniedException: 'the credentials may not use this table',
  ECONNREFUSED: 'nothing answers at the endpoint of --laps',
}

const sameRev = (rev: number): readonly [string, number?] =>
  rev === 0 ? ['attribute_not_exists(rev)'] : ['rev = :rev', rev]

const conditionOf = (condition: string, rev?: number) => ({
  ConditionExpression: condition,
  ...(rev !== undefined && { ExpressionAttributeValues: { ':rev': { N: String(rev) } } }),
})

function conditionsOf({ partition, of, prefix, before, newestFirst = false }: Ask) {
  const names = of === 'index' ? tableIndex : tableKeys
  const edge =
    prefix !== undefined ? ' AND begins_with(#sk, :sk)' : before !== undefined ? ' AND #sk < :sk' : ''
  const value = prefix ?? before
  return {
    KeyConditionExpression: `#pk = :pk${edge}`,
    ExpressionAttributeNames: { '#pk': names.partition, ...(value !== undefined && { '#sk': names.sort }) },
    ExpressionAttributeValues: {
      ':pk': { S: partition },
      ...(value !== undefined && { ':sk': { S: value } }),
    },
    ScanIndexForward: !newestFirst,
    ...(of === 'index' ? { IndexName: tableIndex.name } : { ConsistentRead: true }),
  }
}

function written(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]): [string, AttributeValue] => {
      if (typeof value === 'string') return [name, { S: value }]
      return [name, typeof value === 'number' ? { N: String(value) } : { BOOL: value }]
    }),
  )
}

function read(item: Readonly<Record<string, AttributeValue>>): Item {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, { S, N, BOOL }]): readonly [string, string | number | boolean][] => {
      if (S !== undefined) return [[name, S]]
      if (N !== undefined) return [[name, Number(N)]]
      return BOOL === undefined ? [] : [[name, BOOL]]
    }),
  )
}

export function textIn(item: Item | undefined, name: string): string {
  const value = item?.[name]
  return typeof value === 'string' ? value : ''
}

export function numberIn(item: Item | undefined, name: string): number {
  const value = item?.[name]
  return typeof value === 'number' ? value : 0
}
