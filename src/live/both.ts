// Two live sinks as one: what is put or told goes to both, and neither hears of the other.
import type { LiveSink } from './sink.ts'

/** Counts are those of the first; whoever opened the second asks it itself, and closes it. */
export const both = (first: LiveSink, second: LiveSink): LiveSink => ({
  put(values, received) {
    first.put(values, received)
    second.put(values, received)
  },
  putField(message, received) {
    first.putField(message, received)
    second.putField(message, received)
  },
  tell(message) {
    first.tell(message)
    second.tell(message)
  },
  counters: () => first.counters(),
  close: () => first.close(),
})
