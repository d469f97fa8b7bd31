import { messageText } from '../chat/message-text.ts'
import { invites, NOTIFICATIONS } from '../words/notifications.ts'
import { nameOf } from '../words/people.ts'
import { roomName } from './address.ts'
import type { Route } from './route.ts'
import type { Session } from './session.ts'

/** Something that its user should know of while the page is hidden. */
export interface Notice {
  /** A later one of the same takes its place. */
  readonly tag: string
  /** Tells it from an earlier one of the same tag. */
  readonly version: string
  readonly title: string
  readonly body: string
  /** Where it leads. */
  readonly route: Route
  /** Somebody is waiting: it stays until somebody looks, and makes a phone shake. */
  readonly urgent: boolean
}

/** Characters of a message that a notification shows. */
const LONGEST_TEXT = 200

/** All there is to know of now: who calls, who invites, whose messages nobody has read. Reads signals. */
export function noticesOf(session: Session): readonly Notice[] {
  const { calls, rooms, preferences } = session
  const calling = calls.incoming.value.map(
    ({ call }): Notice => ({
      tag: `call ${call.id}`,
      version: '',
      title: nameOf(call.remote),
      body: call.offered.video ? NOTIFICATIONS.videoCall : NOTIFICATIONS.call,
      route: { kind: 'calls' },
      urgent: true,
    }),
  )
  const inviting = rooms.invitations.value.map(
    ({ id, room, originator }): Notice => ({
      tag: `room ${room}`,
      version: id,
      title: nameOf(originator),
      body: invites(roomName(room, session.roomDomain.value)),
      route: { kind: 'room', room },
      urgent: true,
    }),
  )
  const unread = (session.chat.value?.conversations.value ?? []).filter((one) => one.unread > 0)
  const writing = unread.flatMap(({ key, contact, displayName, last }): Notice[] => {
    if (last === null || last.direction === 'outgoing') return []
    const body = preferences.showText.value ? messageText(last).slice(0, LONGEST_TEXT) : NOTIFICATIONS.message
    const title = nameOf({ uri: contact, displayName })
    return [{ tag: `chat ${key}`, version: last.key, title, body, route: { kind: 'chat', contact }, urgent: false }]
  })
  return [...calling, ...inviting, ...writing]
}
