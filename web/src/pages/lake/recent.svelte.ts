// The latest queries that had an answer, kept by this browser.

const kept = 'pitwall.queries'
const most = 20

function read(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(kept) ?? '[]')
    return Array.isArray(stored) ? stored.filter(text => typeof text === 'string').slice(0, most) : []
  } catch {
    // Forbidden or damaged: there is no history then.
    return []
  }
}

class Recent {
  now: readonly string[] = $state.raw(read())

  /** Remembers a text as the newest; one that is there moves up. */
  add(sql: string): void {
    this.now = [sql, ...this.now.filter(other => other !== sql)].slice(0, most)
    try {
      localStorage.setItem(kept, JSON.stringify(this.now))
    } catch {
      // Forbidden or full: it lasts as long as this page.
    }
  }
}

export const recent = new Recent()

/** The first line that says something, for a list. */
export const headOf = (sql: string): string => {
  const lines = sql.split('\n').map(line => line.trim())
  return (lines.find(line => line !== '') ?? '').replace(/^--\s*/, '')
}
