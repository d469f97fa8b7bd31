/** Stands for what is not kept as it is; itself it is kept as two characters as well. */
const ESCAPE = '\u0001'
const OF_NUL = `${ESCAPE}0`
const OF_ESCAPE = `${ESCAPE}1`

/** A body as PostgreSQL can keep it: its text has no U+0000, and no half of a surrogate pair, which becomes U+FFFD. */
export function storedText(text: string): string {
  return text.toWellFormed().replaceAll(ESCAPE, OF_ESCAPE).replaceAll('\0', OF_NUL)
}

/** The body that was stored as this. */
export function textOf(stored: string): string {
  return stored.includes(ESCAPE) ? stored.replaceAll(OF_NUL, '\0').replaceAll(OF_ESCAPE, ESCAPE) : stored
}
