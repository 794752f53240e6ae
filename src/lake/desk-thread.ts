// The lake's worker thread: decoding, compressing, SQLite and renames happen here, never on the main thread.
import { parentPort, workerData } from 'node:worker_threads'
import { openDesk, type Request } from './desk.ts'
import { faultRecord } from './fault.ts'

/** What the thread works on, and the version of pitwall that its rows name. */
export type DeskTask = { readonly folder: string; readonly version: string }

export type Asked = { readonly id: number; readonly request: Request }

const port = parentPort
if (port !== null) {
  const { folder, version }: DeskTask = workerData
  const desk = await openDesk(folder, version)
  let answering: Promise<unknown> = Promise.resolve()
  port.on('message', (asked: Asked | 'close') => {
    if (asked === 'close') {
      void answering.then(() => {
        desk.close()
        port.close()
      })
      return
    }
    const { id, request } = asked
    const answered = desk.answer(request).then(
      answer => port.postMessage({ id, answer }),
      (thrown: unknown) => port.postMessage({ id, fault: faultRecord(thrown, request.ask) }),
    )
    answering = Promise.all([answering, answered]).then(() => undefined)
  })
}
