// What a trace is laid over: metres from the line, or milliseconds since it.

export const traceAxes = ['distance', 'time'] as const
export type TraceAxis = (typeof traceAxes)[number]

/** One step of an axis, in its unit. */
export const axisStep = { distance: 1, time: 10 } as const satisfies Readonly<Record<TraceAxis, number>>
