// All rows of a query as a file, as the hub makes it; taken back, the hub stops.
import { saveFile } from '../../shell/save-file.ts'

const accepted = { csv: 'text/csv', parquet: 'application/vnd.apache.parquet' } as const
export type FileKind = keyof typeof accepted

export type Making =
  | { readonly state: 'none' }
  | { readonly state: 'making'; readonly bytes: number }
  | { readonly state: 'failed'; readonly problem: string }

const tellEvery_ms = 200

export class WholeFile {
  now = $state.raw<Making>({ state: 'none' })
  #stop: AbortController | undefined

  /** Makes one and hands it to the browser, which keeps what is large on its disk. */
  async make(sql: string, kind: FileKind): Promise<void> {
    this.cancel()
    const stop = new AbortController()
    this.#stop = stop
    this.now = { state: 'making', bytes: 0 }
    const headers = { Accept: accepted[kind], 'Content-Type': 'application/json' }
    try {
      const body = JSON.stringify({ sql })
      const response = await fetch('/api/sql', { method: 'POST', headers, body, signal: stop.signal })
      if (!response.ok) {
        const { error } = await response.json()
        this.now = { state: 'failed', problem: String(error).replace(/^SQL: /, '') }
        return
      }
      const counted = response.body?.pipeThrough(this.#counter(stop))
      const file = await new Response(counted ?? null).blob()
      this.now = { state: 'none' }
      saveFile(`pitwall.${kind}`, file)
    } catch {
      if (!stop.signal.aborted)
        this.now = {
          state: 'failed',
          problem: 'the file broke off: more than 2 GB or ten minutes; narrow it',
        }
    }
  }

  cancel(): void {
    this.#stop?.abort()
    this.#stop = undefined
    this.now = { state: 'none' }
  }

  #counter(stop: AbortController): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
    let bytes = 0
    let told_ms = 0
    return new TransformStream({
      transform: (part, controller) => {
        bytes += part.length
        controller.enqueue(part)
        if (performance.now() - told_ms < tellEvery_ms || stop.signal.aborted) return
        told_ms = performance.now()
        this.now = { state: 'making', bytes }
      },
    })
  }
}
