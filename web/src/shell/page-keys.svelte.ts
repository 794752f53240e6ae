// The keys of the page that is shown, for the sheet: a page that has keys of its own says here what they do.

export type PageKey = { readonly key: string; readonly text: string }

class PageKeys {
  now: readonly PageKey[] = $state.raw([])

  /** Says them until the returned function is called. */
  say(keys: readonly PageKey[]): () => void {
    this.now = keys
    return () => {
      this.now = []
    }
  }
}

export const pageKeys = new PageKeys()
