import * as z from 'zod/mini'
import { MAX_LINE_LENGTH } from './text.ts'

export interface AorParts {
  /** As written, escapes included. */
  readonly user: string
  /** Host name, IPv4 address, or IPv6 address in brackets, as written. */
  readonly domain: string
  readonly port: number | null
}

/**
 * Reads `user@host[:port]` (RFC 3261 §25.1) with or without a leading `sip:` or `sips:`, in one pass. Narrower than the RFC,
 * because an AOR is a key and a part of paths here: no password, parameters or headers, and neither `/` nor `..` in it.
 * @returns the AOR without scheme, otherwise verbatim; null when `text` is none.
 */
export function parseAor(text: string): string | null {
  const aor = text.slice(schemeLength(text))
  if (aor.length > MAX_LINE_LENGTH || aor.includes('..')) return null
  const at = aor.indexOf('@')
  return at > 0 && isUser(aor, at) && readHost(aor.slice(at + 1)) !== null ? aor : null
}

/** The parts of a string that parseAor has accepted. Throws RangeError for any other. */
export function splitAor(aor: string): AorParts {
  const at = aor.indexOf('@')
  const host = at > 0 ? readHost(aor.slice(at + 1)) : null
  if (host === null) throw new RangeError('not an AOR')
  return { user: aor.slice(0, at), ...host }
}

/** An address of record. Comes out without scheme, otherwise as the client wrote it. */
export const aor = z.string().check(
  z.check((payload) => {
    const parsed = parseAor(payload.value)
    if (parsed !== null) payload.value = parsed
    else {
      const message = `invalid SIP URI: ${payload.value.slice(0, MAX_LINE_LENGTH)}`
      payload.issues.push({ code: 'custom', message, input: payload.value })
    }
  }),
)
z.globalRegistry.add(aor, { format: 'aor' })

function schemeLength(text: string): number {
  const colon = text.indexOf(':')
  if (colon !== 3 && colon !== 4) return 0
  const scheme = text.slice(0, colon).toLowerCase()
  return scheme === 'sip' || scheme === 'sips' ? colon + 1 : 0
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
// unreserved and user-unreserved of RFC 3261 §25.1 without `;`, `?` and `/`
const USER = charset(`${ALPHANUMERIC}-_.!~*'()&=+$,`)
// Underscores are not in the RFC's grammar, but in the names of many private networks.
const LABEL = charset(`${ALPHANUMERIC}-_`)
const HEX = charset('0123456789ABCDEFabcdef')
const DIGIT = charset('0123456789')
const PERCENT = 0x25
const DOT = 0x2e
const HYPHEN = 0x2d

function charset(chars: string): readonly boolean[] {
  return Array.from({ length: 128 }, (_, code) => chars.includes(String.fromCharCode(code)))
}

function isAll(set: readonly boolean[], text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!set[text.charCodeAt(i)]) return false
  return text.length > 0
}

function isUser(aor: string, end: number): boolean {
  for (let i = 0; i < end; i++) {
    const code = aor.charCodeAt(i)
    if (USER[code]) continue
    const octet = aor.slice(i + 1, i + 3)
    if (code !== PERCENT || octet.length < 2 || !isAll(HEX, octet)) return false
    // An escaped control character would come back to life in whoever unescapes it.
    const escaped = Number.parseInt(octet, 16)
    if (escaped < 0x20 || escaped === 0x7f) return false
    i += 2
  }
  return true
}

function readHost(text: string): Omit<AorParts, 'user'> | null {
  const bracketed = text.startsWith('[')
  const colon = text.indexOf(':', bracketed ? text.indexOf(']') : 0)
  const domain = colon < 0 ? text : text.slice(0, colon)
  if (!(bracketed ? domain.endsWith(']') && isIpv6(domain.slice(1, -1)) : isHostName(domain))) return null
  if (colon < 0) return { domain, port: null }
  const digits = text.slice(colon + 1)
  const port = digits.length <= 5 && isAll(DIGIT, digits) ? Number(digits) : 0
  return port > 0 && port <= 65_535 ? { domain, port } : null
}

function isHostName(name: string): boolean {
  let start = 0
  for (let i = 0; i <= name.length; i++) {
    const code = i < name.length ? name.charCodeAt(i) : DOT
    if (code !== DOT) {
      if (!LABEL[code]) return false
      continue
    }
    if (i === start || i - start > 63 || name.charCodeAt(start) === HYPHEN || name.charCodeAt(i - 1) === HYPHEN) return false
    // A name that ends in a number can only be meant as an IPv4 address.
    if (i === name.length) return !isAll(DIGIT, name.slice(start)) || isIpv4(name)
    start = i + 1
  }
  return false
}

function isIpv4(address: string): boolean {
  const octets = address.split('.')
  return octets.length === 4 && octets.every((octet) => octet.length <= 3 && isAll(DIGIT, octet) && Number(octet) <= 255)
}

function isIpv6(address: string): boolean {
  const halves = address.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' && halves.length === 2 ? [] : half.split(':')))
  let count = groups.length
  // The last 32 bits may be written as IPv4 (RFC 3261 §25.1 IPv6address).
  const last = halves.at(-1) === '' ? undefined : groups.at(-1)
  if (last?.includes('.')) {
    if (!isIpv4(last)) return false
    groups.pop()
    count += 1
  }
  if (!groups.every((group) => group.length <= 4 && isAll(HEX, group))) return false
  return halves.length === 2 ? count <= 7 : count === 8
}
