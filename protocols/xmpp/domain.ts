// Domains of XMPP addresses (RFC 7622 §3.2) and of certificates and DNS: U-labels here, A-labels there (RFC 5890).
import { followsBidiRule } from './bidi.ts'
import { isIdentifier } from './precis.ts'
import { decodePunycode, encodePunycode } from './punycode.ts'

/** Characters of a whole name and of one label, as DNS has them (RFC 1035 §2.3.4). */
const LONGEST_NAME = 253
const LONGEST_LABEL = 63
/** What nearly all domains are, in a form that nothing needs to be done to. */
const PLAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const ENCODED = /(?:^|\.)..--/
const LDH = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/
/** Full stops of other scripts, which people type (RFC 5895 §2). */
const OTHER_DOTS = /[\u3002\uff0e\uff61]/g
const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/
const IPV6 = /^\[[0-9a-f:.]{2,45}\]$/

/** A domain in its one form, U-labels in lower case without a dot at the end; null where it is none. `addresses`: whether IP addresses are taken. */
export function parseDomain(text: string, addresses = false): string | null {
  if (text.length <= LONGEST_NAME && PLAIN.test(text) && !ENCODED.test(text)) return text
  // Nothing is mapped to a tenth of itself.
  if (text.length > 10 * LONGEST_NAME) return null
  const mapped = text.replace(OTHER_DOTS, '.').normalize('NFKC').toLowerCase().normalize('NFC')
  const name = mapped.endsWith('.') ? mapped.slice(0, -1) : mapped
  if (IPV6.test(name) || IPV4.test(name)) return addresses ? name : null
  const labels = name.split('.').map(parseLabel)
  if (!labels.every((label) => label !== null)) return null
  // What ends in a number is an address of some kind, or nothing.
  if (/^\d+$/.test(labels.at(-1) ?? '')) return null
  const domain = labels.join('.')
  return (domainToAscii(domain)?.length ?? LONGEST_NAME + 1) > LONGEST_NAME ? null : domain
}

/** A domain as DNS, SIP and certificates write it: A-labels; null where a label becomes too long. */
export function domainToAscii(domain: string): string | null {
  const labels = domain.split('.').map(labelToAscii)
  return labels.every((label) => label !== null) ? labels.join('.') : null
}

function parseLabel(label: string): string | null {
  const isEncoded = label.startsWith('xn--')
  const decoded = isEncoded ? decodePunycode(label.slice(4)) : label
  if (decoded === null) return null
  if (/^[\0-\x7f]*$/.test(decoded)) {
    // What is ASCII is not encoded, and `--` in these places means an encoding that is not known (RFC 5890 §2.3.1).
    const isPlain = !isEncoded && decoded.length <= LONGEST_LABEL && LDH.test(decoded) && decoded.slice(2, 4) !== '--'
    return isPlain ? decoded : null
  }
  return isUnicodeLabel(decoded) && (!isEncoded || labelToAscii(decoded) === label) ? decoded : null
}

/** RFC 5891 §4.2.3. */
function isUnicodeLabel(label: string): boolean {
  if (label !== label.normalize('NFKC').toLowerCase().normalize('NFC')) return false
  if (label.startsWith('-') || label.endsWith('-') || label.slice(2, 4) === '--') return false
  if (/^\p{M}/u.test(label) || /[\0-,./:-`{-\x7f]/.test(label)) return false
  return isIdentifier(label) && followsBidiRule(label) && labelToAscii(label) !== null
}

function labelToAscii(label: string): string | null {
  if (/^[\0-\x7f]*$/.test(label)) return label
  const encoded = encodePunycode(label)
  return encoded === null || encoded.length + 4 > LONGEST_LABEL ? null : `xn--${encoded}`
}
