import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { compile } from '../../src/rules/index.ts'
import { lintStatement } from '../../src/rules/statement-lint.ts'
import { checkVectors, reportOf } from '../../src/rules/vectors.ts'
import { recording } from './recorded-data.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'iot-sql')

for (const name of globSync('*.json', { cwd: folder }).sort()) {
  test(`IoT SQL does what ${basename(name, '.json')} says`, () => {
    const report = checkVectors(readFileSync(join(folder, name), 'utf8'))
    assert.ok(report.passed > 0)
    assert.equal(report.failures.length, 0, reportOf(report))
  })
}

const shared = recording('iot-sql-vectors.json')
test('IoT SQL agrees with 313 vectors of the documentation, of real AWS and of its peers', shared, () => {
  const report = checkVectors(readFileSync(shared.path, 'utf8'))
  assert.equal(reportOf(report), '313 passed, 0 failed')
})

const disputed = recording('iot-sql-disputed.json')
test(
  'what the documentation leaves disputed compiles, with a warning that names a spelling that is not',
  disputed,
  () => {
    const text = readFileSync(disputed.path, 'utf8')
    assert.equal(reportOf(checkVectors(text)), '10 passed, 0 failed')
    const vectors: readonly { readonly id: string; readonly sql: string }[] = JSON.parse(text)
    for (const { id, sql } of vectors) {
      const warnings = lintStatement(compile(sql))
      assert.ok(warnings.length > 0, `${id}: ${sql}`)
      for (const { safe } of warnings) assert.notEqual(safe, '')
    }
  },
)
