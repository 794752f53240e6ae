// What the messages on all cars may hold, for whoever makes them: without the validator of those who take them.

/** More cars than any server takes: a bound for what a stranger may send. */
export const mostCars = 120
/** Broadcasting events that a message may repeat. */
export const mostFieldEvents = 40

export const fieldEventKinds = [
  'green-flag',
  'session-over',
  'penalty',
  'accident',
  'lap-completed',
  'best-session-lap',
  'best-personal-lap',
] as const
