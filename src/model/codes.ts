// The words for the numbers of discrete channels, by channel.
import { flags, grips, penalties, rains, sessionTypes, statuses } from '../wire/acc/enumerations.ts'

export const codes = {
  status: statuses,
  session_type: sessionTypes,
  flag: flags,
  penalty: penalties,
  track_grip: grips,
  rain: rains,
} as const satisfies Readonly<Record<string, Readonly<Record<number, string>>>>

/** The word for a value of a channel; undefined for a number without one. */
export function wordFor(channel: keyof typeof codes, value: number | undefined): string | undefined {
  const words: Readonly<Record<number, string>> = codes[channel]
  return value === undefined ? undefined : words[value]
}
