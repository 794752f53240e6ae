// Whether two clocks can be compared, from how long the fastest of many messages seems to be on its way.

/** A rig whose fastest message seems to take longer than this, or to arrive before it left, has another clock. */
const plausible_ms = { least: -5, most: 1500 } as const

export const isPlausibleWay = (fastest_ms: number): boolean =>
  fastest_ms >= plausible_ms.least && fastest_ms <= plausible_ms.most
