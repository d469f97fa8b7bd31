import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { parseNameAddr } from '@weft/protocols/sip/name-addr'
import { parseUri } from '@weft/protocols/sip/uri'
import { unescapeText } from '@weft/protocols/sip/uri-escapes'

/** An address of record in the one form in which it is looked up (RFC 3261 §10.3 step 5). */
export interface AddressOfRecord {
  /** Unescaped; '' where the URI is that of a domain. */
  readonly user: string
  /** Lower case. */
  readonly domain: string
}

/** Null for what is no SIP URI. */
export function addressOf(text: string): AddressOfRecord | null {
  const uri = parseUri(text)
  return uri?.kind === 'sip' ? { user: unescapeText(uri.user ?? ''), domain: uri.host } : null
}

/** The address in From or To; null where there is none, or none of SIP. */
export function partyOf(request: SipRequest, name: 'From' | 'To'): AddressOfRecord | null {
  return addressOf(parseNameAddr(fieldOf(request, name) ?? '')?.uri ?? '')
}

/** As the store knows it. */
export function textOf({ user, domain }: AddressOfRecord): string {
  return `${user}@${domain}`
}
