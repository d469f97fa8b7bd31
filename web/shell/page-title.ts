import { effect } from '@preact/signals'
import { callingTitle, invitingTitle, titleWords } from '../words/notifications.ts'
import { nameOf } from '../words/people.ts'
import { SECTIONS } from '../words/shell.ts'
import { sectionOf } from './section.ts'
import type { Session } from './session.ts'

/** Keeps the page's title, its icon and, where it is installed, its badge at what is new. */
export function followNews(session: Session, page: Document, base: string): void {
  const icon = page.querySelector('link[rel="icon"]')
  effect(() => {
    const [caller] = session.calls.incoming.value
    const [invitation] = session.rooms.invitations.value
    const { name } = session.config.value
    const unread = unreadOf(session)
    const section = session.loggedIn.value ? SECTIONS[sectionOf(session.route.value)] : ''
    if (caller !== undefined) page.title = callingTitle(nameOf(caller.call.remote), name)
    else if (invitation !== undefined) page.title = invitingTitle(nameOf(invitation.originator), name)
    else page.title = titleWords(name, section, unread)
  })
  effect(() => {
    const news = unreadOf(session) + session.calls.incoming.value.length + session.rooms.invitations.value.length
    icon?.setAttribute('href', `${base}${news > 0 ? 'weft-news.svg' : 'weft.svg'}`)
    // Installed pages only; Firefox has none.
    void navigator.setAppBadge?.(news).catch(() => undefined)
  })
}

/** Messages that nobody has read on any device. */
export const unreadOf = (session: Session): number =>
  session.chat.value?.conversations.value.reduce((count, { unread }) => count + unread, 0) ?? 0
