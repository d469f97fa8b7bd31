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
    const notification = newNotification(title, options)
    if (notification === null) return
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
    const left = await worker()
      ?.getNotifications({ tag })
      .catch(() => [])
    for (const notification of left ?? []) notification.close()
  }

  return { show, withdraw: (tag) => void withdraw(tag) }
}

/** Null on phones, where only service workers may (Notifications API §3.1): the constructor throws there. */
function newNotification(title: string, options: NotificationOptions): Notification | null {
  try {
    return new Notification(title, options)
  } catch {
    return null
  }
}
