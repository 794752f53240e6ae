import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countersOf, prometheusText } from './figure.ts'

test('samples of one name stand together under one help and one type', () => {
  const figures = [
    ...countersOf('rule', { fired: 3 }, { rule: 'a' }),
    ...countersOf('lake', { landed: 7 }),
    ...countersOf('rule', { fired: 4 }, { rule: 'b' }),
  ]
  assert.equal(
    prometheusText(figures),
    [
      '# HELP pitwall_rule_fired_total fired, since the hub started',
      '# TYPE pitwall_rule_fired_total counter',
      'pitwall_rule_fired_total{rule="a"} 3',
      'pitwall_rule_fired_total{rule="b"} 4',
      '# HELP pitwall_lake_landed_total landed, since the hub started',
      '# TYPE pitwall_lake_landed_total counter',
      'pitwall_lake_landed_total 7',
      '',
    ].join('\n'),
  )
})

test('a label may hold anything', () => {
  const labels = { resource: 'a "quoted" \\ path\nof two lines' }
  const text = prometheusText([{ name: 'x', help: 'x', kind: 'gauge', value: 1, labels }])
  assert.ok(text.endsWith('x{resource="a \\"quoted\\" \\\\ path\\nof two lines"} 1\n'))
})
