// Being asked into a room: by the room (XEP-0045 §7.8.2), or by who asks (XEP-0249).
import { type Jid, parseJid, printJid } from './jid.ts'
import { cleanText } from './message-text.ts'
import { NS } from './namespaces.ts'
import { attributeOf, childOf, childrenOf, childText, type XmlElement, xml } from './xml.ts'

/** On its way to the room: whom to ask. On its way from it: who asks. */
export interface MediatedInvitation {
  readonly kind: 'invite' | 'decline'
  /** Who is asked, or, of a refusal, who had asked; from the room, null. */
  readonly to: Jid | null
  /** Who asks, or refuses; to the room, null. */
  readonly from: Jid | null
  readonly reason: string | null
  readonly password: string | null
}

export interface DirectInvitation {
  readonly room: Jid
  readonly reason: string | null
  readonly password: string | null
}

const MOST_INVITATIONS = 32

/** What a message to or from a room asks of whom; those that name nobody are left out. */
export function mediatedInvitationsOf(message: XmlElement): MediatedInvitation[] {
  const x = childOf(message, 'x', NS.mucUser)
  const password = childText(x, 'password', NS.mucUser)
  return (['invite', 'decline'] as const).flatMap((kind) =>
    childrenOf(x, kind, NS.mucUser)
      .slice(0, MOST_INVITATIONS)
      .flatMap((element) => {
        const to = parseJid(attributeOf(element, 'to') ?? '')
        const from = parseJid(attributeOf(element, 'from') ?? '')
        const reason = childText(element, 'reason', NS.mucUser)
        return to || from ? [{ kind, to, from, reason: reason === null ? null : cleanText(reason), password }] : []
      }),
  )
}

export function mediatedInvitationElement({ kind, to, from, reason, password }: MediatedInvitation): XmlElement {
  const addresses = { from: from && printJid(from), to: to && printJid(to) }
  return xml('x', NS.mucUser, {}, [
    xml(kind, NS.mucUser, addresses, [reason === null ? null : xml('reason', NS.mucUser, {}, [cleanText(reason)])]),
    password === null ? null : xml('password', NS.mucUser, {}, [password]),
  ])
}

/** Null where a message asks nobody into a room, or into one without an address. */
export function directInvitationOf(message: XmlElement): DirectInvitation | null {
  const x = childOf(message, 'x', NS.conference)
  const room = x && parseJid(attributeOf(x, 'jid') ?? '')
  if (!x || !room) return null
  const reason = attributeOf(x, 'reason')
  return { room, reason: reason === null ? null : cleanText(reason), password: attributeOf(x, 'password') }
}
