// Transaction identifiers (RFC 4975 §9: ident), and what makes one fit for a body: it ends where its end-line stands (§7.1).
import { MsrpPrintError } from './msrp-error.ts'

/**
 * Gives fresh identifiers of at least 64 random bits (§14.1 asks as much), from 4 to 32 characters: a letter or digit, then letters, digits and `.-+%=`.
 * Hexadecimal is fine.
 */
export type IdentSource = () => string

const IDENT = /^[A-Za-z0-9][A-Za-z0-9.+%=-]{3,31}$/
const HYPHEN = 45
const HYPHENS = 7
/** With 64 random bits nobody ever sees a second try: what fails all of them is no randomness. */
const TRIES = 8

/** True for what may be a transaction identifier or, by the grammar, a Message-ID. */
export function isIdent(text: string): boolean {
  return IDENT.test(text)
}

/** An identifier whose end-line is not in `body`. Throws MsrpPrintError where the source gives none. */
export function chooseTransactionId(source: IdentSource, body: Uint8Array): string {
  for (let tries = 0; tries < TRIES; tries++) {
    const id = source()
    if (!isIdent(id)) throw new MsrpPrintError('the source of identifiers gave one that is none')
    if (!hasEndLine(body, id)) return id
  }
  throw new MsrpPrintError('the source of identifiers gave only such as are in the body')
}

/**
 * True where seven hyphens and `id` stand anywhere in `body`. §7.1 means them at the beginning of a line and with a flag behind; a sender is better
 * off without either, since what comes after the piece it looks at may make them so.
 */
export function hasEndLine(body: Uint8Array, id: string): boolean {
  // Seven hyphens in a row cannot slip between looks that are seven bytes apart.
  let at = HYPHENS - 1
  while (at < body.length) {
    if (body[at] === HYPHEN) {
      let first = at
      while (body[first - 1] === HYPHEN) first--
      while (body[at] === HYPHEN) at++
      if (at - first >= HYPHENS && isAt(body, at, id)) return true
    } else at += HYPHENS
  }
  return false
}

function isAt(body: Uint8Array, at: number, id: string): boolean {
  for (let index = 0; index < id.length; index++) if (body[at + index] !== id.charCodeAt(index)) return false
  return true
}
