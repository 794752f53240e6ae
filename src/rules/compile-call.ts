// Closures of function calls: arity, the two special forms, and the number types of 2015-10-08.
import type { Expression } from './ast.ts'
import { compileExpression, type Surroundings } from './compile.ts'
import { SqlFault } from './fault.ts'
import type { Evaluator, Frame } from './frame.ts'
import { asDecimal } from './number.ts'
import { isNumeric, type Maybe } from './value.ts'

type Call = Extract<Expression, { kind: 'call' }>

export function compileCall(node: Call, around: Surroundings): Evaluator {
  const [fewest, most] = node.fn.arity
  if (node.args.length < fewest || node.args.length > most) return () => undefined
  if (node.fn.special === 'guard') return compileGuard(node, around)
  const call = isOfBytes(node, around) ? compileOfBytes(node, around) : compilePlain(node, around)
  if (around.version !== '2015-10-08' || node.fn.result !== 'Decimal') return call
  return frame => {
    const value = call(frame)
    return isNumeric(value) ? asDecimal(value) : value
  }
}

function compilePlain(node: Call, around: Surroundings): Evaluator {
  const { call } = node.fn
  const [first, second, ...others] = node.args.map(arg => compileExpression(arg, around))
  if (first === undefined) return frame => call([], frame)
  if (second === undefined) return frame => call([first(frame)], frame)
  if (others.length === 0) return frame => call([first(frame), second(frame)], frame)
  const all = [first, second, ...others]
  return frame => {
    const values: Maybe[] = []
    for (const arg of all) values.push(arg(frame))
    return call(values, frame)
  }
}

function isOfBytes({ fn, args }: Call, around: Surroundings): boolean {
  return fn.special === 'bytes' && args[0]?.kind === 'star' && around.aliases.length === 0
}

/** `encode(*, 'base64')` and `decode(*, 'proto', …)` see the bytes of the payload, whatever they are. */
function compileOfBytes({ fn, args }: Call, around: Surroundings): Evaluator {
  const [scheme, ...others] = args.slice(1).map(arg => compileExpression(arg, around))
  return frame => {
    const { payload } = frame.message
    const wanted = scheme?.(frame)
    if (fn.name === 'encode') return wanted === 'base64' ? base64Of(payload.bytes, frame) : undefined
    const value = wanted === 'proto' ? base64Of(payload.bytes, frame) : payload.text
    return fn.call([value, wanted, ...others.map(arg => arg(frame))], frame)
  }
}

function compileGuard(node: Call, around: Surroundings): Evaluator {
  const [value, otherwise] = node.args.map(arg => compileExpression(arg, around))
  return frame => {
    const { scope } = frame
    try {
      const result = value?.(frame)
      if (result !== undefined && result !== null) return result
    } catch (error) {
      if (!(error instanceof SqlFault) || error.code !== 'function') throw error
      frame.scope = scope
    }
    return otherwise?.(frame)
  }
}

function base64Of(bytes: Uint8Array, frame: Frame): string {
  frame.spend(bytes.byteLength)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
