// Basic Ingest of AWS IoT: a message that is published to a rule reaches that rule alone, and costs no message.
import type { Link } from './link.ts'

/** The rule that files frames; nobody else listens to them. */
export const frameRule = 'sim_frame'

const frame = /^rigs\/[^/]+\/[^/]+\/frame$/

/** The same link, but frames go past the broker straight to their rule, which still sees their own topic. */
export const basicIngest = (link: Link): Link => ({
  get connected() {
    return link.connected
  },
  publish: message =>
    link.publish(
      frame.test(message.topic) ? { ...message, topic: `$aws/rules/${frameRule}/${message.topic}` } : message,
    ),
  subscribe: (filters, handler) => link.subscribe(filters, handler),
  onConnected: listener => link.onConnected(listener),
  close: () => link.close(),
})
