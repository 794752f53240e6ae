// A reporter for node's test runner: the files in which something failed, one a line.
import type { TestEvent } from 'node:test/reporters'

// biome-ignore lint/style/noDefaultExport: this is where the runner looks for a reporter
export default async function* failedFiles(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const told = new Set<string>()
  for await (const event of events) {
    if (event.type !== 'test:fail') continue
    const { file } = event.data
    if (file === undefined || told.has(file)) continue
    told.add(file)
    yield `${file}\n`
  }
}
