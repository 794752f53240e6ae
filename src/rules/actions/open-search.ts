import { z } from 'zod'
import { RuleFault } from '../rule-fault.ts'
import { defineAction, roleArn, text } from './action.ts'

/** [AWS IoT developer guide, OpenSearch action] */
export const openSearch = defineAction({
  kind: 'openSearch',
  says: 'Puts the result into a search index under an id: OpenSearch there, the live page here.',
  keeps: false,
  parameters: z.strictObject({
    endpoint: z.url(),
    index: text,
    type: text,
    id: text,
    roleArn,
  }),
  templates: ['index', 'type', 'id'],
  resource: ({ index }) => index,
  run({ parameters: { endpoint, index, id }, output, message }, port) {
    if (id === '')
      throw new RuleFault('refused', 'the id of the document is empty: a field that it is made of is missing')
    return port.put({ endpoint, index, id, output, from: message })
  },
})
