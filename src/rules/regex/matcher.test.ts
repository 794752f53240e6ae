import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Matcher } from './matcher.ts'
import { parsePattern } from './pattern.ts'
import { PatternError } from './pattern-source.ts'
import { compileProgram } from './program.ts'

function find(source: string, text: string, budget = 5_000_000): string | undefined {
  let left = budget
  const matcher = new Matcher(compileProgram(parsePattern(source)), text, steps => {
    left -= steps
    if (left < 0) throw new Error('spent')
  })
  const match = matcher.find(0)
  return match && text.slice(match.start, match.end)
}

test('greedy, lazy and possessive repetitions take what Java gives them', () => {
  assert.equal(find('a.*b', 'xaabbc'), 'aabb')
  assert.equal(find('a.*?b', 'xaabbc'), 'aab')
  assert.equal(find('a.*+b', 'xaabbc'), undefined)
  assert.equal(find('(hi)*', 'hihihello'), 'hihi')
  assert.equal(find('a{2,3}', 'aaaa'), 'aaa')
  assert.equal(find('a{2,3}?', 'aaaa'), 'aa')
  assert.equal(find('a{2}', 'a'), undefined)
  assert.equal(find('(?>a|ab)c', 'abc'), undefined)
})

test('the first alternative that leads to a match wins, not the longest', () => {
  assert.equal(find('a|ab', 'ab'), 'a')
  assert.equal(find('(?:a|ab)c', 'abc'), 'abc')
})

test('places between characters are found', () => {
  assert.equal(find('^b', 'a\nb'), undefined)
  assert.equal(find('(?m)^b', 'a\nb'), 'b')
  assert.equal(find('a$', 'a\n'), 'a')
  assert.equal(find('a\\z', 'a\n'), undefined)
  assert.equal(find('\\bcat\\b', 'a cat!'), 'cat')
  assert.equal(find('\\Bat', 'cat'), 'at')
})

test('looking ahead and behind takes nothing', () => {
  assert.equal(find('\\d+(?= ms)', '12 s 34 ms'), '34')
  assert.equal(find('\\d+(?! ms)\\b', '12 ms 34 s'), '34')
  assert.equal(find('(?<=lap )\\d+', 'lap 7'), '7')
  assert.equal(find('(?<!lap )\\b\\d+', 'lap 7 8'), '8')
  assert.throws(() => find('(?<=a*)b', 'b'), PatternError)
})

test('classes follow Java: ranges, negation, union, intersection, properties', () => {
  assert.equal(find('[a-c[x-z]]+', 'qaxz'), 'axz')
  assert.equal(find('[a-z&&[^aeiou]]+', 'eastern'), 'st')
  assert.equal(find('[^\\d]+', '12ab3'), 'ab')
  assert.equal(find('\\p{Upper}+', 'abCDe'), 'CD')
  assert.equal(find('\\p{L}+', '1é2'), 'é')
  assert.equal(find('\\w+', 'é_9'), '_9')
  assert.equal(find('[]a]+', 'a]'), 'a]')
  assert.equal(find('[a-]+', '-a'), '-a')
})

test('escapes, quotes and flags mean what they mean in Java', () => {
  assert.equal(find('\\Qa.b\\E', 'axb a.b'), 'a.b')
  assert.equal(find('\\x41\\u0042', 'AB'), 'AB')
  assert.equal(find('(?i)bmw', 'BMW'), 'BMW')
  assert.equal(find('a(?i:b)c', 'aBc'), 'aBc')
  assert.equal(find('a.c', 'a\nc'), undefined)
  assert.equal(find('(?s)a.c', 'a\nc'), 'a\nc')
  assert.equal(find('(?x) a b # words', 'ab'), 'ab')
  assert.equal(find('.', '😀'), '😀')
})

test('a back reference matches what its group has taken', () => {
  assert.equal(find('(a|b)\\1', 'abba'), 'bb')
  assert.equal(find('(?<x>ab)\\k<x>', 'abab'), 'abab')
  assert.throws(() => find('\\1', 'a'), PatternError)
})

test('what Java refuses is refused', () => {
  for (const wrong of [
    '[',
    '(',
    ')',
    '*a',
    'a**',
    '(?',
    '\\',
    'a{',
    '[b-a]',
    '\\y',
    '(?<x>a)(?<x>b)',
    '\\p{Nope}',
  ]) {
    assert.throws(() => find(wrong, 'a'), PatternError, wrong)
  }
})

test('patterns that make others run for ages cost size times length', () => {
  const text = 'a'.repeat(5000)
  for (const evil of ['(a+)+b', '(a|a)*b', '(a*)*b', '(a|aa)+$b', '(.*)*x', '([a-z]+)*=', '(?:(?:a+)+)+b']) {
    assert.equal(find(evil, text), undefined, evil)
  }
})

test('a back reference that would run for ages is stopped by the budget', () => {
  assert.throws(() => find('(a+)+\\1\\1b', 'a'.repeat(3000)), { message: 'spent' })
})

test('a match in a string of a megabyte is found within the budget', () => {
  const text = `${'x'.repeat(1_000_000)}end`
  assert.equal(find('x*end', text, 20_000_000)?.length, 1_000_003)
})

test('short patterns match what the engine of the runtime matches', () => {
  const { pattern } = fc.letrec<{ pattern: string; branch: string; piece: string; atom: string }>(tie => ({
    atom: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\d', '\\w', '(?:x{2})'),
      tie('pattern').map(inner => `((?:${inner})a)`),
      tie('pattern').map(inner => `(?:b(?:${inner}))`),
      tie('pattern').map(inner => `(?=${inner})a`),
      tie('pattern').map(inner => `(?!${inner})[abc]`),
    ),
    piece: fc.oneof(
      fc
        .tuple(tie('atom'), fc.constantFrom('', '*', '+', '?', '*?', '+?', '??', '{1,2}', '{0,2}?'))
        .map(parts => parts.join('')),
      fc.constantFrom('^', '$', '\\b'),
    ),
    branch: fc.array(tie('piece'), { maxLength: 3 }).map(pieces => pieces.join('')),
    pattern: fc.array(tie('branch'), { minLength: 1, maxLength: 3 }).map(branches => branches.join('|')),
  }))
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'x', '1', ' '), maxLength: 8 })
  fc.assert(
    fc.property(pattern, texts, (source, text) => {
      const found = find(source, text)
      assert.equal(found, new RegExp(source, 'u').exec(text)?.[0], `${source} on ${text}`)
    }),
    { numRuns: 5000 },
  )
})
