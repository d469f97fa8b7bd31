import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { parseNameAddr } from '@weft/protocols/sip/name-addr'
import { parameterOf } from '@weft/protocols/sip/parameters'
import { parseUri } from '@weft/protocols/sip/uri'
import { type Jid, jid } from '@weft/protocols/xmpp/jid'
import { domainOfSipHost, localOfSipUser, resourceOfDevice, resourceOfGr } from '@weft/protocols/xmpp/sip-address'
import type { XmppDomains } from './recipient.ts'

/** Who a SIP request is between, as XMPP has them. */
export interface SipParties {
  /** Somebody of a SIP domain of ours; bare. */
  readonly sender: Jid
  readonly senderName: string
  /** What stands for the sender's device; null where its Contact does not say which it is. */
  readonly device: string | null
  /** Somebody on XMPP; with a resource where the Request-URI names a device of theirs. */
  readonly target: Jid
}

export type SipReading =
  | { readonly ok: true; readonly parties: SipParties }
  | { readonly ok: false; readonly status: 403 | 404 | 482 | 484; readonly reason: string }

/**
 * Reads who a SIP request is from and to (xmpp-gateway §3). Only those of our SIP domains may speak through us, 403; whoever is of them is not on XMPP, so that
 * such a request would come back to us, 482.
 */
export function sipPartiesOf(request: SipRequest, { users, rooms }: XmppDomains): SipReading {
  const from = parseNameAddr(fieldOf(request, 'From') ?? '')
  const sender = from && addressOf(from.uri)
  if (!from || !sender) return { ok: false, status: 403, reason: 'From is no address on XMPP' }
  if (!users.has(sender.domain)) return { ok: false, status: 403, reason: 'From is of no domain that is ours' }
  const target = addressOf(request.uri)
  if (!target) return { ok: false, status: hasUser(request.uri) ? 484 : 404, reason: 'the Request-URI is no address on XMPP' }
  if (users.has(target.domain) || rooms.has(target.domain)) return { ok: false, status: 482, reason: 'both are on this side' }
  const gr = grOf(request.uri)
  const contact = parseNameAddr(fieldOf(request, 'Contact') ?? '')
  const own = contact && grOf(contact.uri)
  return {
    ok: true,
    parties: {
      sender,
      senderName: from.displayName,
      device: own ? resourceOfDevice(own) : null,
      target: { ...target, resource: gr === null ? null : resourceOfGr(gr) },
    },
  }
}

/** The bare address for a SIP URI; null where it is none that XMPP could have. */
export function addressOf(uri: string): Jid | null {
  const parsed = parseUri(uri)
  if (parsed?.kind !== 'sip' || parsed.user === null) return null
  const [local, domain] = [localOfSipUser(parsed.user), domainOfSipHost(parsed.host)]
  return local === null || domain === null ? null : jid(local, domain)
}

function hasUser(uri: string): boolean {
  const parsed = parseUri(uri)
  return parsed?.kind === 'sip' && parsed.user !== null
}

function grOf(uri: string): string | null {
  const parsed = parseUri(uri)
  return parsed?.kind === 'sip' ? (parameterOf(parsed.parameters, 'gr') ?? null) : null
}
