/** What the process ends with: the original's 0 and 1, and 2 for a command line that makes no sense. */
export const EXIT = { ok: 0, failed: 1, misused: 2 } as const

/** The command line makes no sense; the message says why. */
export class Misuse extends Error {}
