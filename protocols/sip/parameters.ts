// The parameters of header fields: `;name=value;name` (generic-param of RFC 3261 §25.1). Those of URIs are in uri.ts.
import { isBlank } from './field-text.ts'
import { endOfQuoted, unquote } from './quoted-string.ts'
import { SipPrintError } from './sip-error.ts'
import { isToken, isTokenCode } from './token.ts'

export interface SipParameter {
  /** As it came; any case is the same. */
  readonly name: string
  /** As it stands there, a quoted-string with its quotes: for some parameters they make a difference. Null without `=`. */
  readonly value: string | null
}

const SEMICOLON = 0x3b
/** Visible characters of which none ends a value: tokens, hosts with brackets, and what peers put there without quotes. */
const VALUE = /^[!#-+\--:=?-~]*$/
const QUOTED = /^"(?:[^"\\]|\\[\s\S])*"$/
/** §25.1 has them as quoted-pairs; nobody means them, and what is written in C ends there. */
const UNPRINTABLE = /[\0\r\n]/

/**
 * `text` is empty or begins with a semicolon. Null where it is no list of parameters, or names one twice (§7.3.1 forbids it), or where one could not be
 * printed as it came: a Via goes back to its sender, a Contact to everybody.
 */
export function parseParameters(text: string): SipParameter[] | null {
  const parameters: SipParameter[] = []
  let at = skipSpace(text, 0)
  while (at < text.length) {
    if (text[at] !== ';') return null
    const start = skipSpace(text, at + 1)
    let end = start
    while (isTokenCode(text.charCodeAt(end))) end++
    if (end === start) return null
    const name = text.slice(start, end)
    at = skipSpace(text, end)
    let value: string | null = null
    if (text[at] === '=') {
      const from = skipSpace(text, at + 1)
      const to = endOfValue(text, from)
      if (to < 0) return null
      value = text.slice(from, to)
      if (value[0] === '"' ? UNPRINTABLE.test(value) : !VALUE.test(value)) return null
      at = skipSpace(text, to)
    }
    parameters.push({ name, value })
  }
  return haveDistinctNames(parameters) ? parameters : null
}

/** What the parameter of that name says, without quotes; '' where it has no value, null where there is none. */
export function parameterOf(parameters: readonly SipParameter[], name: string): string | null {
  const wanted = name.toLowerCase()
  const found = parameters.find((parameter) => parameter.name.toLowerCase() === wanted)
  return found ? unquote(found.value ?? '') : null
}

/** A copy in which `name` has that value and stands where it stood, else at the end. */
export function withParameter(parameters: readonly SipParameter[], name: string, value: string | null): SipParameter[] {
  const wanted = name.toLowerCase()
  const at = parameters.findIndex((parameter) => parameter.name.toLowerCase() === wanted)
  return at < 0 ? [...parameters, { name, value }] : parameters.with(at, { name, value })
}

/**
 * Throws SipPrintError where a name is no token, or there twice, or a value would not stay one value; text with other characters is to be quoted by
 * quote().
 */
export function printParameters(parameters: readonly SipParameter[]): string {
  let text = ''
  if (!haveDistinctNames(parameters)) throw new SipPrintError('a parameter is there twice')
  for (const { name, value } of parameters) {
    if (!isToken(name)) throw new SipPrintError('the name of a parameter is no token')
    if (value !== null && !VALUE.test(value) && !isQuoted(value))
      throw new SipPrintError(`the value of ${name} would have to be quoted`)
    text += value === null ? `;${name}` : `;${name}=${value}`
  }
  return text
}

/** Names are compared without case. */
export function haveDistinctNames(parameters: readonly SipParameter[]): boolean {
  return parameters.length < 2 || new Set(parameters.map(({ name }) => name.toLowerCase())).size === parameters.length
}

function isQuoted(value: string): boolean {
  return QUOTED.test(value) && !UNPRINTABLE.test(value)
}

function endOfValue(text: string, at: number): number {
  if (text[at] === '"') return endOfQuoted(text, at)
  let end = at
  while (end < text.length && text.charCodeAt(end) !== SEMICOLON && !isBlank(text.charCodeAt(end))) end++
  return end
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (isBlank(text.charCodeAt(at))) at++
  return at
}
