import type { Notice } from './notice.ts'
import type { NoticeBoard } from './notices.ts'
import { printRoute, type Route } from './route.ts'

/** ms: on, off, on. */
const SHAKES = [200, 100, 200]

interface BrowserNoticeBoardOptions {
  /** Null where the browser has none, or it is not there yet. */
  readonly worker: () => ServiceWorkerRegistration | null
  /** Of the page's own addresses. */
  readonly base: string
  /** A notice was clicked. */
  readonly go: (route: Route) => void
}

/**
 * The browser's own notifications (Notifications API). The service worker shows them where there is one: on phones nobody else can, and a click on them
 * finds the page through it.
 */
export function browserNoticeBoard({ worker, base, go }: BrowserNoticeBoardOptions): NoticeBoard {
  const shown = new Map<string, Notification>()

  function show(notice: Notice): void {
    if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return
    const { tag, title, body, route, urgent } = notice
    const options = {
      tag,
      body,
      icon: `${base}icon-192.png`,
      badge: `${base}badge.png`,
      requireInteraction: urgent,
      renotify: true,
    }
    if (urgent) navigator.vibrate?.(SHAKES)
    const registration = worker()
    if (registration !== null) {
      void registration.showNotification(title, { ...options, data: { path: printRoute(route, base) } }).catch(() => undefined)
      return
    }
    const notification = new Notification(title, options)
    notification.onclick = () => {
      window.focus()
      notification.close()
      go(route)
    }
    shown.set(tag, notification)
  }

  async function withdraw(tag: string): Promise<void> {
    shown.get(tag)?.close()
    shown.delete(tag)
    for (const notification of (await worker()?.getNotifications({ tag })) ?? []) notification.close()
  }

  return { show, withdraw: (tag) => void withdraw(tag) }
}
