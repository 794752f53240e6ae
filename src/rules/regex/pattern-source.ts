// The text of a regular expression, taken mark by mark.

/** Thrown for what is no regular expression; AWS gives Undefined for it. */
export class PatternError extends Error {}

export class PatternSource {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get next(): string | undefined {
    const code = this.text.codePointAt(this.at)
    return code === undefined ? undefined : String.fromCodePoint(code)
  }

  take(): string {
    const { next } = this
    if (next === undefined) throw new PatternError('the pattern ends too early')
    this.at += next.length
    return next
  }

  takeIf(mark: string): boolean {
    if (!this.text.startsWith(mark, this.at)) return false
    this.at += mark.length
    return true
  }

  takeMatch(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match !== null) this.at = pattern.lastIndex
    return match
  }
}
