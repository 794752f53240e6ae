// Text that changes often: written only when it is another text, so that the browser lays out nothing for nothing.

/** Writes text into an element. */
export function textWriter(element: HTMLElement): (text: string) => void {
  let written: string | undefined
  return text => {
    if (text === written) return
    written = text
    element.textContent = text
  }
}

/** Sets a data attribute, which style sheets look at. */
export function attributeWriter(element: HTMLElement, name: string): (value: string) => void {
  let written: string | undefined
  return value => {
    if (value === written) return
    written = value
    element.dataset[name] = value
  }
}
