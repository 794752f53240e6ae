// Runs alternatives in turns within one process and prints each with its ratio to the first: on a noisy machine only
// ratios of one run mean anything.

const roundsPerVariant = 15
const shortestRound_ms = 20

/** Medians in ns per operation; `operations` is how many one call of a variant does. Returns them by name. */
export function compare(
  title: string,
  operations: number,
  variants: Readonly<Record<string, () => void>>,
): Readonly<Record<string, number>> {
  const timings = Object.entries(variants).map(([name, run]) => ({
    name,
    run,
    calls: calibrate(run),
    ns: [0],
  }))
  for (const timing of timings) timing.ns.length = 0
  for (let round = 0; round < roundsPerVariant; round++) {
    for (const { run, calls, ns } of timings) ns.push((time(run, calls) * 1e6) / (calls * operations))
  }
  const medians = timings.map(({ name, ns }) => [name, median(ns)] as const)
  const first = medians[0]?.[1] ?? Number.NaN
  console.log(`\n${title}`)
  for (const [name, ns] of medians) {
    console.log(`  ${name.padEnd(44)} ${format(ns).padStart(12)}  ${(ns / first).toFixed(2).padStart(8)} ×`)
  }
  return Object.fromEntries(medians)
}

function calibrate(run: () => void): number {
  for (let calls = 1; ; calls *= 2) if (time(run, calls) >= shortestRound_ms) return calls
}

function time(run: () => void, calls: number): number {
  const from = performance.now()
  for (let call = 0; call < calls; call++) run()
  return performance.now() - from
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function format(ns: number): string {
  if (ns < 1e3) return `${ns.toFixed(1)} ns`
  if (ns < 1e6) return `${(ns / 1e3).toFixed(2)} µs`
  return `${(ns / 1e6).toFixed(2)} ms`
}
