import { answerFor, type Precache } from './requests.ts'

declare const self: ServiceWorkerGlobalScope

/** What the page is made of; the build puts it in here, so that a new page is a new worker. */
declare const PRECACHE: Precache

const { version, files } = PRECACHE
/** `/webrtcgateway/` */
const BASE = new URL('./', self.location.href).pathname
const OURS = 'weft-page-'
const PAGE = `${OURS}${version}`
/** What this place is like, for when it cannot be asked; outlives the page's versions. */
const PLACE = 'weft-place'

/** ms after which what was said before counts. */
const PATIENCE = 3_000
/** s after which the page is to ask again that was told what was said before. */
const ASK_AGAIN = 60

self.addEventListener('install', (event) => {
  // The browser may have files of the same names from before: index.html, for one.
  const fetched = files.map((file) => new Request(BASE + file, { cache: 'reload' }))
  event.waitUntil(caches.open(PAGE).then((cache) => cache.addAll(fetched)))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder().then(() => self.clients.claim()))
})

self.addEventListener('message', ({ data }) => {
  // The page says when it may be replaced: whoever is in a call would lose it.
  if (data === 'take-over') void self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const answer = answerFor(request, BASE, files)
  if (answer === 'page') event.respondWith(kept(BASE, request))
  else if (answer === 'file') event.respondWith(kept(new URL(request.url).pathname, request))
  else if (answer === 'place') event.respondWith(newestOf(request))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const data: unknown = event.notification.data
  const path = typeof data === 'object' && data !== null && 'path' in data ? String(data.path) : BASE
  event.waitUntil(show(path.startsWith(BASE) ? path : BASE))
})

async function forgetOlder(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== PAGE).map((name) => caches.delete(name)))
}

async function kept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(PAGE)
  return (await cache.match(path)) ?? fetch(request)
}

/** From the server, if it answers soon; as it was otherwise. */
async function newestOf(request: Request): Promise<Response> {
  const cache = await caches.open(PLACE)
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) })
    if (answer.ok) await cache.put(request, await withoutCredentials(answer.clone()))
    return answer
  } catch (error) {
    const before = await cache.match(request)
    if (before === undefined) throw error
    return before
  }
}

/** Credentials for TURN are of no use later, and need not lie about: the page asks for others as soon as it may get them. */
async function withoutCredentials(answer: Response): Promise<Response> {
  if (!answer.headers.get('content-type')?.includes('json')) return answer
  const place: unknown = await answer.json()
  return Response.json({ ...(typeof place === 'object' ? place : {}), iceServers: [], iceServersExpire: ASK_AGAIN })
}

/** Brings the page to the front, and what a notification was about into it. */
async function show(path: string): Promise<void> {
  const [page] = await self.clients.matchAll({ type: 'window' })
  if (page === undefined) {
    await self.clients.openWindow(path)
    return
  }
  await page.focus()
  page.postMessage({ kind: 'go', path })
}
