import { type ChatState, chatStateElement, chatStateOf } from '@weft/protocols/xmpp/chat-state'
import type { Jid } from '@weft/protocols/xmpp/jid'
import { bodyElement, bodyOf, subjectElement, subjectOf } from '@weft/protocols/xmpp/message-text'
import { markable, receiptRequest, wantsMarker, wantsReceipt } from '@weft/protocols/xmpp/receipt'
import { stanza } from '@weft/protocols/xmpp/stanza'
import type { XmlElement } from '@weft/protocols/xmpp/xml'
import type { Addressed } from '../stanza-handlers.ts'

/** What somebody on XMPP wrote. */
export interface WrittenMessage {
  readonly from: Jid
  readonly to: Jid
  /** `chat`, `normal`, `headline`. */
  readonly type: string | null
  readonly id: string | null
  /** Null: the message says nothing in words. */
  readonly body: string | null
  readonly subject: string | null
  readonly state: ChatState | null
  readonly wantsReceipt: boolean
  readonly wantsMarker: boolean
  /** As it came, to be answered. */
  readonly element: XmlElement
}

/** What a message from XMPP has for people. An empty body is none. */
export function readMessage({ from, to, type, id, element }: Addressed): WrittenMessage {
  const body = bodyOf(element)
  return {
    ...{ from, to, type, id, element },
    body: body === '' ? null : body,
    subject: subjectOf(element),
    state: chatStateOf(element),
    // A receipt names the message by its id (XEP-0184 §5.1).
    wantsReceipt: id !== null && wantsReceipt(element),
    wantsMarker: id !== null && wantsMarker(element),
  }
}

/** What somebody on SIP wrote. */
export interface TextForXmpp {
  readonly type: 'chat' | 'normal'
  readonly id: string
  readonly from: Jid
  readonly to: Jid
  readonly body: string
  readonly subject?: string | null
  readonly wantsReceipt: boolean
  readonly wantsMarker?: boolean
}

export function textStanza({ type, id, from, to, body, subject = null, ...wants }: TextForXmpp): XmlElement {
  return stanza('message', { type, id, from, to }, [
    subject === null ? null : subjectElement(subject),
    bodyElement(body),
    type === 'chat' ? chatStateElement('active') : null,
    wants.wantsReceipt ? receiptRequest() : null,
    wants.wantsMarker ? markable() : null,
  ])
}

/** That somebody is writing, or is not any more. */
export function stateStanza(state: ChatState, from: Jid, to: Jid): XmlElement {
  return stanza('message', { type: 'chat', from, to }, [chatStateElement(state)])
}
