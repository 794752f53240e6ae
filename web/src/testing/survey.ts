// Runs in a page that a test looks at: measures what is painted. It is sent there as text, and needs nothing else.
import type { Box, Facts, Painted, Writing } from '../../../test/e2e/look-facts.ts'

/** Notes what is written on canvases from now on. */
export function spyOnCanvases(): void {
  const painted = new Map<string, Painted>()
  Object.assign(globalThis, { paintedTexts: painted })
  const { prototype } = CanvasRenderingContext2D
  for (const name of ['fillText', 'strokeText'] as const) {
    const paint = prototype[name]
    prototype[name] = function (text, ...rest) {
      const { font } = this
      const key = `${font} ${text.replaceAll(/\d/g, '0')}`
      if (!painted.has(key) && painted.size < 5000)
        painted.set(key, { text, font, isLoaded: document.fonts.check(font, text) })
      paint.call(this, text, ...rest)
    }
  }
}

export function survey(): Facts {
  const writings: Writing[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    const element = node.parentElement
    if (element === null || node.nodeValue?.trim() === '') continue
    const writing = writingOf(node, element)
    if (writing !== undefined) writings.push(writing)
  }
  const { paintedTexts } = globalThis as { paintedTexts?: ReadonlyMap<string, Painted> }
  return {
    width: innerWidth,
    height: innerHeight,
    writings,
    painted: [...(paintedTexts?.values() ?? [])],
    wide: [...document.querySelectorAll('html, body, main')]
      .filter(box => box.scrollWidth > box.clientWidth + 1)
      .map(nameOf),
    gaps: gapsOf(),
    endless: document.getAnimations().flatMap(animation => {
      const { iterations, duration } = animation.effect?.getComputedTiming() ?? {}
      return iterations === Number.POSITIVE_INFINITY && typeof duration === 'number'
        ? [
            {
              name: animation instanceof CSSAnimation ? animation.animationName : animation.id,
              turn_ms: duration,
            },
          ]
        : []
    }),
    tall: [...document.querySelectorAll('*')].filter(canBeScrolledDown).map(nameOf),
  }
}

function writingOf(node: Node, element: Element): Writing | undefined {
  const style = getComputedStyle(element)
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return undefined
  if (element.closest('.visually-hidden, .skip:not(:focus), select, option, svg') !== null) return undefined
  const range = document.createRange()
  range.selectNodeContents(node)
  const text = node.nodeValue?.trim() ?? ''
  const ink = [...range.getClientRects()].map(line => inkOf(line, text, style)).filter(isSeen)
  const [first] = ink
  if (first === undefined || isHidden(element, first)) return undefined
  const { cut, shortens } = cutOf(element)
  return {
    ...{ text, where: whereOf(element), ink, cut, shortens },
    size: Number.parseFloat(style.fontSize),
    family: style.fontFamily,
    isTabular: hasTabularDigits(style),
    kind: kindOf(element),
    isLabel: element.closest('button, label, a') !== null,
    isCode: element.closest('code, pre, kbd, textarea, .mono, [class*="editor"]') !== null,
  }
}

const pen = document.createElement('canvas').getContext('2d')

/** The line box holds room above and below the letters; this is what is black. */
function inkOf({ left, top, right, bottom }: DOMRect, text: string, style: CSSStyleDeclaration): Box {
  if (pen === null) return { left, top, right, bottom }
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
  const { fontBoundingBoxAscent, fontBoundingBoxDescent, actualBoundingBoxAscent, actualBoundingBoxDescent } =
    pen.measureText(style.textTransform === 'uppercase' ? text.toUpperCase() : text)
  const scale = (bottom - top) / (fontBoundingBoxAscent + fontBoundingBoxDescent || 1)
  const line = top + fontBoundingBoxAscent * scale
  return {
    left,
    right,
    top: line - actualBoundingBoxAscent * scale,
    bottom: line + actualBoundingBoxDescent * scale,
  }
}

function kindOf(element: Element): Writing['kind'] {
  if (element.closest('.live') === null) return 'other'
  if (element.closest('.caption') !== null) return 'caption'
  return element.closest('.reading') === null ? 'other' : 'reading'
}

const tabular = new Map<string, boolean>()

/** Whether all digits are as wide as each other, as the browser measures them. */
function hasTabularDigits(style: CSSStyleDeclaration): boolean {
  const font = `${style.fontWeight} 100px ${style.fontFamily}`
  if (pen === null || style.fontVariantNumeric.includes('tabular-nums')) return true
  pen.font = font
  const known =
    tabular.get(font) ?? new Set([...'0123456789'].map(digit => pen.measureText(digit).width)).size === 1
  tabular.set(font, known)
  return known
}

const isSeen = ({ left, top, right, bottom }: Box) =>
  right - left > 0.5 &&
  bottom - top > 0.5 &&
  right > 0 &&
  bottom > 0 &&
  left < innerWidth &&
  top < innerHeight

