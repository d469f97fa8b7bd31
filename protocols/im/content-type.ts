// Content-Type (RFC 2045 §5.1): `text/plain; charset="utf-8"`.

export interface ContentType {
  /** Lower-case `type/subtype`. */
  readonly type: string
  /** By lower-case name; the first one wins where a name is given twice. */
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const TYPE = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+\/[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const MOST_PARAMETERS = 16
const CONTROL = /\p{Cc}/u

/** Null where `text` is not a content type. Parameter values may be tokens or quoted strings; a trailing `;` is forgiven. */
export function parseContentType(text: string): ContentType | null {
  const end = text.indexOf(';')
  const type = (end < 0 ? text : text.slice(0, end)).trim().toLowerCase()
  if (!TYPE.test(type)) return null
  const parameters = end < 0 ? new Map<string, string>() : parseParameters(text, end)
  return parameters && { type, parameters }
}

/** Null where a parameter's value holds a control character, which no quoting makes safe in a header line. */
export function printContentType({ type, parameters }: ContentType): string | null {
  if (!TYPE.test(type)) return null
  let text = type
  for (const [name, value] of parameters) {
    if (!TOKEN.test(name) || CONTROL.test(value)) return null
    text += `; ${name}="${value.replace(/["\\]/g, '\\$&')}"`
  }
  return text
}

/** Reads `;name=value` pairs from the semicolon at `at`. */
function parseParameters(text: string, at: number): Map<string, string> | null {
  const parameters = new Map<string, string>()
  let next = at
  while (next < text.length) {
    if (text[next] !== ';') return null
    next = skipSpace(text, next + 1)
    if (next === text.length) break
    const equals = text.indexOf('=', next)
    if (equals < 0 || parameters.size === MOST_PARAMETERS) return null
    const name = text.slice(next, equals).trim().toLowerCase()
    const value = parseValue(text, skipSpace(text, equals + 1))
    if (!TOKEN.test(name) || !value || CONTROL.test(value.text)) return null
    if (!parameters.has(name)) parameters.set(name, value.text)
    next = skipSpace(text, value.next)
  }
  return parameters
}

function parseValue(text: string, at: number): { text: string; next: number } | null {
  if (text[at] === '"') return parseQuoted(text, at + 1)
  let end = at
  while (end < text.length && text[end] !== ';') end++
  const value = text.slice(at, end).trim()
  return TOKEN.test(value) ? { text: value, next: end } : null
}

function parseQuoted(text: string, at: number): { text: string; next: number } | null {
  let value = ''
  for (let next = at; next < text.length; next++) {
    if (text[next] === '"') return { text: value, next: next + 1 }
    if (text[next] === '\\') next++
    value += text[next] ?? ''
  }
  return null
}

function skipSpace(text: string, at: number): number {
  let next = at
  while (text[next] === ' ' || text[next] === '\t') next++
  return next
}
