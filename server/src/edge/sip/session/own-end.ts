import type { SipRequest } from '@weft/protocols/sip/message'
import { contactUri } from '../transport/hop.ts'
import type { Peer } from '../transport/outbox.ts'
import type { Ways } from '../transport/ways.ts'

/** Our end of a dialog that somebody's request begins. */
export interface OwnEnd {
  /** To a sips URI over TLS. */
  readonly secure: boolean
  /** The URI for our Contact; `user` is text, or our usual one. */
  contact(user?: string): string
}

export function ownEndOf({ uri }: SipRequest, { channel }: Peer, ways: Pick<Ways, 'hop'>): OwnEnd {
  const secure = uri.toLowerCase().startsWith('sips:') && channel.transport === 'tls'
  const hop = ways.hop(channel.transport)
  return { secure, contact: (user) => contactUri(hop, secure ? 'sips' : 'sip', user) }
}
