// As whom this browser is here: decides what is offered, never what is allowed.
import { ask } from './api.ts'

class Visitor {
  /** null while it is not known, and where nobody is asked who they are, as in a fleet. */
  role = $state.raw<string | null>(null)

  async look(): Promise<void> {
    const answer = await ask<{ readonly role: string | null }>('/api/whoami')
    if (answer.ok) this.role = answer.body.role
  }
}

export const visitor = new Visitor()
void visitor.look()
