import { bareJid, type Jid, printJid } from '@weft/protocols/xmpp/jid'
import { bodyElement } from '@weft/protocols/xmpp/message-text'
import { directInvitationOf, mediatedInvitationsOf } from '@weft/protocols/xmpp/muc-invitation'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { sipUriOf } from '../sip-uri.ts'
import type { Addressed } from '../stanza-handlers.ts'

const LONGEST_REASON = 1_000

interface Invitation {
  readonly room: Jid
  readonly by: Jid
  readonly reason: string | null
}

/**
 * An invitation of one of ours into a room that ours may join, from the room (XEP-0045 §7.8.2) or from who asks (XEP-0249), as the message in words that takes
 * its place: SIP has no way to be asked in without being called. Null where a message is no such invitation; `isJoinable` says whether a domain's rooms are.
 */
export function invitationInWords(message: Addressed, isJoinable: (domain: string) => boolean): Addressed | null {
  const invitation = message.type === 'error' ? null : invitationOf(message)
  const uri = invitation && isJoinable(invitation.room.domain) ? sipUriOf(invitation.room) : null
  if (!invitation || uri === null) return null
  const text = `${printJid(bareJid(invitation.by))} invites you to the room ${uri}`
  const body = invitation.reason ? `${text}: ${invitation.reason.slice(0, LONGEST_REASON)}` : text
  const { id, from, to } = message
  const element = stanza('message', { type: 'normal', id, from, to }, [bodyElement(body)])
  return { ...message, type: 'normal', element }
}

function invitationOf({ from, element }: Addressed): Invitation | null {
  const [mediated] = mediatedInvitationsOf(element).filter(({ kind }) => kind === 'invite')
  if (mediated?.from) return { room: bareJid(from), by: mediated.from, reason: mediated.reason }
  const direct = directInvitationOf(element)
  return direct && { room: bareJid(direct.room), by: from, reason: direct.reason }
}
