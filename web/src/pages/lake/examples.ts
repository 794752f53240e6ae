// The files of `queries/`, built into this page.
import { exampleOf } from './example.ts'

const files = import.meta.glob<string>('../../../../queries/*.sql', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const nameOf = (path: string): string => (path.split('/').at(-1) ?? path).replace(/\.sql$/, '')

export const examples = Object.entries(files).map(([path, text]) => exampleOf(nameOf(path), text))
