// Whether a copy of a page is of one step of the game, told from the pages before it and after it. A page that is half
// written holds values of two steps; whatever moves has another value in each of them, so its neighbours tell which.

/** Steps in a row in which a value has moved, after which it is one that always moves. */
const moving = 4
/** Whole pages that must have come before. */
export const pagesBefore = moving + 1
/** Values that always move do not all come to rest at once; in 3 384 pages of ACC never more than six side by side. */
const unlikely = 4
const wordSize = 4

/** Whether the second page is the step after the first, by the counters in front of them. */
export const isNext = (before: Buffer, page: Buffer) => page.readInt32LE(0) === before.readInt32LE(0) + 1

/**
 * Judges a copy of page N by those before it, newest first, and by page N + 1. What is left of page N - 1 in it is told
 * only where that is the first of them; what is there already of page N + 1, always. False where there is too little to
 * judge by.
 *
 * Where the two neighbours differ and the copy is equal to one of them, it may be that page instead of N, or a value that
 * was at rest for a step. Two kinds count: the first and the last such place, because a page that is written from either
 * end is overwritten there before anywhere else, or last of all; and between them, for writers with another order, what
 * has moved at each of the steps before.
 */
export function isOfOneStep(before: readonly Buffer[], copy: Buffer, after: Buffer): boolean {
  const [newest] = before
  if (newest === undefined || before.length < pagesBefore) return false
  const isStaleKnown = isNext(newest, copy)
  let isFirst = true
  let isOwn = true
  for (let at = wordSize; at + wordSize <= copy.length; at += wordSize) {
    const [was, is, becomes] = [newest.readInt32LE(at), copy.readInt32LE(at), after.readInt32LE(at)]
    if (was === becomes) continue
    isOwn = is !== becomes && !(isStaleKnown && is === was)
    if (!isOwn && (isFirst || hasAlwaysMoved(before, at))) return false
    isFirst = false
  }
  return isOwn
}

/**
 * Whether the end of page N still looks like that of page N - 1, as when its writer was held up on the way there: the last
 * values that always move are as they were. `before` is what `isOfOneStep` takes.
 */
export function seemsUnfinished(before: readonly Buffer[], copy: Buffer): boolean {
  const [newest] = before
  if (newest === undefined || before.length < pagesBefore) return false
  let resting = 0
  for (let at = copy.length - wordSize; at >= wordSize; at -= wordSize) {
    if (!hasAlwaysMoved(before, at)) continue
    if (copy.readInt32LE(at) !== newest.readInt32LE(at)) return false
    resting++
    if (resting === unlikely) return true
  }
  return false
}

function hasAlwaysMoved(before: readonly Buffer[], at: number): boolean {
  for (let index = 0; index < moving; index++) {
    if (before[index]?.readInt32LE(at) === before[index + 1]?.readInt32LE(at)) return false
  }
  return true
}
