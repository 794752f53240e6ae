// How a command that runs beside a game keeps its memory small.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** By then everything is loaded, and what loading left behind can be given back. */
const settled_ms = 10_000

/**
 * Keeps the part of the heap where new objects are made at its first size. Loading modules would let it grow to 26 MiB, and
 * it stays so; what a rig makes and drops in a second fits into one. Called before anything is loaded.
 */
export function beFrugal(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setTimeout(collectOnce, settled_ms).unref()
}

function collectOnce(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect === 'function') collect()
}
