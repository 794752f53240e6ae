// A table: what AWS asks for in us-east-1, in US dollars. Other regions differ by up to a fifth; volume discounts and
// free tiers are left out. Check it against the price list before you plan a season on it.

/** When the table was last looked at, and where it is from. */
export const pricesOf = {
  date: '2026-11-24',
  region: 'us-east-1',
  source: 'published list prices of AWS',
} as const

export const prices = {
  connectionMinute: { usd: 0.08e-6, unit: 'minutes of connection', service: 'IoT Core' },
  message: { usd: 1e-6, unit: 'messages of 5 KB', service: 'IoT Core' },
  ruleTriggered: { usd: 0.15e-6, unit: 'rules triggered, per 5 KB', service: 'IoT Core' },
  ruleAction: { usd: 0.15e-6, unit: 'actions, per 5 KB', service: 'IoT Core' },
  request: { usd: 0.2e-6, unit: 'calls', service: 'Lambda' },
  computeSecond: { usd: 0.0000133334, unit: 'GB-seconds on Arm', service: 'Lambda' },
  tableWrite: { usd: 0.625e-6, unit: 'write units', service: 'DynamoDB' },
  tableRead: { usd: 0.125e-6, unit: 'read units', service: 'DynamoDB' },
  objectPut: { usd: 5e-6, unit: 'objects put', service: 'S3' },
  storedMonth: { usd: 0.023, unit: 'GB kept for a month', service: 'S3' },
  delivered: { usd: 0.029, unit: 'GB taken in, records rounded up to 5 KB', service: 'Data Firehose' },
  converted: { usd: 0.018, unit: 'GB made Parquet', service: 'Data Firehose' },
  partitioned: { usd: 0.02, unit: 'GB sorted by day', service: 'Data Firehose' },
  scanned: { usd: 5, unit: 'TB scanned', service: 'Athena' },
  searchHour: { usd: 0.073, unit: 'hours of t3.medium.search', service: 'OpenSearch' },
  searchDiskMonth: { usd: 0.122, unit: 'GB of disk for a month', service: 'OpenSearch' },
  alarmMonth: { usd: 0.1, unit: 'alarms for a month', service: 'CloudWatch' },
  secretMonth: { usd: 0.4, unit: 'secrets for a month', service: 'Secrets Manager' },
} as const satisfies Readonly<
  Record<string, { readonly usd: number; readonly unit: string; readonly service: string }>
>

export type PriceName = keyof typeof prices
