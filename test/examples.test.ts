import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

for (const file of globSync('examples/*.ts', { cwd: root })) {
  test(`${file} runs, says something, and is short enough to read at once`, () => {
    const run = spawnSync(process.execPath, [file], { cwd: root, encoding: 'utf8' })
    assert.equal(run.status, 0, run.stderr)
    assert.notEqual(run.stdout, '')
    assert.ok(readFileSync(join(root, file), 'utf8').split('\n').length <= 40)
  })
}
