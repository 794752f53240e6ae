import { z } from 'zod'
import { RuleFault } from '../rule-fault.ts'
import { defineAction, text } from './action.ts'

const arn = /^arn:[\w-]+:lambda:[\w-]+:[^:]+:function:([\w-]+)(?::[\w$-]+)?$/

/** [AWS IoT developer guide, Lambda action] */
export const lambda = defineAction({
  kind: 'lambda',
  says: 'Calls a function with the result: AWS Lambda there, the function of the same name here.',
  keeps: true,
  parameters: z.strictObject({ functionArn: text }),
  templates: ['functionArn'],
  resource: ({ functionArn }) => functionNameOf(functionArn) ?? functionArn,
  run({ parameters: { functionArn }, output, message }, port) {
    const name = functionNameOf(functionArn)
    if (name === undefined) {
      throw new RuleFault(
        'refused',
        `functionArn: expected arn:aws:lambda:REGION:ACCOUNT:function:NAME, found ${functionArn}`,
      )
    }
    if (output.value === undefined) throw new RuleFault('refused', `${name} takes JSON only, found none`)
    return port.invoke(name, output, message)
  },
})

/** The name in the ARN of a function, without its version; the account and region may be templates. */
export const functionNameOf = (functionArn: string): string | undefined =>
  arn.exec(functionArn.replaceAll(/\$\{[^}]*\}/g, 'x'))?.[1]
