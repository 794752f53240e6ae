// Which arrangement of the Live page fits a screen. A dash is one picture: it scales, it does not scroll.

export const layouts = ['phone', 'ddu', 'portrait', 'tablet', 'wide', 'monitor', 'overlay'] as const
export type Layout = (typeof layouts)[number]

/** The layout for a window of this size, in CSS pixels; an overlay must be asked for. */
export function layoutFor(width: number, height: number): Layout {
  const shape = width / height
  if (shape < 0.95) return width < 700 ? 'portrait' : 'tablet'
  if (height < 560) return height >= 430 && width <= 900 ? 'ddu' : 'phone'
  if (shape > 2.5 && width >= 1200) return 'wide'
  return shape < 1.55 || width < 1200 ? 'tablet' : 'monitor'
}

/** A dash rather than a desktop: nothing but the picture. */
export const isDash = (layout: Layout): boolean =>
  layout === 'phone' || layout === 'ddu' || layout === 'portrait' || layout === 'overlay'

export const isLayout = (text: string | null): text is Layout => layouts.some(layout => layout === text)
