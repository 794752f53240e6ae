// For how long a hub remembers, and what its log is made of; without the validator, so that pages may take it.

/** Seconds of history that each stream has. */
export const remembered_s = 300

export const logLevels = ['info', 'warn', 'error'] as const
