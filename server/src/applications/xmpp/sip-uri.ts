import type { Jid } from '@weft/protocols/xmpp/jid'
import { grOfResource, sipHostOfDomain, sipUserOfLocal } from '@weft/protocols/xmpp/sip-address'

/** `user@host` of SIP for somebody; null where SIP cannot say that address. */
export function sipAddressOf({ local, domain }: Jid): string | null {
  const user = local === null ? null : sipUserOfLocal(local)
  const host = sipHostOfDomain(domain)
  return user === null || host === null ? null : `${user}@${host}`
}

/** The SIP URI for somebody's device (RFC 5627), or, without a resource, for somebody; null where SIP cannot say that address. */
export function sipUriOf(jid: Jid): string | null {
  const address = sipAddressOf(jid)
  if (address === null) return null
  return jid.resource === null ? `sip:${address}` : `sip:${address};gr=${grOfResource(jid.resource)}`
}
