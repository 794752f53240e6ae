// Runs a program over a text by backtracking that never tries the same state twice, so that its time is bounded by the
// size of the pattern times that of the text. Only back references, which no such bound exists for, rely on the budget.
import { otherCase } from './place.ts'
import type { Instruction, Program } from './program.ts'

/** Where a match lies, and its groups: start and end of group n at 2n and 2n + 1, -1 for one that took no part. */
export type Match = { readonly start: number; readonly end: number; readonly slots: readonly number[] }

/** Counts steps, and throws when an evaluation has had its share. */
export type Spend = (steps: number) => void

type Inner = Extract<Instruction, { op: 'inner' }>

type InnerResult = { readonly end: number; readonly slots: readonly number[] }

const batch = 1024

export class Matcher {
  readonly #program: Program
  readonly #text: string
  readonly #spend: Spend
  /** One bit per split and position: a state that was tried. */
  readonly #tried: Uint8Array | Set<number>
  readonly #inners = new Map<string, InnerResult | undefined>()
  #furthest = 0
  #steps = 0

  constructor(program: Program, text: string, spend: Spend, isInner = false) {
    this.#program = program
    this.#text = text
    this.#spend = spend
    if (isInner || !program.mayRemember) {
      this.#tried = new Set()
      return
    }
    const bits = program.splits * (text.length + 1)
    spend(bits >> 3)
    this.#tried = new Uint8Array((bits >> 3) + 1)
  }

  /** The leftmost match that starts at or after `from`; Undefined if there is none. Throws what `spend` throws. */
  find(from: number): Match | undefined {
    this.#forget(from)
    const last = this.#program.isAnchored ? 0 : this.#text.length
    for (let start = from; start <= last; start += 1) {
      const found = this.#run(0, start, emptySlots(this.#program.slots), undefined)
      if (found !== undefined) {
        this.#settleSteps()
        return { start, end: found.end, slots: found.slots }
      }
    }
    this.#settleSteps()
    return undefined
  }

