// Small XML documents of strangers: elements and attributes, nothing that could expand, and every fault with its line.
import { WireFault } from './fault.ts'

export type XmlElement = {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
}

const mostElements = 200_000
const deepest = 64
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const name = /[A-Za-z_:][\w:.-]*/y
const attribute = /\s+([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y
const tagEnd = /\s*(\/?)>/y

/**
 * Reads a document to its root element; text between tags is passed over. Throws WireFault `bad-text` with the line for
 * tags that do not match, for a document type (it could define entities), and for anything else that is no XML;
 * `too-large` beyond 200 000 elements or 64 levels. Takes time in proportion to the text.
 */
export function parseXml(text: string, where: string): XmlElement {
  const lineAt = (at: number) => `${where} line ${text.slice(0, at).split('\n').length}`
  const wrong = (at: number, expected: string, found = text.slice(at, at + 40)) =>
    new WireFault('bad-text', lineAt(at), expected, found.replaceAll(/\s+/g, ' ').trim() || 'the end')
  const open: { readonly element: XmlElement; readonly children: XmlElement[] }[] = []
  let root: XmlElement | undefined
  let count = 0

  for (let at = 0; ; ) {
    const next = text.indexOf('<', at)
    const between = text.slice(at, next < 0 ? text.length : next)
    if (open.length === 0 && between.trim() !== '')
      throw wrong(at, root === undefined ? 'an element' : 'the end')
    if (next < 0) break
    const skipped = afterAside(text, next)
    if (skipped !== undefined) {
      if (skipped < 0) throw wrong(next, 'a comment or an instruction that ends')
      at = skipped
      continue
    }
    const closes = text[next + 1] === '/'
    name.lastIndex = next + (closes ? 2 : 1)
    const tag = name.exec(text)?.[0]
    if (tag === undefined) throw wrong(next, 'a tag')
    at = name.lastIndex
    if (closes) {
      const top = open.pop()
      if (top?.element.name !== tag) throw wrong(next, `</${top?.element.name ?? 'nothing'}>`)
      tagEnd.lastIndex = at
      if (tagEnd.exec(text)?.[1] !== '') throw wrong(next, 'a closing tag')
      at = tagEnd.lastIndex
      continue
    }
    if (root !== undefined && open.length === 0) throw wrong(next, 'one root element')
    if (++count > mostElements || open.length >= deepest) {
      throw new WireFault('too-large', lineAt(next), `${mostElements} elements, ${deepest} deep`, 'more')
    }
    const attributes = new Map<string, string>()
    for (attribute.lastIndex = at; ; ) {
      const found = attribute.exec(text)
      if (found === null) break
      at = attribute.lastIndex
      attributes.set(found[1] ?? '', plain(found[2] ?? found[3] ?? ''))
    }
    tagEnd.lastIndex = at
    const end = tagEnd.exec(text)
    if (end === null) throw wrong(at, `an attribute or the end of <${tag}`)
    at = tagEnd.lastIndex
    const children: XmlElement[] = []
    const element = { name: tag, attributes, children }
    open.at(-1)?.children.push(element)
    root ??= element
    if (end[1] === '') open.push({ element, children })
  }
  const left = open.at(-1)
  if (left !== undefined) throw wrong(text.length, `</${left.element.name}>`)
  if (root === undefined) throw wrong(0, 'an element')
  return root
}

/** Where a comment or an instruction that begins at `at` ends; −1 when it does not; undefined when it is neither. */
function afterAside(text: string, at: number): number | undefined {
  const [opening, closing] = text.startsWith('<!--', at) ? ['<!--', '-->'] : ['<?', '?>']
  if (!text.startsWith(opening, at)) return undefined
  const end = text.indexOf(closing, at + opening.length)
  return end < 0 ? -1 : end + closing.length
}

/** Text of an attribute with its entities resolved; what is none stays as written. */
const plain = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{2,4}));/g, (written, decimal, hex, named) => {
    if (named !== undefined) return entities[named] ?? written
    const code = Number.parseInt(decimal ?? hex, decimal === undefined ? 16 : 10)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : written
  })

/** Text that may stand in an attribute between double quotes. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, letter => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? '')

/** All elements below and with `element` that are called `name`, in the order of the document. */
export function* elementsNamed(element: XmlElement, name: string): Iterable<XmlElement> {
  if (element.name === name) yield element
  for (const child of element.children) yield* elementsNamed(child, name)
}
