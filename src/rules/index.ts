// AWS IoT SQL: compile a statement once, evaluate it per message. Depends on nothing but decimal.js.
export { type Completion, completionsFor } from './completions.ts'
export { type ExplainedPart, type Explanation, explain, explanationText } from './explain.ts'
export { SqlFault, type SqlFaultCode, sqlFaults } from './fault.ts'
export {
  type Context,
  type ExternalFunctions,
  type ExternalName,
  type Message,
  type MqttProperties,
  Payload,
  type PayloadLimits,
  payloadLimits,
} from './message.ts'
export { Exact } from './number.ts'
export type { Output } from './output.ts'
export { Router } from './router.ts'
export { type CompileOptions, compile, type Firing, type Result, type Statement } from './statement.ts'
export { lintStatement, type StatementCode, type StatementWarning, statementCodes } from './statement-lint.ts'
export { compileTemplate, type Template, type TemplateOptions } from './template.ts'
export { type BasicIngest, basicIngestOf, matcherOf, refuseFilter } from './topic-filter.ts'
export type { JsonObject, Maybe, Value } from './value.ts'
export { checkVectors, reportOf, type VectorFailure, type VectorReport } from './vectors.ts'
export { currentVersion, type SqlVersion, sqlVersionOf, sqlVersions } from './version.ts'
