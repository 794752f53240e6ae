import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { CloudFault } from '../fault.ts'
import { lakeRowsFunction } from '../lake-rows.ts'

const firehose = new FirehoseClient()

export const handler = lakeRowsFunction(async (stream, records) => {
  const asked = { DeliveryStreamName: stream, Records: records.map(Data => ({ Data })) }
  const { FailedPutCount = 0 } = await firehose.send(new PutRecordBatchCommand(asked))
  if (FailedPutCount > 0)
    throw new CloudFault('bad-event', stream, 'room for every record', `${FailedPutCount} refused`)
})
