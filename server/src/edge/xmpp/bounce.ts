import { errorTo } from '@weft/protocols/xmpp/reply'
import { stanzaKind } from '@weft/protocols/xmpp/stanza'
import { type StanzaErrorCondition, stanzaError } from '@weft/protocols/xmpp/stanza-error'
import type { XmppElement } from '../../ports/xmpp.ts'

/** What comes back of a stanza that could not be delivered, from whom it was to; null where nothing does: of errors and results, and of presence (RFC 6121 §8.5). */
export function bounceOf(stanza: XmppElement, condition: StanzaErrorCondition, text: string | null): XmppElement | null {
  return stanzaKind(stanza) === 'presence' ? null : errorTo(stanza, stanzaError(condition, { text }))
}
