// Many questions to a store that is far away.

/** Questions that one listing asks at a time. */
const atATime = 16

/** The same work for many things, some at a time, in their order. */
export async function inParallel<From, To>(
  from: readonly From[],
  work: (value: From) => Promise<To>,
): Promise<readonly To[]> {
  const done: To[] = []
  for (let at = 0; at < from.length; at += atATime) {
    done.push(...(await Promise.all(from.slice(at, at + atATime).map(work))))
  }
  return done
}