/** Something else is painted over its middle. */
function isHidden(element: Element, { left, top, right, bottom }: Box): boolean {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return true
  const [over] = document.elementsFromPoint(x, y)
  if (over === undefined || getComputedStyle(element).pointerEvents === 'none') return false
  return !over.contains(element) && !element.contains(over)
}

/** The nearest box around that cuts what goes beyond it, and cannot be scrolled in that direction. */
function cutOf(element: Element): Pick<Writing, 'cut' | 'shortens'> {
  let cut: { left: number; top: number; right: number; bottom: number } | undefined
  let shortens: Writing['shortens']
  let scrolls = { x: false, y: false }
  for (let box: Element | null = element; box !== null && box !== document.body; box = box.parentElement) {
    const style = getComputedStyle(box)
    const [x, y] = [style.overflowX, style.overflowY]
    if (style.position === 'fixed') break
    if (style.webkitLineClamp !== 'none') shortens = 'lines'
    else if (style.textOverflow === 'ellipsis') shortens ??= 'line'
    scrolls = { x: scrolls.x || /auto|scroll/.test(x), y: scrolls.y || /auto|scroll/.test(y) }
    const rect = box.getBoundingClientRect()
    cut ??= { left: -1e6, top: -1e6, right: 1e6, bottom: 1e6 }
    if (/hidden|clip/.test(x) && !scrolls.x)
      cut = { ...cut, left: Math.max(cut.left, rect.left), right: Math.min(cut.right, rect.right) }
    if (/hidden|clip/.test(y) && !scrolls.y)
      cut = { ...cut, top: Math.max(cut.top, rect.top), bottom: Math.min(cut.bottom, rect.bottom) }
  }
  return { cut, shortens }
}

/**
 * How often the picture on a canvas has flashed at most within one second, of `seconds` that are watched. A flash is a
 * pair of opposing changes of the luminance by a tenth or more. Source: WCAG 2.2, 2.3.1 and its definition of a flash.
 */
export async function flashesOf(canvas: HTMLCanvasElement, seconds: number): Promise<number> {
  const places = 30
  const changes: { readonly at_ms: number; readonly place: number }[] = []
  const seen = Array.from({ length: places }, () => ({ turned: Number.NaN, way: 0 }))
  const context = canvas.getContext('2d')
  const end_ms = performance.now() + seconds * 1000
  while (performance.now() < end_ms) {
    const at_ms = await new Promise<number>(resolve => requestAnimationFrame(resolve))
    const line = context?.getImageData(0, Math.floor(canvas.height / 2), canvas.width, 1).data ?? []
    seen.forEach((before, place) => {
      const at = Math.floor(((place + 0.5) / places) * canvas.width) * 4
      const now = luminance(line[at] ?? 0, line[at + 1] ?? 0, line[at + 2] ?? 0)
      if (Number.isNaN(before.turned)) before.turned = now
      const way = Math.sign(now - before.turned)
      if (way === before.way)
        before.turned = way > 0 ? Math.max(before.turned, now) : Math.min(before.turned, now)
      if (way === before.way || Math.abs(now - before.turned) < 0.1) return
      Object.assign(before, { turned: now, way })
      changes.push({ at_ms, place })
    })
  }
  const inOneSecond = changes.map(
    ({ at_ms, place }) =>
      changes.filter(other => other.place === place && other.at_ms <= at_ms && other.at_ms > at_ms - 1000)
        .length,
  )
  return Math.floor(Math.max(0, ...inOneSecond) / 2)
}

function luminance(...rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map(part => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function whereOf(element: Element): string {
  const names: string[] = []
  for (let at: Element | null = element; at !== null && names.length < 4; at = at.parentElement) {
    if (at.id === 'app' || at.tagName === 'BODY') break
    names.unshift(nameOf(at))
  }
  return names.join(' › ')
}

function nameOf(element: Element): string {
  const label = element.getAttribute('aria-label')
  const classes = [...element.classList].filter(name => !name.startsWith('svelte-')).join('.')
  const tag = element.tagName.toLowerCase()
  return label !== null ? `${tag} “${label}”` : classes === '' ? tag : `${tag}.${classes}`
}

/** Neighbours in one container of panels. */
function gapsOf(): Facts['gaps'] {
  const panels = [...document.querySelectorAll('.panel, .sheet')].filter(panel => panel.checkVisibility())
  return panels.flatMap(panel => {
    const next = panel.nextElementSibling
    if (next === null || !next.matches('.panel, .sheet')) return []
    const [a, b] = [panel.getBoundingClientRect(), next.getBoundingClientRect()]
    const gap = b.top >= a.bottom ? b.top - a.bottom : b.left >= a.right ? b.left - a.right : undefined
    return gap === undefined
      ? []
      : [{ between: `${nameOf(panel)} and ${nameOf(next)}`, gap: Math.round(gap * 10) / 10 }]
  })
}

function canBeScrolledDown(box: Element): boolean {
  return box.scrollHeight > box.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(box).overflowY)
}
