// What is said of a rig that asks to be let in, and of the time that is left.
import type { ListedRequest } from '../../../../src/model/pairing.ts'

/** What there is to do, or what became of it. */
export function pairingWords({ state, known, tries_left }: ListedRequest): string {
  switch (state) {
    case 'waiting': {
      const tries = tries_left === 3 ? '' : ` ${tries_left} of 3 tries left.`
      const again = known
        ? ' A rig of that name is paired already; this one would take its place. If both are to drive, let one be called otherwise: --rig.'
        : ''
      return `Type this code there.${tries}${again}`
    }
    case 'paired':
      return 'is paired, and has a credential of its own'
    case 'refused':
      return 'was refused'
    case 'expired':
      return 'nobody typed the code in time; it must ask again'
    case 'spent':
      return 'the code was wrong three times; it must ask again'
  }
}

/** `1:07` */
export function timeLeft(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
