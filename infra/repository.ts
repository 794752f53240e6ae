// Where things lie in the repository that the stacks are made of.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('..', import.meta.url))
export const inRepository = (...path: readonly string[]): string => join(repository, ...path)
