// What an action is: its parameters as AWS writes them, which of them are templates, and what it does through a port.
import { z } from 'zod'
import type { Output } from '../output.ts'
import type { Firing, Statement } from '../statement.ts'
import type { Template } from '../template.ts'
import type { JsonObject } from '../value.ts'

/** A message as it was published. */
export type Published = {
  readonly topic: string
  readonly payload: Uint8Array
  readonly qos: 0 | 1
  readonly retain?: boolean
  /** The client that published it, where that is known. */
  readonly client?: string
  /** How many rules have republished it so far. */
  readonly hops?: number
}

/**
 * Where the actions lead; the host plugs in what it has. `from` is the message that the rule fired for. Each promise resolves when the destination has made it safe.
 * Throw RuleFault `refused`, or ModelFault, when trying again cannot help.
 */
export type ActionPorts = {
  readonly firehose?: {
    /** `separator` is what the stream puts after each record where it joins them into a file. */
    put(stream: string, records: readonly Uint8Array[], separator: string, from: Published): Promise<void>
  }
  readonly lambda?: { invoke(name: string, event: Output, from: Published): Promise<void> }
  readonly openSearch?: { put(document: SearchDocument): Promise<void> | void }
  readonly s3?: { put(bucket: string, key: string, bytes: Uint8Array): Promise<void> }
  readonly dynamoDBv2?: { put(table: string, item: JsonObject): Promise<void> }
  readonly republish?: { publish(message: Published): Promise<void> }
  readonly http?: { send(request: WebRequest): Promise<void> }
}

export type SearchDocument = {
  readonly endpoint: string
  readonly index: string
  readonly id: string
  readonly output: Output
  readonly from: Published
}

export type WebRequest = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** One use of an action in a rule, ready to run. */
export type Bound = {
  readonly kind: string
  /** What an error action calls `failedResource`. */
  readonly resource: string
  readonly keeps: boolean
  readonly timeout_ms: number
  /** The parameters with their templates rendered for one message. */
  readonly render: (firing: Firing) => object
  /** Undefined where this host has no such destination. */
  readonly run: ((firing: Firing, message: Published) => Promise<void> | void) | undefined
}

export interface Action {
  readonly kind: string
  /** In plain words, for lists and documentation. */
  readonly says: string
  /** Whether a message is only safe when its destination has it. */
  readonly keeps: boolean
  readonly parameters: z.ZodType
  /** Checks the parameters and compiles their templates. Throws ZodError and SqlFault. */
  bind(given: unknown, statement: Statement, ports: ActionPorts): Bound
}

type Task<Parameters> = {
  /** With every template rendered. */
  readonly parameters: Parameters
  readonly output: Output
  readonly message: Published
}

type Definition<Shape extends z.ZodObject, Port extends keyof ActionPorts> = {
  readonly kind: Port
  readonly says: string
  readonly keeps: boolean
  /** 10 s if left out. */
  readonly timeout_ms?: number
  readonly parameters: Shape
  /** The members in which AWS renders `${…}`. */
  readonly templates: readonly (string & keyof z.output<Shape>)[]
  readonly resource: (parameters: z.output<Shape>) => string
  readonly run: (task: Task<z.output<Shape>>, port: NonNullable<ActionPorts[Port]>) => Promise<void> | void
}

/** The role that AWS takes on for an action; nothing here uses it. */
export const roleArn = z
  .string()
  .regex(/^arn:[\w-]+:iam::\d{12}:role\/.+/, 'expected arn:aws:iam::ACCOUNT:role/NAME')
export const text = z.string().min(1)

export function defineAction<Shape extends z.ZodObject, Port extends keyof ActionPorts>(
  definition: Definition<Shape, Port>,
): Action {
  const { kind, says, keeps, timeout_ms = 10_000, parameters: shape } = definition
  return {
    kind,
    says,
    keeps,
    parameters: shape,
    bind(given, statement, ports) {
      const parameters = shape.parse(given)
      const render = rendererOf(parameters, definition.templates, statement)
      const port = ports[kind]
      return {
        kind,
        resource: definition.resource(parameters),
        keeps,
        timeout_ms,
        render,
        run:
          port === undefined
            ? undefined
            : (firing, message) =>
                definition.run({ parameters: render(firing), output: firing.output, message }, port),
      }
    },
  }
}

/** Renders the templates of some parameters; those that depend on no message are rendered never again. */
function rendererOf<Parameters extends object>(
  parameters: Parameters,
  members: readonly (string & keyof Parameters)[],
  statement: Statement,
): (firing: Firing) => Parameters {
  const templates = members.flatMap((member): readonly (readonly [string, Template])[] => {
    const written = parameters[member]
    if (typeof written !== 'string') return []
    return [[member, statement.template(written, { isTopic: member === 'topic' })]]
  })
  // A leading `$$` of a topic is rendered too: it stands for the `$` of a reserved one.
  const varying = templates.filter(([, { isConstant, text }]) => !isConstant || text.startsWith('$$'))
  if (varying.length === 0) return () => parameters
  return firing => ({
    ...parameters,
    ...Object.fromEntries(varying.map(([member, template]) => [member, template.render(firing.frame)])),
  })
}
