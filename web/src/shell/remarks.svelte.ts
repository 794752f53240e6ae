// What people wrote beside laps, as the hub keeps it: asked for once, and changed here as it is changed there.
import type { LapRemark, RemarkDraft } from '../../../src/model/lap-remark.ts'
import { type Answer, ask, put } from './api.ts'

class Remarks {
  #all: ReadonlyMap<string, LapRemark> = $state.raw(new Map())

  get all(): ReadonlyMap<string, LapRemark> {
    return this.#all
  }

  /** Every tag that stands beside a lap. */
  get tags(): readonly string[] {
    return [...new Set([...this.#all.values()].flatMap(({ tags }) => tags))].sort()
  }

  async look(): Promise<void> {
    const answer = await ask<readonly LapRemark[]>('/api/remarks')
    if (answer.ok) this.#all = new Map(answer.body.map(remark => [remark.lap_id, remark]))
  }

  /** What is not said stays as it was. */
  async write(lap_id: string, draft: RemarkDraft): Promise<Answer<LapRemark>> {
    const answer = await put<LapRemark>(`/api/laps/${encodeURIComponent(lap_id)}/remark`, draft)
    if (answer.ok) this.#all = new Map([...this.#all, [lap_id, answer.body]])
    return answer
  }
}

export const remarks = new Remarks()
