// A regular expression as instructions for the matcher.
import type { CodeSet } from './code-set.ts'
import type { ParsedPattern, PatternNode } from './pattern.ts'
import { PatternError } from './pattern-source.ts'
import { isStart } from './place.ts'

export type Instruction =
  | { readonly op: 'set'; readonly has: CodeSet }
  | { readonly op: 'place'; readonly holds: (text: string, at: number) => boolean }
  /** Two ways on, the first preferred. `id` counts the splits, so that the matcher can remember where it failed. */
  | { readonly op: 'split'; readonly first: number; readonly second: number; readonly id: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  /** Fails when nothing was matched since `slot` was saved, so that an empty loop ends. */
  | { readonly op: 'progress'; readonly slot: number }
  | { readonly op: 'back'; readonly index: number; readonly fold: boolean }
  /** A part that is matched on its own, from `start` to its own `end`; goes on at `next`. */
  | {
      readonly op: 'inner'
      readonly kind: 'atomic' | 'ahead' | 'behind'
      readonly negated: boolean
      readonly start: number
      readonly next: number
      readonly shortest: number
      readonly longest: number
      readonly id: number
    }
  | { readonly op: 'end' }

export type Program = {
  readonly instructions: readonly Instruction[]
  readonly splits: number
  readonly slots: number
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
  /** Without a back reference a state that failed once fails always, so each is tried once. */
  readonly mayRemember: boolean
  /** Whether it can match at the start of the text only. */
  readonly isAnchored: boolean
}

const maxInstructions = 10_000

/** Throws `PatternError` for a pattern that unrolls to too many instructions or looks behind without a bound. */
export function compileProgram({ node, groups, names, hasBackReference }: ParsedPattern): Program {
  const writer = new Writer((groups + 1) * 2, hasBackReference)
  writer.write({ kind: 'group', node, index: 0 })
  writer.push({ op: 'end' })
  const { instructions, splits, slots } = writer
  const isAnchored = startsAtStart(node)
  return { instructions, splits, slots, groups, names, mayRemember: !hasBackReference, isAnchored }
}

type Split = Extract<Instruction, { op: 'split' }>

class Writer {
  readonly instructions: Instruction[] = []
  readonly #guardsLoops: boolean
  splits = 0
  inners = 0
  slots: number

  constructor(slots: number, guardsLoops: boolean) {
    this.slots = slots
    this.#guardsLoops = guardsLoops
  }

  push(instruction: Instruction): number {
    if (this.instructions.length >= maxInstructions) throw new PatternError('the pattern is too large')
    return this.instructions.push(instruction) - 1
  }

  write(node: PatternNode): void {
    switch (node.kind) {
      case 'set':
        this.push({ op: 'set', has: node.has })
        return
      case 'place':
        this.push({ op: 'place', holds: node.holds })
        return
      case 'sequence':
        for (const part of node.nodes) this.write(part)
        return
      case 'choice':
        this.#choice(node.nodes)
        return
      case 'group':
        this.push({ op: 'save', slot: node.index * 2 })
        this.write(node.node)
        this.push({ op: 'save', slot: node.index * 2 + 1 })
        return
      case 'back':
        this.push({ op: 'back', index: node.index, fold: node.fold })
        return
      case 'atomic':
        this.#inner(node.node, 'atomic', false)
        return
      case 'look':
        this.#inner(node.node, node.behind ? 'behind' : 'ahead', node.negated)
        return
      case 'repeat':
        this.#repeat(node)
    }
  }

  get #here(): number {
    return this.instructions.length
  }

  #choice(nodes: readonly PatternNode[]): void {
    const jumps: number[] = []
    for (const [at, node] of nodes.entries()) {
      const isLast = at === nodes.length - 1
      const split = isLast ? undefined : this.#split()
      this.write(node)
      if (split === undefined) continue
      jumps.push(this.push({ op: 'jump', to: 0 }))
      this.#aim(split, split + 1, this.#here)
    }
    for (const jump of jumps) this.instructions[jump] = { op: 'jump', to: this.#here }
  }

  #repeat(node: Extract<PatternNode, { kind: 'repeat' }>): void {
    if (node.mode === 'possessive') {
      this.#inner({ ...node, mode: 'greedy' }, 'atomic', false)
      return
    }
    const isLazy = node.mode === 'lazy'
    const aim = (split: number, body: number, exit: number) =>
      isLazy ? this.#aim(split, exit, body) : this.#aim(split, body, exit)
    for (let count = 0; count < node.fewest; count += 1) this.write(node.node)
    if (node.most === Number.POSITIVE_INFINITY) {
      const split = this.#split()
      this.#guarded(node.node)
      this.push({ op: 'jump', to: split })
      aim(split, split + 1, this.#here)
      return
    }
    const splits: number[] = []
    for (let count = node.fewest; count < node.most; count += 1) {
      splits.push(this.#split())
      this.write(node.node)
    }
    for (const split of splits) aim(split, split + 1, this.#here)
  }

  #guarded(body: PatternNode): void {
    if (!this.#guardsLoops) {
      this.write(body)
      return
    }
    const slot = this.slots
    this.slots += 1
    this.push({ op: 'save', slot })
    this.write(body)
    this.push({ op: 'progress', slot })
  }

  #inner(node: PatternNode, kind: 'atomic' | 'ahead' | 'behind', negated: boolean): void {
    const [shortest, longest] = kind === 'behind' ? widthOf(node) : [0, 0]
    if (!Number.isFinite(longest)) throw new PatternError('a look behind without a bound')
    const id = this.inners
    this.inners += 1
    const at = this.push({ op: 'end' })
    this.write(node)
    this.push({ op: 'end' })
    this.instructions[at] = {
      op: 'inner',
      kind,
      negated,
      start: at + 1,
      next: this.#here,
      shortest,
      longest,
      id,
    }
  }

  #split(): number {
    const id = this.splits
    this.splits += 1
    return this.push({ op: 'split', first: 0, second: 0, id })
  }

  #aim(split: number, first: number, second: number): void {
    const instruction = this.instructions[split]
    if (instruction?.op !== 'split') return
    const aimed: Split = { ...instruction, first, second }
    this.instructions[split] = aimed
  }
}

function startsAtStart(node: PatternNode): boolean {
  if (node.kind === 'place') return node.holds === isStart
  if (node.kind === 'group' || node.kind === 'atomic') return startsAtStart(node.node)
  const [first] = node.kind === 'sequence' ? node.nodes : []
  return first !== undefined && startsAtStart(first)
}

/** Fewest and most UTF-16 units that a node can match. */
function widthOf(node: PatternNode): readonly [number, number] {
  switch (node.kind) {
    case 'set':
      return [1, 2]
    case 'place':
    case 'look':
      return [0, 0]
    case 'back':
      return [0, Number.POSITIVE_INFINITY]
    case 'group':
    case 'atomic':
      return widthOf(node.node)
    case 'sequence':
      return node.nodes.map(widthOf).reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0])
    case 'choice': {
      const widths = node.nodes.map(widthOf)
      return [Math.min(...widths.map(([least]) => least)), Math.max(...widths.map(([, most]) => most))]
    }
    case 'repeat': {
      const [least, most] = widthOf(node.node)
      return [least * node.fewest, most === 0 ? 0 : most * node.most]
    }
  }
}
