import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { lapCases } from './lap-cases.ts'

const root = new URL('../', import.meta.url)
const sourceOf = (file: string) => {
  const path = fileURLToPath(new URL(file, root))
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

test('the thirty-one complaints are all there, each once', () => {
  const numbers = lapCases.flatMap(({ number }) => number ?? [])
  assert.deepEqual(
    numbers,
    Array.from({ length: 31 }, (_, index) => index + 1),
  )
})

for (const { number, what, tests } of lapCases) {
  test(`case ${number === undefined ? '' : `#${number} `}${what}`, () => {
    for (const [file, titles] of Object.entries(tests)) {
      const source = sourceOf(file)
      for (const title of titles) {
        assert.ok(source.includes(title), `${file} has no test "${title}"; name the one that holds this case`)
      }
    }
  })
}
