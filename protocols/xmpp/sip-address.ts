// Addresses of SIP as addresses of XMPP and back (RFC 7247 §5), so that what went there and came back is what it was.
//
//   alice@example.com/phone  ⇄  sip:alice@example.com;gr=70686f6e65
//   o\27malley\20x@d         ⇄  sip:o'malley%20x@d
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { escapeUser, hasWholeEscapes, unescapeText } from '../sip/uri-escapes.ts'
import { domainToAscii, parseDomain } from './domain.ts'
import { parseLocal, parseResource } from './jid.ts'

/** What XEP-0106 §3 escapes, as two hex digits after a backslash. */
const ESCAPED = ['20', '22', '26', '27', '2f', '3a', '3c', '3e', '40', '5c']
const ESCAPE = new RegExp(`\\\\(${ESCAPED.join('|')})`, 'g')
/** A backslash only where it would else begin an escape (§4.2). */
const TO_ESCAPE = new RegExp(`[ "&'/:<>@]|\\\\(?=${ESCAPED.join('|')})`, 'g')
const LONGEST_HEX = 2 * 1023

/** The local part for the user part of a SIP URI, as it stands there; null where it has none, as it is no name in XMPP. */
export function localOfSipUser(user: string): string | null {
  if (!hasWholeEscapes(user)) return null
  const escaped = escapeLocal(unescapeText(user))
  const local = escaped === null ? null : parseLocal(escaped)
  // Other forms of the same letters may have become an escape.
  return local === null || sipUserOfLocal(local) === null ? null : local
}

/**
 * The user part of a SIP URI for a local part in its one form. Null for those that nobody has to have: with a backslash escaped that needed none, as this
 * would name the same user as another local part does.
 */
export function sipUserOfLocal(local: string): string | null {
  const plain = unescapeLocal(local)
  return escapeLocal(plain) === local ? escapeUser(plain) : null
}

/** The host of a SIP URI for a domain; null where it can be none. */
export function sipHostOfDomain(domain: string): string | null {
  return domainToAscii(domain)
}

/** The domain for the host of a SIP URI without port; null where it is an address, or no name. */
export function domainOfSipHost(host: string): string | null {
  return parseDomain(host)
}

/** The `gr` that stands for a resource: its UTF-8 in hex. */
export function grOfResource(resource: string): string {
  return bytesToHex(new TextEncoder().encode(resource))
}

/** The resource that a `gr` of ours stands for; null where it is none of ours. */
export function resourceOfGr(gr: string): string | null {
  if (gr === '' || gr.length > LONGEST_HEX || !/^(?:[0-9a-f]{2})+$/i.test(gr)) return null
  try {
    return parseResource(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(hexToBytes(gr)))
  } catch {
    return null
  }
}

/** The resource for a SIP device with a `gr` of its own: that itself, or what stands for one that cannot be a resource. */
export function resourceOfDevice(gr: string): string {
  const resource = parseResource(gr)
  return resource === gr ? resource : bytesToHex(sha256(new TextEncoder().encode(gr)))
}

/** XEP-0106 §4.2; null where a space is first or last, which it must not be. */
function escapeLocal(text: string): string | null {
  if (text.startsWith(' ') || text.endsWith(' ')) return null
  return text.replace(TO_ESCAPE, (char) => `\\${char.charCodeAt(0).toString(16)}`)
}

/** XEP-0106 §4.3. */
function unescapeLocal(local: string): string {
  return local.replace(ESCAPE, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}
