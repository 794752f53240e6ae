// External functions that answer later. The evaluation is left at the first one that has not answered, and begun again
// when it has: each attempt draws the same random values, so it comes to the same calls in the same order.
import { SqlFault } from './fault.ts'
import type { Context, ExternalName } from './message.ts'
import type { Maybe } from './value.ts'

/** What came back from an external function, or why nothing did. */
export type Answer =
  | { readonly kind: 'value'; readonly value: Maybe }
  | { readonly kind: 'failure'; readonly fault: SqlFault }

/** Thrown to leave an evaluation whose external function has yet to answer; never seen outside the engine. */
export class Unanswered extends Error {
  readonly external: ExternalName
  readonly answer: Promise<Maybe>

  constructor(external: ExternalName, answer: Promise<Maybe>) {
    super(`${external}() has not answered yet`)
    this.external = external
    this.answer = answer
  }
}

const mostAnswers = 100

/** What an evaluation was told so far, in the order in which it asked. */
export class Answers {
  readonly #answers: Answer[] = []
  readonly #uuids: string[] = []
  readonly #numbers: number[] = []
  #asked = 0
  #drawnUuids = 0
  #drawnNumbers = 0

  /** Begins again, from the first question or from where a mark was set. */
  rewind(mark: readonly [number, number, number] = [0, 0, 0]): void {
    const [asked, uuids, numbers] = mark
    this.#asked = asked
    this.#drawnUuids = uuids
    this.#drawnNumbers = numbers
  }

  get mark(): readonly [number, number, number] {
    return [this.#asked, this.#drawnUuids, this.#drawnNumbers]
  }

  /** The answer to the next call, if it is known. */
  next(): Answer | undefined {
    const answer = this.#answers[this.#asked]
    if (answer !== undefined) this.#asked += 1
    return answer
  }

  /** Keeps the answer to the call that was not known. Throws `limit` when there are too many. */
  keep(answer: Answer): void {
    if (this.#answers.length >= mostAnswers) {
      const expected = `at most ${mostAnswers} calls of external functions`
      throw new SqlFault('limit', { expected, found: 'more' })
    }
    this.#answers.push(answer)
  }

  newUuid(context: Context): string {
    const uuid = this.#uuids[this.#drawnUuids] ?? context.newUuid()
    this.#uuids[this.#drawnUuids] = uuid
    this.#drawnUuids += 1
    return uuid
  }

  random(context: Context): number {
    const number = this.#numbers[this.#drawnNumbers] ?? context.random()
    this.#numbers[this.#drawnNumbers] = number
    this.#drawnNumbers += 1
    return number
  }
}

/** Attempts `run` until every external function in it has answered. Rejects with what it throws then. */
export async function answered<T>(answers: Answers, run: () => T): Promise<T> {
  const { mark } = answers
  for (;;) {
    answers.rewind(mark)
    try {
      return run()
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error
      answers.keep(await outcomeOf(error))
    }
  }
}

/** The fault of an external function, whatever the host threw. */
export function failureOf(name: ExternalName, error: unknown): SqlFault {
  const found = error instanceof Error ? error.message : String(error)
  return new SqlFault('function', { expected: `an answer from ${name}()`, found })
}

async function outcomeOf({ answer, external }: Unanswered): Promise<Answer> {
  try {
    return { kind: 'value', value: await answer }
  } catch (error) {
    return { kind: 'failure', fault: failureOf(external, error) }
  }
}
