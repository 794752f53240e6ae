// A board on a big screen: the first three always, the rest page after page.

export const pinned = 3

/** The rows of a page, and how many pages there are; pages count from 0 and start again after the last. */
export function pageRows<Row>(rows: readonly Row[], perPage: number, page: number) {
  if (rows.length <= perPage) return { rows, page: 0, pages: 1 }
  const turning = Math.max(1, perPage - pinned)
  const rest = rows.slice(pinned)
  const pages = Math.ceil(rest.length / turning)
  const shown = page % pages
  return {
    rows: [...rows.slice(0, pinned), ...rest.slice(shown * turning, (shown + 1) * turning)],
    page: shown,
    pages,
  }
}
