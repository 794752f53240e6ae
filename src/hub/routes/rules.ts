import { Hono } from 'hono'
import { z } from 'zod'
import { completionsFor } from '../../rules/completions.ts'
import { lintRule } from '../../rules/lint.ts'
import { type LoadedRule, problemOf, ruleOf } from '../../rules/rule-document.ts'
import { RuleFault } from '../../rules/rule-fault.ts'
import type { RuleState } from '../../rules/rule-state.ts'
import { type TrialContext, tryRule } from '../../rules/trial.ts'
import { bodyOf, type Read } from './question.ts'

export type RulePorts = {
  readonly states: () => readonly RuleState[]
  /** Switches a rule on or off, and takes effect at once. Throws RuleFault `document` for one that is not there. */
  readonly enable: (name: string, enabled: boolean) => void
  readonly context: () => TrialContext
}

const document = z.record(z.string(), z.unknown())
export const ruleTrial = z.strictObject({
  document,
  topic: z.string().min(1),
  /** As it would be published. */
  payload: z.string(),
})
export const ruleSwitch = z.strictObject({ enabled: z.boolean() })
export const ruleDraft = z.strictObject({ name: z.string().default('draft'), document })

/**
 * `GET /rules`, `/rules/{name}` and `/rules/completions`; `POST /rules/test` and `/rules/lint` with a document that is
 * nowhere stored; `POST /rules/{name}/enabled`.
 */
export function ruleRoutes({ states, enable, context }: RulePorts): Hono {
  const app = new Hono()
  app.get('/rules', answer => answer.json(states()))
  app.get('/rules/completions', answer => answer.json(completionsFor('2016-03-23')))
  app.get('/rules/:name', answer => {
    const state = states().find(({ name }) => name === answer.req.param('name'))
    return state === undefined ? answer.json({ error: 'there is no such rule' }, 404) : answer.json(state)
  })
  app.post('/rules/test', async answer => {
    const asked = bodyOf(ruleTrial, await answer.req.text())
    if (!asked.ok) return answer.json({ error: asked.error }, 400)
    const { topic, payload } = asked.value
    const rule = draftOf('draft', asked.value.document)
    if (!rule.ok) return answer.json({ outcome: 'broken', problem: rule.error })
    return answer.json(tryRule(rule.value, { topic, payload: Buffer.from(payload), qos: 1 }, context()))
  })
  app.post('/rules/lint', async answer => {
    const asked = bodyOf(ruleDraft, await answer.req.text())
    if (!asked.ok) return answer.json({ error: asked.error }, 400)
    const { name } = asked.value
    const rule = draftOf(name, asked.value.document)
    if (rule.ok) return answer.json(lintRule(rule.value))
    return answer.json([{ rule: name, severity: 'error', code: 'broken', message: rule.error }])
  })
  app.post('/rules/:name/enabled', async answer => {
    const asked = bodyOf(ruleSwitch, await answer.req.text())
    if (!asked.ok) return answer.json({ error: asked.error }, 400)
    try {
      enable(answer.req.param('name'), asked.value.enabled)
    } catch (error) {
      if (error instanceof RuleFault) return answer.json({ error: error.message }, 404)
      throw error
    }
    return answer.json({ name: answer.req.param('name'), ...asked.value })
  })
  return app
}

function draftOf(name: string, written: Readonly<Record<string, unknown>>): Read<LoadedRule> {
  try {
    return { ok: true, value: ruleOf(name, name, JSON.stringify(written), {}) }
  } catch (error) {
    return { ok: false, error: problemOf(error) }
  }
}
