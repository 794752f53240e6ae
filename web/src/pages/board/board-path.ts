// What stands in the address behind `/board`: a board's name, and whether its screens are directed there.

const control = /^(.+\/.+)\/control$/

export type BoardPath = { readonly board: string; readonly isControl: boolean }

/** `/board/monza/GT3/control` directs the screens of `monza/GT3`; `/board` alone means the first board. */
export function readBoardPath(path: string): BoardPath {
  const rest = decoded(path.split('/').slice(2).join('/'))
  const [, directed] = control.exec(rest) ?? []
  return directed === undefined ? { board: rest, isControl: false } : { board: directed, isControl: true }
}

/** As it stands where it is no such escape. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
