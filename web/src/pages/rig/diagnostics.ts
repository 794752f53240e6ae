// All that the Rig page knows as one text, for whoever helps. Nothing in it lets anybody in.
import type { Activity, LogLine } from '../../../../src/model/activity.ts'
import type { PartHealth } from '../../../../src/model/health.ts'

export type Seen = {
  readonly hub: object
  /** The judgement of the page about itself. */
  readonly page: readonly PartHealth[]
  readonly activity: Activity | undefined
  readonly log: readonly LogLine[] | undefined
  readonly browser: string
}

/** JSON with its members in this order. Credentials and members of addresses that name one are struck out once more here:
 * a hub of another version may have let one through. */
export function diagnosticsOf({ hub, page, activity, log, browser }: Seen): string {
  const text = JSON.stringify({ hub, page, browser, activity, log }, undefined, 2)
  return text
    .replaceAll(/pw_[0-9a-f]{10}_[\w-]{20,}/g, '[secret]')
    .replaceAll(/(?<=[?&](?:token|secret)=)[^&\s"\\]+/g, '[secret]')
}
