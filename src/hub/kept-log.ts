// The newest lines of the log, kept for the Rig page without anything that would let somebody in.
import type { LogLine } from '../model/activity.ts'
import type { logLevels } from '../model/remembered.ts'
import type { Log } from './log.ts'

const mostLines = 200
const longestText = 500

export type KeptLog = {
  readonly log: Log
  /** Oldest first. */
  readonly lines: () => readonly LogLine[]
}

/** Passes everything on to `log`, and keeps the last of it. `secrets` and all that looks like one are struck out. */
export function keepLog(log: Log, now: () => number, secrets: readonly string[]): KeptLog {
  const lines: LogLine[] = []
  const keeping =
    (level: (typeof logLevels)[number]): Log['info'] =>
    (fields, text) => {
      log[level](fields, text)
      const { part } = fields
      lines.push({
        at_ms: now(),
        level,
        ...(typeof part === 'string' && { part }),
        text: withoutSecrets(text, secrets).slice(0, longestText),
      })
      if (lines.length > mostLines) lines.shift()
    }
  return {
    log: { info: keeping('info'), warn: keeping('warn'), error: keeping('error') },
    lines: () => [...lines],
  }
}

const struck = '[secret]'
/** A credential; a member of an address or a header that names one; user and password in an address. */
const forms = [
  /pw_[0-9a-f]{10}_[\w-]{20,}/g,
  /(?<=\b(?:token|secret|password|authorization)["']?\s*[=:]\s*["']?(?:bearer\s+)?)[^\s"'&,;]+/gi,
  /(?<=\bbearer\s+)[^\s"'&,;]+/gi,
  /(?<=:\/\/)[^\s/@]+(?=@)/g,
] as const

export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets
    .filter(secret => secret !== '')
    .reduce((t, secret) => t.replaceAll(secret, struck), text)
  return forms.reduce((t, form) => t.replaceAll(form, struck), known)
}