  /** States at and after `from` may have led to the match before, and count as untried again. */
  #forget(from: number): void {
    const { splits } = this.#program
    if (!(this.#tried instanceof Uint8Array) || splits === 0) return
    const first = (splits * from) >> 3
    const last = Math.min(this.#tried.length, ((splits * (this.#furthest + 1)) >> 3) + 1)
    this.#furthest = from
    if (last <= first) return
    this.#spend((last - first) >> 3)
    this.#tried.fill(0, first, last)
  }

  /** One attempt, from a state to the end of its part. `stop` is where it has to end, for a look behind. */
  #run(
    startAt: number,
    position: number,
    slots: number[],
    stop: number | undefined,
  ): InnerResult | undefined {
    const { instructions } = this.#program
    const text = this.#text
    // Two numbers per entry: a state to try, or (as a negative first number) a slot to restore.
    const stack: number[] = []
    let pc = startAt
    let at = position
    for (;;) {
      this.#count()
      const instruction = instructions[pc]
      let failed = false
      switch (instruction?.op) {
        case 'set': {
          const code = text.codePointAt(at)
          if (code !== undefined && instruction.has(code)) {
            at += code > 0xffff ? 2 : 1
            pc += 1
          } else failed = true
          break
        }
        case 'split':
          if (this.#isTried(instruction.id, at)) failed = true
          else {
            stack.push(instruction.second, at)
            pc = instruction.first
          }
          break
        case 'jump':
          pc = instruction.to
          break
        case 'save':
          stack.push(-1 - instruction.slot, slots[instruction.slot] ?? -1)
          slots[instruction.slot] = at
          pc += 1
          break
        case 'place':
          if (instruction.holds(text, at)) pc += 1
          else failed = true
          break
        case 'progress':
          if (slots[instruction.slot] === at) failed = true
          else pc += 1
          break
        case 'back': {
          const length = this.#backLength(instruction.index, instruction.fold, slots, at)
          if (length === undefined) failed = true
          else {
            at += length
            pc += 1
          }
          break
        }
        case 'inner': {
          const found = this.#inner(instruction, at, slots)
          if ((found === undefined) !== instruction.negated) failed = true
          else {
            if (found !== undefined) {
              this.#adopt(found.slots, slots, stack)
              if (instruction.kind === 'atomic') at = found.end
            }
            pc = instruction.next
          }
          break
        }
        default:
          if (stop === undefined || at === stop) return { end: at, slots: [...slots] }
          failed = true
      }
      while (failed) {
        const value = stack.pop()
        const state = stack.pop()
        if (value === undefined || state === undefined) return undefined
        if (state < 0) slots[-1 - state] = value
        else {
          pc = state
          at = value
          failed = false
        }
      }
    }
  }

  #inner(instruction: Inner, at: number, slots: readonly number[]): InnerResult | undefined {
    if (!this.#program.mayRemember) return this.#runInner(instruction, at, slots)
    const key = `${instruction.id},${at}`
    if (!this.#inners.has(key)) this.#inners.set(key, this.#runInner(instruction, at, slots))
    return this.#inners.get(key)
  }

  /** Groups that took part in a part of its own are those of the match as well. */
  #adopt(inner: readonly number[], slots: number[], stack: number[]): void {
    for (const [slot, value] of inner.entries()) {
      if (value === -1 || slots[slot] === value) continue
      stack.push(-1 - slot, slots[slot] ?? -1)
      slots[slot] = value
    }
  }

  // A part of its own is run by a matcher of its own: what failed inside says nothing about the states outside.
  #runInner(instruction: Inner, at: number, slots: readonly number[]): InnerResult | undefined {
    const inner = new Matcher(this.#program, this.#text, this.#spend, true)
    const initial = this.#program.mayRemember ? emptySlots(slots.length) : slots
    const { start, kind, shortest, longest } = instruction
    const from = kind === 'behind' ? Math.max(0, at - longest) : at
    const to = kind === 'behind' ? at - shortest : at
    for (let begin = from; begin <= to; begin += 1) {
      const found = inner.#run(start, begin, [...initial], kind === 'behind' ? at : undefined)
      if (found === undefined) continue
      inner.#settleSteps()
      return found
    }
    inner.#settleSteps()
    return undefined
  }

  #isTried(id: number, at: number): boolean {
    const { splits, mayRemember } = this.#program
    if (!mayRemember) return false
    const bit = at * splits + id
    const tried = this.#tried
    if (tried instanceof Set) {
      if (tried.has(bit)) return true
      tried.add(bit)
      return false
    }
    if (at > this.#furthest) this.#furthest = at
    const mask = 1 << (bit & 7)
    const byte = tried[bit >> 3] ?? 0
    if ((byte & mask) !== 0) return true
    tried[bit >> 3] = byte | mask
    return false
  }

  /** How long the text of a group is that stands here again; every comparison counts, whether it succeeds or not. */
  #backLength(index: number, fold: boolean, slots: readonly number[], at: number): number | undefined {
    const [start = -1, end = -1] = [slots[index * 2], slots[index * 2 + 1]]
    const length = end - start
    if (start < 0 || length < 0 || at + length > this.#text.length) return undefined
    for (let offset = 0; offset < length; offset += 1) {
      this.#count()
      const [wanted, found] = [this.#text.charCodeAt(start + offset), this.#text.charCodeAt(at + offset)]
      if (wanted !== found && !(fold && otherCase(wanted) === found)) return undefined
    }
    return length
  }

  #count(): void {
    this.#steps += 1
    if (this.#steps >= batch) this.#settleSteps()
  }

  #settleSteps(): void {
    this.#spend(this.#steps)
    this.#steps = 0
  }
}

function emptySlots(count: number): number[] {
  return new Array<number>(count).fill(-1)
}
