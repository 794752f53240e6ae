// What drivers are called where everybody looks: those who asked for it, and names that an organiser bars, by a number.
import { createHash } from 'node:crypto'
import type { HiddenDriver } from '../model/hidden-driver.ts'

export type ShownNames = {
  readonly shown: (driver: string) => string
  /** The driver that an asked name means; one who is hidden is found by what is shown, and by nothing else. */
  readonly meant: (name: string) => string
}

/** `isBarred`: whether a name is none to show. In any case of letters. */
export function shownNames(
  hidden: readonly HiddenDriver[],
  isBarred: (name: string) => boolean = () => false,
): ShownNames {
  const aliases = new Map(hidden.map(({ driver, shown }) => [driver.toLowerCase(), shown]))
  const drivers = new Map(hidden.map(({ driver, shown }) => [shown.toLowerCase(), driver]))
  return {
    shown: driver => aliases.get(driver.toLowerCase()) ?? (isBarred(driver) ? barredName(driver) : driver),
    meant: name => drivers.get(name.toLowerCase()) ?? (aliases.has(name.toLowerCase()) ? nobody : name),
  }
}

/** No driver is called like this. */
const nobody = '\u0000'

export const aliasOf = (number: number): string => `driver ${number}`

/** The same for the same name; unlike that of a hidden driver it is no secret whose it is, only nothing to read. */
const barredName = (driver: string): string =>
  aliasOf(100_000 + (createHash('sha256').update(driver).digest().readUInt32BE() % 900_000))
