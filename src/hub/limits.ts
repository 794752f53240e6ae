// How often somebody may write, and ask the lake: by credential, or by machine where there is none.
import { Allowance, machineOf } from '../broker/allowance.ts'
import type { Clock } from '../model/clock.ts'
import type { Holder } from './access/credential.ts'
import { anybody, thisMachine } from './access/doorkeeper.ts'

export type Spend = 'write' | 'question'

export interface Limits {
  /** 0 when it may be done, else the seconds to wait. */
  spend(what: Spend, by: Holder | undefined, address: string | undefined): number
  readonly counters: { readonly hasty_writes: number; readonly hasty_questions: number }
}

const rates = {
  write: { burst: 120, per_s: 10 },
  question: { burst: 60, per_s: 5 },
} as const

export function openLimits(clock: Pick<Clock, 'elapsed'>): Limits {
  const elapsed = () => clock.elapsed()
  const allowances = {
    write: new Allowance(rates.write, elapsed),
    question: new Allowance(rates.question, elapsed),
  }
  const counters = { hasty_writes: 0, hasty_questions: 0 }
  return {
    counters,
    spend(what, by, address) {
      const shared = by === undefined || by.id === anybody.id || by.id === thisMachine.id
      const wait_s = allowances[what].take(shared ? machineOf(address) : by.id)
      if (wait_s > 0) counters[what === 'write' ? 'hasty_writes' : 'hasty_questions']++
      return wait_s
    },
  }
}

/** What a request spends: whatever may change something, and questions, which take time. */
export function spentBy(method: string, path: string): Spend | undefined {
  if (path === '/api/sql') return 'question'
  return method === 'GET' || method === 'HEAD' ? undefined : 'write'
}
