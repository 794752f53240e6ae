// JSON that others wrote, read member by member: each reader says by its path what was expected and what was found.
import { WireFault } from './fault.ts'

/** A JSON value and where it stands: `results.sessionResult.leaderBoardLines[3]`. */
export type Json = { readonly path: string; readonly value: unknown }

/** Parses a text; throws WireFault `bad-text` for what is no JSON. */
export function parseJson(text: string, path: string): Json {
  try {
    return { path, value: JSON.parse(text) }
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault)
    throw new WireFault(
      'bad-text',
      path,
      'JSON',
      `${JSON.stringify(text.slice(0, 40))} (${reason.slice(0, 120)})`,
    )
  }
}

const wrong = ({ path, value }: Json, expected: string) =>
  new WireFault('bad-text', path, expected, (JSON.stringify(value) ?? 'nothing').slice(0, 60))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member of an object, undefined inside where it is absent; throws WireFault `bad-text` when `json` is no object. */
export function member(json: Json, name: string): Json {
  if (!isObject(json.value)) throw wrong(json, 'an object')
  const value = Object.hasOwn(json.value, name) ? json.value[name] : undefined
  return { path: `${json.path}.${name}`, value }
}

export const isAbsent = (json: Json): boolean => json.value === undefined || json.value === null

/** The elements of an array of at most `most`; none where it is absent. Throws WireFault `bad-text` or `too-large`. */
export function elements(json: Json, most: number): readonly Json[] {
  if (isAbsent(json)) return []
  if (!Array.isArray(json.value)) throw wrong(json, 'an array')
  if (json.value.length > most) {
    throw new WireFault('too-large', json.path, `at most ${most} elements`, String(json.value.length))
  }
  return json.value.map((value: unknown, index) => ({ path: `${json.path}[${index}]`, value }))
}

/** A finite number; throws WireFault `bad-text`. */
export function number(json: Json): number {
  if (typeof json.value === 'number' && Number.isFinite(json.value)) return json.value
  throw wrong(json, 'a number')
}

/** A whole number; throws WireFault `bad-text`. */
export function integer(json: Json): number {
  if (Number.isSafeInteger(json.value)) return number(json)
  throw wrong(json, 'a whole number')
}

/** A text of at most `most` characters, cut there; undefined where it is absent or empty. Throws WireFault `bad-text`. */
export function string(json: Json, most: number): string | undefined {
  if (isAbsent(json) || json.value === '') return undefined
  if (typeof json.value === 'string') return json.value.slice(0, most)
  throw wrong(json, 'a text')
}

/** True or false, also written as 1 or 0; throws WireFault `bad-text`. */
export function boolean(json: Json): boolean {
  if (json.value === true || json.value === 1) return true
  if (json.value === false || json.value === 0) return false
  throw wrong(json, 'true or false')
}
