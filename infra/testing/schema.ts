// Whether resources are what CloudFormation's own schemas say: known types, known properties, nothing required missing.
import type { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import type { Resource } from './synthesis.ts'

type Database = ReturnType<typeof loadAwsServiceSpecSync>
type Property = { readonly type: PropertyType; readonly required?: boolean }
type PropertyType =
  | { readonly type: 'ref'; readonly reference: { readonly $ref: string } }
  | { readonly type: 'array' | 'map'; readonly element: PropertyType }
  | { readonly type: string }

/** What is wrong with a resource, one sentence each. */
export function complaintsAbout(
  database: Database,
  id: string,
  { Type, Properties = {} }: Resource,
): readonly string[] {
  if (
    Type.startsWith('Custom::') ||
    Type === 'AWS::CloudFormation::CustomResource' ||
    Type === 'AWS::CDK::Metadata'
  )
    return []
  const [resource] = [...database.lookup('resource', 'cloudFormationType', 'equals', Type)]
  if (resource === undefined) return [`${id}: there is no ${Type}`]
  const properties: Readonly<Record<string, Property>> = JSON.parse(JSON.stringify(resource.properties))
  return membersOf(database, `${id} (${Type})`, properties, Properties)
}

function membersOf(
  database: Database,
  where: string,
  known: Readonly<Record<string, Property>>,
  given: Readonly<Record<string, unknown>>,
): readonly string[] {
  const missing = Object.entries(known)
    .filter(([name, { required }]) => required === true && given[name] === undefined)
    .map(([name]) => `${where}: ${name} is missing`)
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const property = known[name]
    if (property === undefined) return [`${where}: there is no ${name}`]
    return valuesOf(database, `${where}.${name}`, property.type, value)
  })
  return [...missing, ...wrong]
}

function valuesOf(database: Database, where: string, type: PropertyType, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || isIntrinsic(value)) return []
  if ('element' in type && Array.isArray(value)) {
    return value.flatMap((element, index) => valuesOf(database, `${where}[${index}]`, type.element, element))
  }
  if (!('reference' in type) || Array.isArray(value)) return []
  const definition = database.get('typeDefinition', type.reference.$ref)
  const properties: Readonly<Record<string, Property>> = JSON.parse(JSON.stringify(definition.properties))
  return membersOf(database, where, properties, { ...value })
}

/** What CloudFormation works out while it deploys. */
const isIntrinsic = (value: object): boolean =>
  Object.keys(value).length === 1 && /^(Ref|Fn::.*)$/.test(Object.keys(value)[0] ?? '')
