// Questions to the hub over HTTP. An answer is a value or a sentence; nothing is thrown.

export type Answer<Body> =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly problem: string }

/** Asks for JSON. Its shape is the caller's to know: it is declared in `model/` and made by the hub from the same. */
export async function ask<Body>(path: string, signal?: AbortSignal): Promise<Answer<Body>> {
  try {
    const response = await fetch(path, {
      headers: { Accept: 'application/json' },
      ...(signal === undefined ? {} : { signal }),
    })
    const body = await response.json()
    if (response.ok) return { ok: true, body }
    const said: unknown = body?.error
    return { ok: false, problem: typeof said === 'string' ? said : `the hub answers ${response.status}` }
  } catch {
    return { ok: false, problem: 'the hub does not answer; is `pitwall up` running?' }
  }
}
