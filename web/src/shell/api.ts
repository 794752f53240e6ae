// Questions to the hub over HTTP. An answer is a value or a sentence; nothing is thrown.

export type Answer<Body> =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly problem: string; readonly code?: string; readonly position?: number }

/** Asks for JSON. Its shape is the caller's to know: it is declared in `model/` and made by the hub from the same. */
export function ask<Body>(path: string, signal?: AbortSignal): Promise<Answer<Body>> {
  return request(path, { headers: { Accept: 'application/json' } }, signal)
}

/** Asks with JSON. Whoever takes the question back with `signal` gets a problem as well, and need not show it. */
export function askWith<Body>(path: string, said: unknown, signal?: AbortSignal): Promise<Answer<Body>> {
  return request(path, { method: 'POST', ...written(said) }, signal)
}

/** Puts something in the place of what is there. */
export const put = <Body>(path: string, said: unknown): Promise<Answer<Body>> =>
  request(path, { method: 'PUT', ...written(said) })

const written = (said: unknown) => ({
  headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
  body: JSON.stringify(said),
})

/** Asks to take something away. */
export const remove = <Body>(path: string): Promise<Answer<Body>> =>
  request(path, { method: 'DELETE', headers: { Accept: 'application/json' } })

async function request<Body>(path: string, asked: RequestInit, signal?: AbortSignal): Promise<Answer<Body>> {
  try {
    const response = await fetch(path, { ...asked, ...(signal === undefined ? {} : { signal }) })
    const body = await response.json()
    if (response.ok) return { ok: true, body }
    const { error, code, position }: Readonly<Record<string, unknown>> = body ?? {}
    return {
      ok: false,
      problem: typeof error === 'string' ? error : `the hub answers ${response.status}`,
      ...(typeof code === 'string' && { code }),
      ...(typeof position === 'number' && { position }),
    }
  } catch {
    return { ok: false, problem: 'the hub does not answer; is `pitwall up` running?' }
  }
}
