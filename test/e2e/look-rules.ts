// A table: what holds for how every page looks, one sentence each, with what breaks it.
import type { Box, Facts, Writing } from './look-facts.ts'

export type LookRule = {
  readonly says: string
  /** What breaks it, element by element. `page` is the name of the page, `size` that of the window. */
  readonly broken: (facts: Facts, page: string, size: string) => readonly string[]
}

const quoted = ({ text, where }: Writing) => `“${text.slice(0, 40)}” in ${where}`
const round = (value: number) => Math.round(value * 10) / 10

/** Ink may touch what is round it: letters are painted with soft edges. */
const slack = 1

/** How far the box of a text goes beyond what is left of it. */
function beyond({ left, top, right, bottom }: Box, cut: Box): number {
  return Math.max(cut.left - left, cut.top - top, right - cut.right, bottom - cut.bottom)
}

const meets = (a: Box, b: Box) =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack &&
  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > slack

/** The least height of digits that is read at the distance of the screen, and of their captions. */
const liveSizes: Readonly<Record<string, { readonly reading: number; readonly caption: number }>> = {
  phone: { reading: 26, caption: 18 },
  ddu: { reading: 24, caption: 18 },
  tablet: { reading: 18, caption: 16 },
  monitor: { reading: 16, caption: 16 },
}

const minusForHyphen = /(^|[\s(±/])-\d/
const noValue = /\b(NaN|undefined|null|Infinity|Invalid Date)\b|\[object/
const standIn = /^(--?|n\/?a|none|unknown|\?)$/i

export const lookRules: readonly LookRule[] = [
  {
    says: 'No text is cut off by the box it is in',
    broken: ({ writings }) =>
      writings.flatMap(writing => {
        const { cut, shortens, ink } = writing
        if (cut === undefined || shortens === 'lines') return []
        const far = Math.max(
          ...ink.map(line => beyond(line, shortens === 'line' ? { ...cut, left: -1e6, right: 1e6 } : cut)),
        )
        return far > slack ? [`${quoted(writing)}, by ${round(far)} px`] : []
      }),
  },
  {
    says: 'No text is painted over another',
    broken: ({ writings }) => {
      const lines = writings.flatMap(writing =>
        writing.ink.map(box => ({ writing, box: visible(box, writing) })),
      )
      return lines.flatMap(({ writing, box }, at) =>
        lines
          .slice(at + 1)
          .filter(other => other.writing !== writing && meets(box, other.box))
          .map(other => `${quoted(writing)} and ${quoted(other.writing)}`),
      )
    },
  },
  {
    says: 'On Live no text comes within 6 px of the edge of the screen',
    broken: ({ writings, width, height }, page) =>
      page !== 'live'
        ? []
        : writings
            .filter(({ ink }) =>
              ink.some(line => beyond(line, { left: 6, top: 6, right: width - 6, bottom: height - 6 }) > 0),
            )
            .map(quoted),
  },
  {
    says: 'On Live values and captions are large enough for the distance of the screen',
    broken: ({ writings }, page, size) => {
      const least = page === 'live' ? liveSizes[size] : undefined
      if (least === undefined) return []
      return writings
        .filter(({ kind, size: px }) => kind !== 'other' && px < least[kind] - 0.05)
        .map(writing => `${quoted(writing)}, ${round(writing.size)} px`)
    },
  },
  {
    says: 'No page is wider than its window',
    broken: ({ wide }) => wide,
  },
  {
    says: 'All text is set in B612, and canvases wait until it has come',
    broken: ({ writings, painted }) => [
      ...writings.filter(({ family }) => !/^"?B612/.test(family)).map(quoted),
      ...painted
        .filter(({ font, isLoaded }) => !isLoaded || !/\dpx "?B612/.test(font))
        .map(({ text, font }) => `“${text}” on a canvas, in ${font}`),
    ],
  },
  {
    says: 'Digits are tabular',
    broken: ({ writings }) =>
      writings.filter(({ text, isTabular }) => /\d/.test(text) && !isTabular).map(quoted),
  },
  {
    says: 'A minus is − (U+2212), not a hyphen',
    broken: ({ writings, painted }) => [
      ...writings.filter(({ text, isCode }) => !isCode && minusForHyphen.test(text)).map(quoted),
      ...painted.filter(({ text }) => minusForHyphen.test(text)).map(({ text }) => `“${text}” on a canvas`),
    ],
  },
  {
    says: 'What is not known is ––, and never the name of nothing',
    broken: ({ writings, painted }) => [
      ...writings
        .filter(
          ({ text, isCode, isLabel }) => !isCode && (noValue.test(text) || (!isLabel && standIn.test(text))),
        )
        .map(quoted),
      ...painted.filter(({ text }) => noValue.test(text)).map(({ text }) => `“${text}” on a canvas`),
    ],
  },
  {
    says: 'Panels lie on a grid of 4 px',
    broken: ({ gaps }, page) =>
      page === 'live'
        ? []
        : gaps
            .filter(({ gap }) => Math.abs(gap / 4 - Math.round(gap / 4)) > 0.13)
            .map(({ between, gap }) => `${between}: ${gap} px`),
  },
  {
    says: 'Nothing blinks more often than three times a second',
    broken: ({ endless }) =>
      endless
        .filter(({ turn_ms }) => turn_ms < 334)
        .map(({ name, turn_ms }) => `${name}, every ${turn_ms} ms`),
  },
  {
    says: 'Every text can be read: 12 px at the least',
    broken: ({ writings }) =>
      writings
        .filter(({ size }) => size < 12)
        .map(writing => `${quoted(writing)}, ${round(writing.size)} px`),
  },
]

/** The part of a line that its box leaves to be seen. */
function visible(line: Box, { cut }: Writing): Box {
  if (cut === undefined) return line
  return {
    left: Math.max(line.left, cut.left),
    right: Math.min(line.right, cut.right),
    top: Math.max(line.top, cut.top),
    bottom: Math.min(line.bottom, cut.bottom),
  }
}

/** What is wrong with a page in a window: rule, page, size and element, a line each. */
export function brokenRules(facts: Facts, page: string, size: string): readonly string[] {
  return lookRules.flatMap(({ says, broken }) =>
    broken(facts, page, size).map(element => `${page} at ${size}: ${element}\n    against: ${says}.`),
  )
}
