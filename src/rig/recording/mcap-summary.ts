// The end of an MCAP file: what lies in it and where, so that a reader opens only what it needs. Source: mcap.dev/spec,
// "Summary Section".
import { McapRecordBuilder, type McapTypes } from '@mcap/core'
import type { Topic } from './topic.ts'

export const schemaOf = ({ schema }: Topic, id: number): McapTypes.Schema => ({
  id: id + 1,
  name: schema.name,
  encoding: schema.encoding,
  data: Buffer.from(schema.text),
})

export const channelOf = ({ name, messageEncoding }: Topic, id: number): McapTypes.Channel => ({
  id,
  schemaId: id + 1,
  topic: name,
  messageEncoding,
  metadata: new Map(),
})

/** The end of the data that ends at `end`, the summary, and the footer. A topic's channel is its place in `topics`. */
export function summaryOf(
  end: number,
  topics: readonly Topic[],
  about: McapTypes.MetadataIndex | undefined,
  chunks: readonly McapTypes.ChunkIndex[],
  counts: ReadonlyMap<number, bigint>,
): Uint8Array {
  const builder = new McapRecordBuilder()
  builder.writeDataEnd({ dataSectionCrc: 0 })
  const summaryStart = BigInt(end + builder.length)
  for (const [id, topic] of topics.entries()) builder.writeSchema(schemaOf(topic, id))
  for (const [id, topic] of topics.entries()) builder.writeChannel(channelOf(topic, id))
  builder.writeStatistics({
    messageCount: [...counts.values()].reduce((sum, count) => sum + count, 0n),
    schemaCount: topics.length,
    channelCount: topics.length,
    attachmentCount: 0,
    metadataCount: about === undefined ? 0 : 1,
    chunkCount: chunks.length,
    ...span(chunks),
    channelMessageCounts: new Map(counts),
  })
  if (about !== undefined) builder.writeMetadataIndex(about)
  for (const chunk of chunks) builder.writeChunkIndex(chunk)
  builder.writeFooter({ summaryStart, summaryOffsetStart: 0n, summaryCrc: 0 })
  builder.writeMagic()
  return builder.buffer
}

function span(chunks: readonly McapTypes.ChunkIndex[]) {
  let [first, last] = [chunks[0]?.messageStartTime ?? 0n, 0n]
  for (const { messageStartTime, messageEndTime } of chunks) {
    if (messageStartTime < first) first = messageStartTime
    if (messageEndTime > last) last = messageEndTime
  }
  return { messageStartTime: first, messageEndTime: last }
}
