import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAddress } from './engine-address.ts'

test('an address names a bucket or a table, and where it is', () => {
  assert.deepEqual(readAddress('s3://races', 's3'), { name: 'races', path: '' })
  assert.deepEqual(
    readAddress('s3://races/lake/2026/?region=eu-west-1&endpoint=http://127.0.0.1:7480', 's3'),
    {
      name: 'races',
      path: 'lake/2026',
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:7480',
    },
  )
  assert.deepEqual(readAddress('dynamodb://Pitwall_Laps?region=eu-west-1', 'dynamodb'), {
    name: 'Pitwall_Laps',
    path: '',
    region: 'eu-west-1',
  })
})

test('what is no address is refused with one that is, and never with a secret in it', () => {
  for (const text of ['races', 's3:races', 's3://', 's3://a b', 's3://races?user=x', 's3://races/../x y']) {
    assert.throws(() => readAddress(text, 's3'), /expected s3:\/\/bucket\/prefix/, text)
  }
  assert.throws(() => readAddress('dynamodb://table/path', 'dynamodb'), /expected dynamodb:\/\/table/)
  assert.throws(() => readAddress('s3://races?endpoint=ftp://host', 's3'), /expected s3/)
  assert.throws(
    () => readAddress('s3://key:secret@races', 's3'),
    (fault: Error) => /AWS_SECRET_ACCESS_KEY/.test(fault.message) && !fault.message.includes('secret@'),
  )
})
