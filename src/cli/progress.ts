// A progress bar on stderr for what takes longer than two seconds, at a terminal only.

export type Progress = { readonly advance: (by: number) => void; readonly done: () => void }

const patience_ms = 2000
const redraw_ms = 100
const width = 30

/** Shows how much of `total` is done; nothing when it is quick, or when nobody looks. */
export function progress(title: string, total: number): Progress {
  const from = performance.now()
  let done = 0
  let drawn = 0
  const isSeen = process.stderr.isTTY === true
  return {
    advance(by) {
      done += by
      const now = performance.now()
      if (!isSeen || total === 0 || now - from < patience_ms || now - drawn < redraw_ms) return
      drawn = now
      const share = Math.min(1, done / total)
      const bar = '█'.repeat(Math.round(share * width)).padEnd(width, '░')
      process.stderr.write(`\r${title} ${bar} ${Math.round(share * 100)} %`)
    },
    done() {
      if (drawn > 0) process.stderr.write('\r\u001b[K')
    },
  }
}
