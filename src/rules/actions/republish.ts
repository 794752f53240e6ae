import { z } from 'zod'
import { RuleFault } from '../rule-fault.ts'
import { defineAction, roleArn, text } from './action.ts'

/** Rules that feed each other end here. */
export const mostHops = 5

const header = text.optional()

/** [AWS IoT developer guide, Republish action] */
export const republish = defineAction({
  kind: 'republish',
  says: 'Publishes the result on another topic.',
  keeps: false,
  parameters: z.strictObject({
    topic: text,
    qos: z.literal([0, 1]).optional(),
    roleArn,
    /** MQTT 5 only: read and not passed on by a broker of MQTT 3.1.1. */
    headers: z
      .strictObject({
        payloadFormatIndicator: header,
        contentType: header,
        responseTopic: header,
        correlationData: header,
        messageExpiry: header,
        userProperties: z.array(z.strictObject({ key: text, value: z.string() })).optional(),
      })
      .optional(),
  }),
  templates: ['topic'],
  resource: ({ topic }) => topic,
  run({ parameters: { topic, qos = 0 }, output, message: { hops = 0 } }, port) {
    if (topic === '' || /[+#\0]/.test(topic)) {
      throw new RuleFault(
        'refused',
        `a topic to publish on: expected a name without wildcards, found "${topic}"`,
      )
    }
    if (hops >= mostHops) {
      throw new RuleFault('refused', `${topic}: republished ${hops} times already; the rules feed each other`)
    }
    return port.publish({ topic, payload: output.bytes(), qos, hops: hops + 1 })
  },
})
