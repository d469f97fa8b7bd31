// What tells SIP messages apart: top Via, CSeq and tags, read straight from the field values. Linear in their length.
import { fieldOf, type SipMessage } from './message.ts'

/** As far as it identifies a transaction (RFC 3261 §17.2.3). */
export interface TopVia {
  /** Host and port as they are there, lower-case and without spaces. */
  readonly sentBy: string
  /** Null where the parameter is missing or empty. */
  readonly branch: string | null
}

export interface Cseq {
  /** 0 to 2^31 - 1 (§8.1.1.5). */
  readonly number: number
  /** Case-sensitive. */
  readonly method: string
}

const MOST_CSEQ = 2 ** 31 - 1

/** The first Via value of a message as it stands there, without those that follow it in the same field; null where there is none. */
export function topViaText(message: SipMessage): string | null {
  const value = fieldOf(message, 'Via')
  return value === null ? null : (splitOutsideQuotes(value, ',')[0] ?? '').trim()
}

export function topViaOf(message: SipMessage): TopVia | null {
  const [sent = '', ...parameters] = splitOutsideQuotes(topViaText(message) ?? '', ';')
  const [, sentBy] = /^\s*\S+(?:\s*\/\s*\S+)*\s+(\S.*)$/.exec(sent.replace(/\s*\/\s*/g, '/')) ?? []
  if (!sentBy) return null
  return { sentBy: sentBy.replaceAll(/\s/g, '').toLowerCase(), branch: parameterOf(parameters, 'branch') }
}

export function cseqOf(message: SipMessage): Cseq | null {
  const [, digits, method] = /^(\d{1,10})\s+(\S+)$/.exec(fieldOf(message, 'CSeq') ?? '') ?? []
  const number = Number(digits)
  return method && number <= MOST_CSEQ ? { number, method } : null
}

/** The tag of a From or To value; null where it has none, or where there is no such field. */
export function tagOf(nameAddr: string | null): string | null {
  if (nameAddr === null) return null
  const [first = '', ...rest] = splitOutsideQuotes(nameAddr, '<')
  // Parameters within <> belong to the URI (§20.10); without <> all of them belong to the header field.
  const outside = rest.length === 0 ? first : nameAddr.slice(nameAddr.indexOf('>', first.length) + 1)
  return parameterOf(splitOutsideQuotes(outside, ';').slice(1), 'tag')
}

function parameterOf(parameters: readonly string[], name: string): string | null {
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=')
    if (equals > 0 && parameter.slice(0, equals).trim().toLowerCase() === name) return parameter.slice(equals + 1).trim() || null
  }
  return null
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = []
  let quoted = false
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') quoted = !quoted
    else if (char === '\\' && quoted) at++
    else if (char === separator && !quoted) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}
