import './app.css'
import { effect, signal } from '@preact/signals'
import { Connection } from '@weft/client/connection'
import { IndexedDbArchive } from '@weft/client/indexed-db-archive'
import { browserPlatform } from '@weft/client/platform'
import { render } from 'preact'
import { exposeCallFigures } from './calls/expose-call-figures.ts'
import { followCalls } from './calls/follow-calls.ts'
import { openKeys } from './chat/open-keys.ts'
import { browserDevices } from './media/devices.ts'
import { followAppearance } from './shell/appearance.ts'
import { eraseDatabases } from './shell/erase-databases.ts'
import { gatewayUrl } from './shell/gateway-url.ts'
import { followKeys } from './shell/keys.ts'
import { Page } from './shell/page.tsx'
import { followHistory } from './shell/page-history.ts'
import { followNews } from './shell/page-title.ts'
import type { PageWorker } from './shell/page-worker.ts'
import { askAboutPlace } from './shell/place.ts'
import { readRoute } from './shell/route.ts'
import { Session } from './shell/session.ts'
import { browserShelf } from './shell/shelf.ts'
import { followSignOuts } from './shell/sign-outs.ts'

/** ms for which nothing is shown while it is not known what the page is to look like. */
const LONGEST_WAIT = 1_000

const pause = (delay: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delay))

const base = import.meta.env.BASE_URL
const query = new URLSearchParams(location.search)
// Every connection between peers reads what is in it at that time.
const ice: RTCConfiguration = {}
const connection = new Connection({
  url: gatewayUrl(new URL(base, location.href).href),
  platform: browserPlatform(ice),
})
const shelf = browserShelf()
const keeping = {
  openArchive: (account: string) => IndexedDbArchive.open(account),
  shelf,
  openKeys,
  erase: (account: string) => void eraseDatabases(indexedDB, account),
}
const session = new Session(connection, browserDevices(navigator.mediaDevices, shelf), keeping)
/** Null until it has been loaded, and in browsers that have none. */
const worker = signal<PageWorker | null>(null)

const noteVisibility = (): void => {
  session.visible.value = document.visibilityState === 'visible'
}
document.addEventListener('visibilitychange', noteVisibility)
noteVisibility()
followHistory(session.route, window, base)
followAppearance(session, window)
followNews(session, document, base)
followCalls(session, window)
followKeys(session, window)
followSignOuts(session, new BroadcastChannel('weft'))
effect(() => {
  ice.iceServers = [...session.config.value.iceServers]
})
if (query.has('debug')) exposeCallFigures(session)

/** What the page can begin without. Rejects where it could not be loaded. */
async function startLater(): Promise<void> {
  const [{ followNotices }, { browserNoticeBoard }, { PageWorker }] = await Promise.all([
    import('./shell/notices.ts'),
    import('./shell/browser-notice-board.ts'),
    import('./shell/page-worker.ts'),
  ])
  const registration = (): ServiceWorkerRegistration | null => worker.value?.registration ?? null
  followNotices(session, browserNoticeBoard({ worker: registration, base, go: (route) => session.go(route) }))
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const go = (path: string): void => session.go(readRoute(path, base))
  worker.value = new PageWorker(navigator.serviceWorker, { base, go, reload: () => location.reload() })
  await worker.value.start()
}

session.suggestedAccount = query.get('account') ?? ''
session.resume()
const known = askAboutPlace(session, base)
void known.then(() => connection.connect())
// Strangers see at once whose page it is, and do not see it change while they read.
const begun = session.loggedIn.value ? Promise.resolve() : Promise.race([known, pause(LONGEST_WAIT)])
void begun.then(() => {
  const page = document.getElementById('page')
  if (page !== null) render(<Page session={session} worker={worker} />, page)
})
void startLater().catch(() => undefined)
