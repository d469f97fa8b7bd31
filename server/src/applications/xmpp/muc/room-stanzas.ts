import { delayElement } from '@weft/protocols/xmpp/delay'
import type { Jid } from '@weft/protocols/xmpp/jid'
import { bodyElement, subjectElement } from '@weft/protocols/xmpp/message-text'
import { MUC_STATUS, mucUserElement, type Occupant } from '@weft/protocols/xmpp/muc'
import { NS } from '@weft/protocols/xmpp/namespaces'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { type StanzaError, stanzaErrorElement } from '@weft/protocols/xmpp/stanza-error'
import { type XmlElement, xml } from '@weft/protocols/xmpp/xml'
import { addressOf } from '../sip-parties.ts'

const HERE: Occupant = { affiliation: 'member', role: 'participant', jid: null, nick: null, reason: null, actor: null }

/** Somebody in a room, as one occupant is told of them. */
export interface Presented {
  readonly room: Jid
  readonly nick: string
  /** `user@host`; rooms of ours hide nobody's address. */
  readonly address: string
  /** Who is told. */
  readonly to: Jid
  /** The one who is told is the one whom it is about, or another device of theirs. */
  readonly isSelf: boolean
}

/** Somebody is there (XEP-0045 §7.2.2). `created`: they made the room by coming. */
export function presentStanza({ room, nick, address, to, isSelf }: Presented, created = false): XmlElement {
  const statuses = isSelf ? [MUC_STATUS.nonAnonymous, MUC_STATUS.selfPresence, ...(created ? [MUC_STATUS.created] : [])] : []
  const occupant = { ...HERE, jid: addressOf(`sip:${address}`) }
  return stanza('presence', { from: { ...room, resource: nick }, to }, [mucUserElement(occupant, statuses)])
}

/** Somebody is not there any more (§7.14), is called otherwise (§7.6, with the new `nick`), or was put out (§8.2). */
export function goneStanza(
  { room, nick, address, to, isSelf }: Presented,
  why: { readonly status?: number; readonly nick?: string; readonly reason?: string } = {},
): XmlElement {
  const statuses = [...(isSelf ? [MUC_STATUS.selfPresence] : []), ...(why.status === undefined ? [] : [why.status])]
  const role = why.nick === undefined ? 'none' : 'participant'
  const occupant: Occupant = {
    ...{ ...HERE, role, jid: addressOf(`sip:${address}`) },
    ...{ nick: why.nick ?? null, reason: why.reason ?? null },
  }
  return stanza('presence', { type: 'unavailable', from: { ...room, resource: nick }, to }, [mucUserElement(occupant, statuses)])
}

/** Something said in a room. */
export interface RoomWords {
  readonly room: Jid
  /** Null: the room itself. */
  readonly nick: string | null
  readonly to: Jid
  readonly id: string | null
  readonly body: string
  /** When it was said, ms since the epoch, where that is not now. */
  readonly at: number | null
}

/** Said to everybody (§7.4), or before (§7.2.13). */
export function groupchatStanza({ room, nick, to, id, body, at }: RoomWords): XmlElement {
  return stanza('message', { type: 'groupchat', id, from: { ...room, resource: nick }, to }, [
    bodyElement(body),
    at === null ? null : delayElement({ at, by: room }),
  ])
}

/** Said to one alone (§7.5). */
export function privateStanza({ room, nick, to, id, body }: RoomWords): XmlElement {
  return stanza('message', { type: 'chat', id, from: { ...room, resource: nick }, to }, [bodyElement(body), xml('x', NS.mucUser)])
}

/** What the room is about; said last when somebody comes in, be it nothing (§7.2.15). */
export function subjectStanza(room: Jid, to: Jid, subject: string): XmlElement {
  return stanza('message', { type: 'groupchat', from: room, to }, [subjectElement(subject)])
}

/** Why somebody is not in a room, or not called as wanted (§7.2.4 to §7.2.9). */
export function joinErrorStanza(room: Jid, nick: string, to: Jid, error: StanzaError): XmlElement {
  return stanza('presence', { type: 'error', from: { ...room, resource: nick }, to }, [
    xml('x', NS.muc),
    stanzaErrorElement(error),
  ])
}
