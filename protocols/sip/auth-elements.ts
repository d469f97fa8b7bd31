// The list grammar of authentication fields (RFC 3261 §25.1, RFC 9110 §11.2): schemes, each with parameters or with one blob.
import { endOfQuoted, quote, unquote } from './quoted-string.ts'
import { isToken } from './token.ts'

export type AuthHeaderFault =
  | 'too-long'
  | 'control-character'
  | 'syntax'
  | 'too-many'
  | 'duplicate-parameter'
  | 'missing-parameter'
  | 'bad-value'
  | 'unprintable'

/** What is wrong with an authentication field. Its message never quotes the field. */
export class AuthHeaderError extends Error {
  override readonly name = 'AuthHeaderError'
  readonly fault: AuthHeaderFault

  constructor(fault: AuthHeaderFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

export interface AuthElement {
  /** In lower case. */
  readonly scheme: string
  /** Values without quotes and escapes, by lower-case name. Empty where the scheme has none, or has a blob (`Basic YTpi`), which is skipped. */
  readonly parameters: ReadonlyMap<string, string>
}

const LONGEST = 8192
const MOST_ELEMENTS = 16
const MOST_PARAMETERS = 32

const TOKEN = /[-.!%*_+`'~0-9A-Za-z]+/y
/** token68 of RFC 9110 §11.2; that it ends the element tells it from the name of a parameter. */
const BLOB = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y
const SPACE = /[ \t]*/y
const SPACE_AND_COMMAS = /[ \t,]*/y
/** Control characters other than the tab, and halves of surrogate pairs, which UTF-8 cannot say. */
const FORBIDDEN = /[^\P{Cc}\t]|\p{Cs}/u

/** Reads the elements of one field value, at most 8192 characters, in one pass. Empty list items are forgiven. Throws AuthHeaderError. */
export function readAuthElements(text: string): AuthElement[] {
  if (text.length > LONGEST) throw new AuthHeaderError('too-long', `more than ${LONGEST} characters`)
  if (FORBIDDEN.test(text)) throw new AuthHeaderError('control-character', 'a control character')
  const elements: { scheme: string; parameters: Map<string, string> }[] = []
  let at = endOf(SPACE_AND_COMMAS, text, 0)
  let afterScheme = false
  while (at < text.length) {
    const nameEnd = endOf(TOKEN, text, at)
    if (nameEnd === at) throw new AuthHeaderError('syntax', 'a name was expected')
    const name = text.slice(at, nameEnd).toLowerCase()
    const next = endOf(SPACE, text, nameEnd)
    if (text[next] === '=') {
      const value = readValue(text, endOf(SPACE, text, next + 1))
      addParameter(elements.at(-1)?.parameters, name, value.text)
      at = endOfItem(text, value.end)
      afterScheme = false
    } else {
      if (afterScheme || (next === nameEnd && next < text.length && text[next] !== ','))
        throw new AuthHeaderError('syntax', 'a parameter was expected')
      if (elements.length === MOST_ELEMENTS) throw new AuthHeaderError('too-many', `more than ${MOST_ELEMENTS} schemes`)
      elements.push({ scheme: name, parameters: new Map() })
      const blobEnd = endOf(BLOB, text, next)
      afterScheme = blobEnd === next && text[next] !== ','
      at = afterScheme ? next : endOfItem(text, blobEnd)
    }
  }
  return elements
}

/** `name="value"`. Throws AuthHeaderError where quoting would not make the value safe in a header line. */
export function printQuoted(name: string, value: string): string {
  if (FORBIDDEN.test(value)) throw new AuthHeaderError('unprintable', `${name} holds a control character`)
  return `${name}=${quote(value)}`
}

/** `name=value`. Throws AuthHeaderError where the value is no token. */
export function printToken(name: string, value: string): string {
  if (!isToken(value)) throw new AuthHeaderError('unprintable', `${name} is no token`)
  return `${name}=${value}`
}

/** The whole field value. Throws AuthHeaderError where it would be longer than what is read. */
export function printAuthElement(scheme: string, parameters: readonly string[]): string {
  const text = `${scheme} ${parameters.join(', ')}`
  if (text.length > LONGEST) throw new AuthHeaderError('too-long', `more than ${LONGEST} characters`)
  return text
}

function addParameter(parameters: Map<string, string> | undefined, name: string, value: string): void {
  if (!parameters) throw new AuthHeaderError('syntax', 'a parameter before any scheme')
  // Which of the two counts is what a check and its user could see differently (RFC 3261 §7.3.1 forbids it).
  if (parameters.has(name)) throw new AuthHeaderError('duplicate-parameter', 'a parameter is given twice')
  if (parameters.size === MOST_PARAMETERS) throw new AuthHeaderError('too-many', `more than ${MOST_PARAMETERS} parameters`)
  parameters.set(name, value)
}

function readValue(text: string, at: number): { text: string; end: number } {
  if (text[at] !== '"') {
    const end = endOf(TOKEN, text, at)
    if (end === at) throw new AuthHeaderError('syntax', 'a value was expected')
    return { text: text.slice(at, end), end }
  }
  const end = endOfQuoted(text, at)
  if (end < 0) throw new AuthHeaderError('syntax', 'a quoted string does not end')
  return { text: unquote(text.slice(at, end)), end }
}

/** Where the next item of the list begins. */
function endOfItem(text: string, at: number): number {
  const end = endOf(SPACE, text, at)
  if (end < text.length && text[end] !== ',') throw new AuthHeaderError('syntax', 'a comma was expected')
  return endOf(SPACE_AND_COMMAS, text, end)
}

/** Where the match of a sticky `pattern` that begins at `at` ends; `at` where there is none. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}
