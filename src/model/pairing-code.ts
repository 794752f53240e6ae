// The six digits that a hub shows and a rig is told.

/** As they are read out: `482 913`. */
export const codeText = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`

/** Digits alone, as a person may type them, with spaces, dots or dashes; undefined for anything else. */
export const codeIn = (typed: string): string | undefined =>
  /^\d{6}$/.exec(typed.replaceAll(/[\s.-]/g, ''))?.[0]
