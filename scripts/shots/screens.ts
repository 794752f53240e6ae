// A table: the screens of the pictures, and how they may be seen.

export type Screen = { readonly name: string; readonly width: number; readonly height: number }

export const screens = {
  phone: { name: 'phone', width: 844, height: 390 },
  ddu: { name: '800x480', width: 800, height: 480 },
  wide: { name: 'wide', width: 1920, height: 720 },
  tablet: { name: 'tablet', width: 1180, height: 820 },
  monitor: { name: 'monitor', width: 1920, height: 1080 },
  upright: { name: 'upright', width: 390, height: 844 },
} as const satisfies Readonly<Record<string, Screen>>

/** A theme of ours, or eyes as Chromium can emulate them. */
export type Look = {
  readonly name: string
  readonly theme: string
  readonly eyes?: 'deuteranopia' | 'achromatopsia'
}

export const looks = [
  { name: 'dark', theme: 'dark' },
  { name: 'light', theme: 'light' },
  { name: 'night', theme: 'night' },
  { name: 'cvd', theme: 'cvd' },
  { name: 'deuteranopia', theme: 'dark', eyes: 'deuteranopia' },
  { name: 'achromatopsia', theme: 'dark', eyes: 'achromatopsia' },
] as const satisfies readonly Look[]
