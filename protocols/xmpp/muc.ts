// Being in a room (XEP-0045): how one asks to come in, and what one is told of who is there.
import { type Jid, parseJid, printJid } from './jid.ts'
import { cleanText } from './message-text.ts'
import { NS } from './namespaces.ts'
import { attributeOf, childOf, childrenOf, childText, type XmlElement, xml } from './xml.ts'

export type Affiliation = 'owner' | 'admin' | 'member' | 'none' | 'outcast'
export type Role = 'moderator' | 'participant' | 'visitor' | 'none'

/** §7.2.13: how much of what was said before is wanted; null: no bound. */
export interface HistoryWish {
  readonly characters: number | null
  readonly stanzas: number | null
  readonly seconds: number | null
  /** Milliseconds since the epoch. */
  readonly since: number | null
}

export interface MucJoin {
  readonly password: string | null
  readonly history: HistoryWish
}

export interface Occupant {
  readonly affiliation: Affiliation
  readonly role: Role
  /** Who it really is; null where that is not told. */
  readonly jid: Jid | null
  /** The new name of who takes another one (§7.6); null where it stays. */
  readonly nick: string | null
  /** Why somebody was put out, and by whom; null where nothing is said. */
  readonly reason: string | null
  readonly actor: string | null
}

/** §15.6.2, with the meaning of each that is used here. */
export const MUC_STATUS = {
  nonAnonymous: 100,
  selfPresence: 110,
  created: 201,
  nickAssigned: 210,
  banned: 301,
  nickChanged: 303,
  kicked: 307,
  membersOnly: 322,
  shutdown: 332,
  lost: 333,
} as const

const AFFILIATIONS: readonly string[] = ['owner', 'admin', 'member', 'none', 'outcast'] satisfies Affiliation[]
const ROLES: readonly string[] = ['moderator', 'participant', 'visitor', 'none'] satisfies Role[]
const MOST_STATUSES = 16

/** What a presence asks that wants to come into a room; null where it does not. */
export function mucJoinOf(presence: XmlElement): MucJoin | null {
  const join = childOf(presence, 'x', NS.muc)
  if (!join) return null
  const history = childOf(join, 'history', NS.muc)
  const since = history && attributeOf(history, 'since')
  const at = since ? Date.parse(since) : Number.NaN
  return {
    password: childText(join, 'password', NS.muc),
    history: {
      characters: numberOf(history, 'maxchars'),
      stanzas: numberOf(history, 'maxstanzas'),
      seconds: numberOf(history, 'seconds'),
      since: Number.isNaN(at) ? null : at,
    },
  }
}

/** What asks to come in. `stanzas`: how many messages of before are wanted; null: as many as the room gives. */
export function mucJoinElement(stanzas: number | null = null): XmlElement {
  const history = stanzas === null ? null : xml('history', NS.muc, { maxstanzas: `${stanzas}` })
  return xml('x', NS.muc, {}, [history])
}

/** Who a presence of a room is about; null where it does not say. */
export function occupantOf(presence: XmlElement): Occupant | null {
  const item = childOf(childOf(presence, 'x', NS.mucUser), 'item', NS.mucUser)
  if (!item) return null
  const affiliation = attributeOf(item, 'affiliation') ?? 'none'
  const role = attributeOf(item, 'role') ?? 'none'
  const actor = childOf(item, 'actor', NS.mucUser)
  return {
    affiliation: isAffiliation(affiliation) ? affiliation : 'none',
    role: isRole(role) ? role : 'none',
    jid: parseJid(attributeOf(item, 'jid') ?? ''),
    nick: attributeOf(item, 'nick'),
    reason: cleanOf(childText(item, 'reason', NS.mucUser)),
    actor: actor && (attributeOf(actor, 'nick') ?? attributeOf(actor, 'jid')),
  }
}

/** The codes that a stanza of a room carries, such as 110. */
export function mucStatusesOf(stanza: XmlElement): number[] {
  const statuses = childrenOf(childOf(stanza, 'x', NS.mucUser), 'status', NS.mucUser).slice(0, MOST_STATUSES)
  return statuses.flatMap((status) => numberOf(status, 'code') ?? [])
}

/** What a stanza of a room says of an occupant, if of one, and the codes with it. */
export function mucUserElement(occupant: Occupant | null, statuses: readonly number[] = []): XmlElement {
  return xml('x', NS.mucUser, {}, [
    occupant && occupantElement(occupant),
    ...statuses.map((code) => xml('status', NS.mucUser, { code: `${code}` })),
  ])
}

function occupantElement({ affiliation, role, jid, nick, reason, actor }: Occupant): XmlElement {
  return xml('item', NS.mucUser, { affiliation, role, jid: jid && printJid(jid), nick }, [
    actor === null ? null : xml('actor', NS.mucUser, { nick: actor }),
    reason === null ? null : xml('reason', NS.mucUser, {}, [cleanText(reason)]),
  ])
}

/** The text of an element, cleaned; null where there is none. */
function cleanOf(text: string | null): string | null {
  return text === null ? null : cleanText(text)
}

function numberOf(element: XmlElement | null, name: string): number | null {
  const text = element && attributeOf(element, name)
  return text && /^\d{1,9}$/.test(text) ? Number(text) : null
}

function isAffiliation(text: string): text is Affiliation {
  return AFFILIATIONS.includes(text)
}

function isRole(text: string): text is Role {
  return ROLES.includes(text)
}
