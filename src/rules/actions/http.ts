import { z } from 'zod'
import { RuleFault } from '../rule-fault.ts'
import { defineAction, text } from './action.ts'

/** [AWS IoT developer guide, HTTP action]; AWS waits 3 seconds and asks for a confirmed destination. */
export const http = defineAction({
  kind: 'http',
  says: 'Posts the result to a web address, for example a Discord channel when a record falls.',
  keeps: false,
  timeout_ms: 3_000,
  parameters: z.strictObject({
    url: text,
    confirmationUrl: text.optional(),
    headers: z.array(z.strictObject({ key: text, value: z.string() })).optional(),
    auth: z.unknown().optional(),
  }),
  templates: ['url'],
  resource: ({ url }) => url,
  run({ parameters: { url, headers = [] }, output }, port) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new RuleFault('refused', `url: expected an address of http or https, found "${url}"`)
    }
    return port.send({
      url,
      headers: Object.fromEntries(headers.map(({ key, value }) => [key, value])),
      body: output.bytes(),
    })
  },
})
