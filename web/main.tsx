import './app.css'
import { effect } from '@preact/signals'
import { Connection } from '@weft/client/connection'
import { IndexedDbArchive } from '@weft/client/indexed-db-archive'
import { render } from 'preact'
import { exposeCallFigures } from './calls/expose-call-figures.ts'
import { followCalls } from './calls/follow-calls.ts'
import { openKeys } from './chat/open-keys.ts'
import { browserDevices } from './media/devices.ts'
import { gatewayUrl } from './shell/gateway-url.ts'
import { Page } from './shell/page.tsx'
import { followHistory } from './shell/page-history.ts'
import { Session } from './shell/session.ts'
import { browserShelf } from './shell/shelf.ts'
import { nameOf } from './words/people.ts'

const connection = new Connection({ url: gatewayUrl(location.href) })
const shelf = browserShelf()
const keeping = { openArchive: (account: string) => IndexedDbArchive.open(account), shelf, openKeys }
const session = new Session(connection, browserDevices(navigator.mediaDevices, shelf), keeping)
followHistory(session.route, window, import.meta.env.BASE_URL)
const query = new URLSearchParams(location.search)

followCalls(session, window)
effect(() => {
  const [caller] = session.calls.incoming.value
  const unread = session.chat.value?.conversations.value.reduce((count, conversation) => count + conversation.unread, 0) ?? 0
  const [invitation] = session.rooms.invitations.value
  if (caller !== undefined) document.title = `${nameOf(caller.call.remote)} is calling – Weft`
  else if (invitation !== undefined) document.title = `${nameOf(invitation.originator)} invites you – Weft`
  else document.title = unread === 0 ? 'Weft' : `(${unread}) Weft`
})
const noteVisibility = (): void => {
  session.visible.value = document.visibilityState === 'visible'
}
document.addEventListener('visibilitychange', noteVisibility)
noteVisibility()
if (query.has('debug')) exposeCallFigures(session)
// A network that came back is better tried at once than at the next attempt.
window.addEventListener('online', () => session.reconnect())

const page = document.getElementById('page')
if (page !== null) render(<Page session={session} suggestedAccount={query.get('account') ?? ''} />, page)
connection.connect()
