// Lets pages into IoT Core's broker over WebSocket: with the token they may listen, without it nothing.
import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

/** The parts that are read. [AWS IoT developer guide, custom authentication] */
const authorizerEvent = z.object({
  protocolData: z.object({
    mqtt: z.object({ clientId: z.string().optional(), password: z.string().optional() }),
  }),
})

export type PageGrant = {
  readonly isAuthenticated: boolean
  readonly principalId: string
  readonly disconnectAfterInSeconds: number
  readonly refreshAfterInSeconds: number
  readonly policyDocuments: readonly object[]
}

/** What a page says: what became of words to its driver, and what that driver measures against. Nothing of it is kept. */
const saidTopics = ['receipts/*', 'references/*'] as const
/** What a page listens to. */
export const pageTopics = ['rigs/*', 'boards/*', 'words/*', 'screens/*', ...saidTopics] as const
const pageClient = /^page-[A-Za-z0-9-]{8,64}$/
const hour_s = 3600

/** `where`: the region and account that the broker is in; `token`: asked for once and kept while the function lives. */
export function pageAuthorizer(
  token: () => Promise<string>,
  where: { readonly region: string; readonly account: string },
): (event: unknown) => Promise<PageGrant> {
  const arn = (resource: string) => `arn:aws:iot:${where.region}:${where.account}:${resource}`
  return async event => {
    const read = authorizerEvent.safeParse(event)
    const { clientId = '', password = '' } = read.success ? read.data.protocolData.mqtt : {}
    const given = Buffer.from(password, 'base64').toString()
    const admitted = pageClient.test(clientId) && timingSafeEqual(digest(given), digest(await token()))
    const allow = (Action: string, Resource: readonly string[]) => ({ Effect: 'Allow', Action, Resource })
    return {
      isAuthenticated: admitted,
      principalId: 'page',
      disconnectAfterInSeconds: 24 * hour_s,
      refreshAfterInSeconds: hour_s,
      policyDocuments: admitted
        ? [
            {
              Version: '2012-10-17',
              Statement: [
                allow('iot:Connect', [arn(`client/${clientId}`)]),
                allow(
                  'iot:Subscribe',
                  pageTopics.map(topic => arn(`topicfilter/${topic}`)),
                ),
                allow(
                  'iot:Receive',
                  pageTopics.map(topic => arn(`topic/${topic}`)),
                ),
                allow(
                  'iot:Publish',
                  saidTopics.map(topic => arn(`topic/${topic}`)),
                ),
              ],
            },
          ]
        : [],
    }
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
