import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contrast, distance } from './colour.ts'
import { type ThemeName, type Token, themeNames, themes } from './tokens.ts'

const texts: readonly Token[] = [
  'ink',
  'ink2',
  'ink3',
  'acc',
  'best',
  'pb',
  'slower',
  'invalid',
  'gain',
  'loss',
]
const marks: readonly Token[] = ['lap-a', 'lap-ref', 'lap-c', 'lap-d', 'cold', 'fit', 'warm', 'hot']
const states: readonly Token[] = ['critical', 'serious', 'caution', 'ok', 'standby', 'off']
const backgrounds: readonly Token[] = ['bg0', 'bg1', 'bg2']

/** Every colour that stands for something, and how far apart the closest two must be, for every colour vision. */
const sets: Readonly<Record<string, readonly [tokens: readonly Token[], least: Record<ThemeName, number>]>> =
  {
    'timing marks': [['ink', 'best', 'pb', 'invalid'], { dark: 13, light: 9, night: 8.5, cvd: 13, oled: 13 }],
    'gain and loss': [['gain', 'loss'], { dark: 16, light: 18.5, night: 20, cvd: 24, oled: 16 }],
    laps: [['lap-a', 'lap-ref', 'lap-c', 'lap-d'], { dark: 15, light: 16, night: 18, cvd: 15, oled: 15 }],
    windows: [['cold', 'fit', 'warm', 'hot'], { dark: 15, light: 11, night: 13, cvd: 15, oled: 15 }],
    'the worst state and the best': [
      ['critical', 'ok'],
      { dark: 11, light: 11, night: 8.5, cvd: 11, oled: 11 },
    ],
  }

for (const name of themeNames) {
  const theme = themes[name]

  test(`in ${name}, text reads at 4.5:1 on every background that carries text`, () => {
    const weak = [...texts, ...marks, ...states].flatMap(token =>
      backgrounds
        .map(background => [token, background, contrast(theme[token], theme[background])] as const)
        .filter(([, , ratio]) => ratio < 4.5)
        .map(([, background, ratio]) => `${token} on ${background}: ${ratio.toFixed(2)}`),
    )
    assert.deepEqual(weak, [])
  })

  test(`in ${name}, text on a filled chip reads at 4.5:1, and the outline of a control at 3:1`, () => {
    for (const token of [
      ...marks,
      ...states,
      'acc',
      'best',
      'pb',
      'invalid',
      'gain',
      'loss',
      'slower',
    ] as const) {
      const ratio = contrast(theme['on-fill'], theme[token])
      assert.ok(ratio >= 4.5, `on-fill on ${token}: ${ratio.toFixed(2)}`)
    }
    for (const background of backgrounds) {
      const ratio = contrast(theme['line-strong'], theme[background])
      assert.ok(ratio >= 3, `line-strong on ${background}: ${ratio.toFixed(2)}`)
    }
  })

  test(`in ${name}, colours that stand for different things stay apart for every colour vision`, () => {
    for (const [what, [tokens, least]] of Object.entries(sets)) {
      const pairs = tokens.flatMap((a, at) => tokens.slice(at + 1).map(b => [a, b] as const))
      for (const [a, b] of pairs) {
        const apart = distance(theme[a], theme[b])
        assert.ok(apart >= least[name], `${what}: ${a} and ${b} are ${apart.toFixed(1)} apart`)
      }
    }
  })
}

test('the yardstick itself: black on white is 21:1, and red is near green only for those who lack one of them', () => {
  assert.ok(Math.abs(contrast('#000000', '#FFFFFF') - 21) < 0.01)
  assert.ok(distance('#E2585F', '#52A34B') < 10)
  assert.ok(distance('#4CC2FF', '#FF9A3D') > 20)
})
