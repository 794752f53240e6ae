// Rules and what they count.
import { z } from 'zod'
import { ruleState } from '../../rules/rule-state.ts'
import { ruleDraft, ruleSwitch, ruleTrial } from '../routes/rules.ts'
import type { Operation } from './operation.ts'

export const ruleOperations: readonly Operation[] = [
  { path: '/api/rules', summary: 'The rules, with what they count', answer: z.array(ruleState) },
  { path: '/api/rules/{name}', summary: 'One rule', answer: ruleState },
  {
    path: '/api/rules/completions',
    summary: 'What an editor may offer: keywords, functions and their arguments',
    answer: z.array(z.looseObject({})),
  },
  {
    method: 'post',
    path: '/api/rules/test',
    summary: 'What a document would do with one message; nothing is stored or delivered',
    body: ruleTrial,
    answer: z.looseObject({ outcome: z.string() }),
  },
  {
    method: 'post',
    path: '/api/rules/lint',
    summary: 'What AWS would refuse in a document, or do otherwise than here',
    body: ruleDraft,
    answer: z.array(z.looseObject({ severity: z.string(), code: z.string(), message: z.string() })),
  },
  {
    method: 'post',
    path: '/api/rules/{name}/enabled',
    needs: 'steward',
    summary: 'Switches a rule on or off',
    body: ruleSwitch,
    answer: ruleSwitch.extend({ name: z.string() }),
  },
]
