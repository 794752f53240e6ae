// Places in a query that are filled in when it is asked: `{{track}}`, from the address or a field beside the text.

const place = /\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}/gi
const most = 12

/** Names of the places, each once, in the order of the text. */
export const parametersOf = (sql: string): readonly string[] =>
  [...new Set([...sql.matchAll(place)].map(([, name = '']) => name.toLowerCase()))].slice(0, most)

/** Members of the address that fill places: `p_track`. */
export const memberOf = (name: string): string => `p_${name}`

export type Filled =
  | { readonly ok: true; readonly sql: string }
  | { readonly ok: false; readonly missing: readonly string[] }

/** A number stands as it is, everything else as a text of SQL, so that no value can be more than a value. */
export function fill(sql: string, valueFor: (name: string) => string | undefined): Filled {
  const missing = parametersOf(sql).filter(name => (valueFor(name) ?? '') === '')
  if (missing.length > 0) return { ok: false, missing }
  return {
    ok: true,
    sql: sql.replaceAll(place, (_, name: string) => literal(valueFor(name.toLowerCase()) ?? '')),
  }
}

const literal = (value: string): string =>
  /^-?\d{1,15}(\.\d{1,15})?$/.test(value.trim()) ? value.trim() : `'${value.replaceAll("'", "''")}'`
