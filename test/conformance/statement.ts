/** M must, S should, X extra. */
export type Level = 'M' | 'S' | 'X'

/**
 * The issue that brings a statement. A: browsers and SIP phones call each other. B: the server framework and its test applications.
 * C: messages, journal, files, push and address book. D: rooms. E: MSRP chat rooms for SIP clients.
 */
export type Issue = 'A' | 'B' | 'C' | 'D' | 'E' | 'G' | 'later'

/** One numbered statement: its id is what a test's title begins with, in brackets; the title has at most 80 characters. */
export type Statement = readonly [id: string, level: Level, issue: Issue, title: string]

/** Issues that are finished: a statement of theirs without a test fails `npm run check`. */
export const DONE: readonly Issue[] = ['A', 'B', 'C', 'D', 'E', 'G']
