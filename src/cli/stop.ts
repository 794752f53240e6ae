// How a command that runs for long is asked to stop: Ctrl-C or SIGTERM once for an orderly end, twice for an end now.
import { say } from './output.ts'

/** Aborts when the process is asked to stop. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
    if (process.stderr.isTTY) say('stopping; what was driven is being saved (again to stop at once)')
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return controller.signal
}

/** Resolves once the signal has aborted. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
