// The main thread's end of the worker thread.
import { Worker } from 'node:worker_threads'
import type { Answers, Request } from './desk.ts'
import type { DeskTask } from './desk-thread.ts'
import { type FaultRecord, faultFrom, LakeFault } from './fault.ts'

type Reply = { readonly id: number; readonly answer?: Answers[Request['ask']]; readonly fault?: FaultRecord }
type Open = { readonly done: (answer: unknown) => void; readonly failed: (fault: Error) => void }

export class DeskLink {
  readonly #worker: Worker
  readonly #open = new Map<number, Open>()
  #asked = 0
  #gone: LakeFault | undefined

  constructor(task: DeskTask) {
    // The thread's file lies beside this one, as TypeScript in a checkout and as JavaScript in the package.
    const file = new URL(import.meta.url.replace(/desk-link(\.\w+)$/, 'desk-thread$1'))
    this.#worker = new Worker(file, { workerData: task })
    this.#worker.on('message', (reply: Reply) => this.#settle(reply))
    this.#worker.on('error', (error: Error) => this.#fail(error.message))
    this.#worker.on('exit', () => this.#fail('it ended'))
  }

  ask<Ask extends Request['ask']>(request: Extract<Request, { ask: Ask }>): Promise<Answers[Ask]> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone)
    const id = ++this.#asked
    return new Promise((done, failed) => {
      // The thread answers each question in its own type; a message carries none.
      this.#open.set(id, { done: done as Open['done'], failed })
      this.#worker.postMessage({ id, request })
    })
  }

  /** Waits for what was asked before. */
  async close(): Promise<void> {
    if (this.#gone !== undefined) return
    const ended = new Promise(resolve => this.#worker.once('exit', resolve))
    this.#worker.postMessage('close')
    await ended
  }

  #settle({ id, answer, fault }: Reply): void {
    const open = this.#open.get(id)
    this.#open.delete(id)
    if (fault !== undefined) open?.failed(faultFrom(fault))
    else open?.done(answer)
  }

  #fail(found: string): void {
    this.#gone ??= new LakeFault('closed', 'worker thread', 'a thread that runs; start pitwall again', found)
    for (const open of this.#open.values()) open.failed(this.#gone)
    this.#open.clear()
  }
}
