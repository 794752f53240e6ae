// Whether a key is meant for the page: not while somebody writes, and not with a modifier, which is the browser's.

const writing = 'input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable], dialog[open]'

export function isForPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
  return !(event.target instanceof Element && event.target.closest(writing) !== null)
}
