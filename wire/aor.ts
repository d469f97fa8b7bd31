import * as z from 'zod/mini'

const MAX_LENGTH = 255

export interface AorParts {
  readonly user: string
  /** Host name, IPv4 address, or IPv6 address in brackets, as written. */
  readonly domain: string
  readonly port: number | null
}

/**
 * Reads `user@host[:port]` (RFC 3261 §25.1), with or without a leading `sip:` or `sips:`. Narrower than the RFC, because an
 * AOR is a key and a part of paths here: no password, no parameters, no headers, and neither `/` nor `..` in it.
 * @returns the AOR without scheme, otherwise verbatim; null when it is none.
 */
export function parseAor(text: string): string | null {
  const aor = text.slice(schemeLength(text))
  if (aor.length > MAX_LENGTH || aor.includes('..')) return null
  const at = aor.indexOf('@')
  return at > 0 && isUser(aor.slice(0, at)) && readHost(aor.slice(at + 1)) !== null ? aor : null
}

/** The parts of a string that parseAor has accepted. Throws a RangeError for any other. */
export function splitAor(aor: string): AorParts {
  const at = aor.indexOf('@')
  const host = at > 0 ? readHost(aor.slice(at + 1)) : null
  if (host === null) throw new RangeError('not an AOR')
  return { user: aor.slice(0, at), ...host }
}

/** An address of record. Output is without scheme, otherwise as the client wrote it. */
export const aor = z.string().check(
  z.check((payload) => {
    const parsed = parseAor(payload.value)
    if (parsed !== null) payload.value = parsed
    else
      payload.issues.push({
        code: 'custom',
        message: `invalid SIP URI: ${payload.value.slice(0, MAX_LENGTH)}`,
        input: payload.value,
      })
  }),
)

function schemeLength(text: string): number {
  const colon = text.indexOf(':')
  if (colon !== 3 && colon !== 4) return 0
  const scheme = text.slice(0, colon).toLowerCase()
  return scheme === 'sip' || scheme === 'sips' ? colon + 1 : 0
}

// unreserved and user-unreserved of RFC 3261 §25.1 without `;`, `?` and `/`.
const USER_MARKS = "-_.!~*'()&=+$,"

function isUser(user: string): boolean {
  for (let i = 0; i < user.length; i++) {
    const char = user.charAt(i)
    if (char === '%') {
      const octet = hexOctet(user, i + 1)
      // An escaped control character would come back to life in whoever unescapes it.
      if (octet === null || octet < 0x20 || octet === 0x7f) return false
      i += 2
    } else if (!isAlphanumeric(char) && !USER_MARKS.includes(char)) return false
  }
  return true
}

function readHost(text: string): Omit<AorParts, 'user'> | null {
  const end = text.startsWith('[') ? text.indexOf(']') + 1 : text.indexOf(':') < 0 ? text.length : text.indexOf(':')
  const domain = text.slice(0, end)
  if (!(text.startsWith('[') ? isIpv6(domain.slice(1, -1)) : isHostName(domain))) return null
  if (end === text.length) return { domain, port: null }
  const port = readNumber(text.slice(end + 1), 5)
  return text[end] === ':' && port !== null && port > 0 && port <= 65_535 ? { domain, port } : null
}

function isHostName(name: string): boolean {
  const labels = name.split('.')
  if (!labels.every(isLabel)) return false
  // A name whose last label is a number can only be meant as an IPv4 address.
  const numbers = labels.map((label) => readNumber(label, 3))
  return numbers.at(-1) === null
    ? !isDigits(labels.at(-1) ?? '')
    : numbers.length === 4 && numbers.every((n) => n !== null && n <= 255)
}

// Underscores are not in the RFC's grammar but in many a private network's names.
function isLabel(label: string): boolean {
  if (label.length === 0 || label.length > 63 || label.startsWith('-') || label.endsWith('-')) return false
  for (const char of label) if (!isAlphanumeric(char) && char !== '-' && char !== '_') return false
  return true
}

function isIpv6(address: string): boolean {
  const halves = address.split('::')
  if (halves.length > 2) return false
  let groups = 0
  for (const [index, half] of halves.entries()) {
    if (half === '') {
      if (halves.length === 1) return false
      continue
    }
    const parts = half.split(':')
    const last = parts.at(-1) ?? ''
    if (last.includes('.') && index === halves.length - 1) {
      if (!isHostName(last)) return false
      parts.pop()
      groups += 2
    }
    if (!parts.every((part) => part.length <= 4 && part !== '' && isHex(part))) return false
    groups += parts.length
  }
  return halves.length === 2 ? groups <= 7 : groups === 8
}

function readNumber(text: string, maxDigits: number): number | null {
  return text.length > 0 && text.length <= maxDigits && isDigits(text) ? Number(text) : null
}

function hexOctet(text: string, at: number): number | null {
  const digits = text.slice(at, at + 2)
  return digits.length === 2 && isHex(digits) ? Number.parseInt(digits, 16) : null
}

const isDigits = (text: string) => /^[0-9]+$/.test(text)
const isHex = (text: string) => /^[0-9A-Fa-f]+$/.test(text)
const isAlphanumeric = (char: string) =>
  (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z') || (char >= '0' && char <= '9')
