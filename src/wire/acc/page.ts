// The three pages of ACC by name.
import { accGraphics } from './graphics.ts'
import { accPhysics } from './physics.ts'
import { accStatic } from './static.ts'

export const accPages = { physics: accPhysics, graphics: accGraphics, static: accStatic } as const

export type PageName = keyof typeof accPages
export const pageNames = ['physics', 'graphics', 'static'] as const satisfies readonly PageName[]
