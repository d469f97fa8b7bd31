import { type ChatState, chatStateElement } from '@weft/protocols/xmpp/chat-state'
import type { Jid } from '@weft/protocols/xmpp/jid'
import { bodyElement } from '@weft/protocols/xmpp/message-text'
import { mucJoinElement } from '@weft/protocols/xmpp/muc'
import { mediatedInvitationElement } from '@weft/protocols/xmpp/muc-invitation'
import { NS } from '@weft/protocols/xmpp/namespaces'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { type XmlElement, xml } from '@weft/protocols/xmpp/xml'

/** Between somebody of ours and a room of another server, or whoever is called so in it. */
export interface Ends {
  readonly from: Jid
  /** With the nick as resource where it is about one. */
  readonly to: Jid
}

/** Asks to come in by that nick (XEP-0045 §7.2). `history`: how many messages of before are wanted; null: as many as the room gives. */
export function comeStanza(ends: Ends, history: number | null): XmlElement {
  return stanza('presence', ends, [mucJoinElement(history)])
}

/** Wants to be called so from now on (§7.6). */
export function nickStanza(ends: Ends): XmlElement {
  return stanza('presence', ends)
}

/** Leaves (§7.14). */
export function leaveStanza(ends: Ends): XmlElement {
  return stanza('presence', { ...ends, type: 'unavailable' })
}

/** Says something to everybody (§7.4). */
export function sayStanza(ends: Ends, id: string, body: string): XmlElement {
  return stanza('message', { ...ends, type: 'groupchat', id }, [bodyElement(body)])
}

/** Says something to one alone (§7.5). */
export function whisperStanza(ends: Ends, id: string, body: string): XmlElement {
  return stanza('message', { ...ends, type: 'chat', id }, [bodyElement(body), xml('x', NS.mucUser)])
}

/** Is writing, or is not any more (XEP-0085 §5.5): to everybody, or to one alone. */
export function writingStanza(ends: Ends, state: ChatState): XmlElement {
  const type = ends.to.resource === null ? 'groupchat' : 'chat'
  return stanza('message', { ...ends, type }, [chatStateElement(state), type === 'chat' ? xml('x', NS.mucUser) : null])
}

/** Has the room ask somebody in (XEP-0045 §7.8.2). */
export function askInStanza(ends: Ends, id: string, target: Jid): XmlElement {
  const invitation = { kind: 'invite', to: target, from: null, reason: null, password: null } as const
  return stanza('message', { ...ends, id }, [mediatedInvitationElement(invitation)])
}
