import { MUC_STATUS, mucStatusesOf, occupantOf } from '@weft/protocols/xmpp/muc'
import { NS } from '@weft/protocols/xmpp/namespaces'
import { childOf, childText, type XmlElement } from '@weft/protocols/xmpp/xml'

const LONGEST = 200

/** Why somebody is not in a room any more, as the presence that says so tells it (XEP-0045 §8.2, §9.1, §10.9, §15.6.2): one line for people. */
export function whyOut(presence: XmlElement): string {
  const destroyed = childOf(childOf(presence, 'x', NS.mucUser), 'destroy', NS.mucUser)
  if (destroyed) return said('The room is no more', childText(destroyed, 'reason', NS.mucUser))
  const { reason = null, actor = null } = occupantOf(presence) ?? {}
  const by = actor ?? 'the room'
  const statuses = mucStatusesOf(presence)
  if (statuses.includes(MUC_STATUS.banned)) return said(`Banned by ${by}`, reason)
  if (statuses.includes(MUC_STATUS.lost)) return said('The room has lost the connection', reason)
  if (statuses.includes(MUC_STATUS.shutdown)) return said('The server of the room is shutting down', reason)
  if (statuses.includes(MUC_STATUS.membersOnly)) return said('The room is for its members alone now', reason)
  return said(statuses.includes(MUC_STATUS.kicked) ? `Removed by ${by}` : 'Not in the room any more', reason)
}

/** What an error or a presence says, in one line. */
export function said(what: string, reason: string | null): string {
  const line = reason === null || reason === '' ? what : `${what}: ${reason}`
  return line.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, LONGEST)
}
