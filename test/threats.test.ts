import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { threats } from './threats.ts'

const root = new URL('../', import.meta.url)

for (const { who, test: held } of threats) {
  test(`threat: ${who}`, () => {
    const [file, title] = held
    const path = fileURLToPath(new URL(file, root))
    const source = existsSync(path) ? readFileSync(path, 'utf8') : ''
    assert.ok(source.includes(title), `${file} has no test "${title}"; name the one that holds this`)
  })
}
