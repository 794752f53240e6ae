// Substitution templates: text with ${expression} in it, as the parameters of actions hold.

import { isProtobuf, readsContent, usesExternal } from './analysis.ts'
import { Answers, answered } from './answers.ts'
import { descendantsOf } from './ast.ts'
import { compileExpression } from './compile.ts'
import { toText } from './convert.ts'
import { SqlFault } from './fault.ts'
import type { Evaluator, Frame } from './frame.ts'
import { parseEmbedded } from './parser.ts'
import { currentVersion, type SqlVersion } from './version.ts'

export type TemplateOptions = {
  readonly version?: SqlVersion
  /** Slots of the SET variables of the statement, which a template may use. */
  readonly variables?: ReadonlyMap<string, number>
  /** The topic of a republish action, where a leading `$$` stands for the `$` of a reserved topic. */
  readonly isTopic?: boolean
}

export interface Template {
  readonly text: string
  /** Whether nothing in it depends on the message. */
  readonly isConstant: boolean
  /** The text for one message; what is Undefined becomes empty. Throws as the evaluation of a statement. */
  render(frame: Frame): string
  /** Whether a function is called that leaves the engine, so that `renderAsync` may be needed. */
  readonly usesExternal: boolean
  /** The same for a host whose external functions answer later. */
  renderAsync(frame: Frame): Promise<string>
}

/** Compiles a template. Throws a `SqlFault` for an expression that AWS would refuse. */
export function compileTemplate(text: string, options: TemplateOptions = {}): Template {
  const { parts, reads, isExternal } = partsOf(text, options)
  const render = (frame: Frame): string => {
    if (reads) frame.load()
    frame.scope = undefined
    let rendered = ''
    for (const part of parts) rendered += typeof part === 'string' ? part : (toText(part(frame)) ?? '')
    frame.spend(rendered.length)
    return rendered
  }
  return {
    text,
    isConstant: parts.every(part => typeof part === 'string'),
    usesExternal: isExternal,
    render,
    renderAsync: frame => {
      frame.answers ??= new Answers()
      return answered(frame.answers, () => render(frame))
    },
  }
}

type Parts = {
  readonly parts: readonly (string | Evaluator)[]
  readonly reads: boolean
  readonly isExternal: boolean
}

function partsOf(text: string, options: TemplateOptions): Parts {
  const { version = currentVersion, variables = new Map() } = options
  const parts: (string | Evaluator)[] = []
  let reads = false
  let isExternal = false
  let from = options.isTopic === true && text.startsWith('$$') ? 1 : 0
  for (let open = text.indexOf('${', from); open !== -1; open = text.indexOf('${', from)) {
    if (!text.includes('}', open)) {
      throw new SqlFault('syntax', { expected: '«}» after ${', found: 'the end', text, offset: open })
    }
    if (open > from) parts.push(text.slice(from, open))
    const { expression, end } = parseEmbedded(text, version, open + 2, variables)
    reads ||= readsContent(expression)
    isExternal ||= usesExternal(expression)
    if ([...descendantsOf(expression)].some(isProtobuf)) {
      const expected = 'no protobuf in a substitution template'
      throw new SqlFault('syntax', {
        expected,
        found: "decode(…, 'proto', …)",
        text,
        offset: expression.start,
      })
    }
    parts.push(compileExpression(expression, { version, aliases: [] }))
    from = end
  }
  if (from < text.length) parts.push(text.slice(from))
  return { parts, reads, isExternal }
}
