// The lines of plays in which people of sip.test are in a room of another XMPP server. Each of them has an address of its own there, of which `{romeo}` is
// what tells Romeo's.

export const ROOM = 'coven@chat.shakespeare.lit'
export const MUC_USER = 'xmlns="http://jabber.org/protocol/muc#user"'
export const STANZAS = 'xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"'

/** The address by which the room knows somebody of ours. */
export const jidOf = (user: string) => `${user}@sip.test/{${user}}`
/** We ask what the room is, for somebody; `{askromeo}` is the id of that. */
export const isAsked = (user: string) =>
  `< <iq type="get" id="{ask${user}}" from="${jidOf(user)}" to="${ROOM}"><query xmlns="http://jabber.org/protocol/disco#info"/></iq>`
/** And it says that it is a chat room. */
export const isRoom = (user: string) => `
  ${isAsked(user)}
  > <iq type="result" id="{ask${user}}" from="${ROOM}" to="${jidOf(user)}"><query xmlns="http://jabber.org/protocol/disco#info"><identity category="conference" type="text"/></query></iq>
`
/** Somebody of ours wants to come in. */
export const comes = (user: string, nick: string, history = '') =>
  `< <presence from="${jidOf(user)}" to="${ROOM}/${nick}"><x xmlns="http://jabber.org/protocol/muc"${history === '' ? '/>' : `>${history}</x>`}</presence>`
/** As who comes when another one of ours is there. */
export const NO_HISTORY = '<history maxstanzas="0"/>'
/** What presences say of an occupant; `more`: attributes, `inside`: elements. */
export const item = (more = '', inside = '') =>
  `<item affiliation="none" role="participant"${more}${inside === '' ? '/>' : `>${inside}</item>`}`
/** The room tells one of ours that somebody is there. */
export const isThere = (nick: string, to: string, inside = item()) =>
  `> <presence from="${ROOM}/${nick}" to="${jidOf(to)}"><x ${MUC_USER}>${inside}</x></presence>`
/** Or that he is in himself. */
export const isSelf = (nick: string, to: string) => isThere(nick, to, `${item()}<status code="110"/>`)
/** Or that somebody is not there any more. */
export const goes = (nick: string, to: string, inside = item()) =>
  `> <presence type="unavailable" from="${ROOM}/${nick}" to="${jidOf(to)}"><x ${MUC_USER}>${inside}</x></presence>`
/** The last of what who comes in is told. */
export const subject = (to: string, text = '') =>
  `> <message type="groupchat" from="${ROOM}" to="${jidOf(to)}"><subject>${text}</subject></message>`
/** One of ours hears what somebody says. */
export const isSaid = (nick: string, body: string, to: string, id = 'm1', more = '') =>
  `> <message type="groupchat" id="${id}" from="${ROOM}/${nick}" to="${jidOf(to)}"><body>${body}</body>${more}</message>`
/** One of ours says something. */
export const says = (user: string, body: string, id: string) =>
  `< <message type="groupchat" id="${id}" from="${jidOf(user)}" to="${ROOM}"><body>${body}</body></message>`
/** One of ours leaves. */
export const leaves = (user: string, nick: string) =>
  `< <presence type="unavailable" from="${jidOf(user)}" to="${ROOM}/${nick}"/>`
/** Something comes back to one of ours. */
export const refused = (kind: string, from: string, to: string, condition: string, more = '') =>
  `> <${kind} type="error" from="${from}" to="${jidOf(to)}"${more}><error type="cancel"><${condition} ${STANZAS}/></error></${kind}>`
