// The versions of the language.
import { SqlFault } from './fault.ts'

export const sqlVersions = ['2015-10-08', '2016-03-23', 'beta'] as const

export type SqlVersion = (typeof sqlVersions)[number]

/** What the console of AWS writes. A rule document that names none means 2015-10-08: that is for its reader to say. */
export const currentVersion: SqlVersion = '2016-03-23'

/** Narrows a text from a rule document. Throws `version`. */
export function sqlVersionOf(text: string): SqlVersion {
  const version = sqlVersions.find(known => known === text)
  if (version !== undefined) return version
  throw new SqlFault('version', {
    expected: `awsIotSqlVersion ${sqlVersions.join(', ')}`,
    found: `«${text}»`,
  })
}
