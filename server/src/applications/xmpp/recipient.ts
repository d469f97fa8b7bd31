import type { Jid } from '@weft/protocols/xmpp/jid'

/** The domains that we are on XMPP, in their one form. */
export interface XmppDomains {
  /** SIP domains. */
  readonly users: ReadonlySet<string>
  /** Those of chat rooms. */
  readonly rooms: ReadonlySet<string>
}

/** Who a stanza is for. */
export type Recipient =
  /** A SIP domain itself. */
  | { readonly kind: 'domain' }
  | { readonly kind: 'user'; readonly user: Jid }
  /** The service that has the rooms. */
  | { readonly kind: 'service' }
  | { readonly kind: 'room'; readonly room: Jid }
  /** Somebody in a room, by nickname. */
  | { readonly kind: 'occupant'; readonly room: Jid; readonly nick: string }
  /** No domain of ours. */
  | { readonly kind: 'nobody' }

/** A resource of a domain itself is nobody in particular, and counts as the domain. */
export function recipientOf(to: Jid, { users, rooms }: XmppDomains): Recipient {
  if (users.has(to.domain)) return to.local === null ? { kind: 'domain' } : { kind: 'user', user: to }
  if (!rooms.has(to.domain)) return { kind: 'nobody' }
  if (to.local === null) return { kind: 'service' }
  const room = { ...to, resource: null }
  return to.resource === null ? { kind: 'room', room } : { kind: 'occupant', room, nick: to.resource }
}
