import { signal } from '@preact/signals'
import { isFields } from '@weft/client/fields'

declare global {
  interface Window {
    /** Not in every browser (W3C Trusted Types). */
    readonly trustedTypes?: {
      createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
    }
  }
}

/** ms between two looks for a newer page, for those who never close it. */
const LOOK_INTERVAL = 3_600_000

interface PageWorkerOptions {
  /** Where the page is, such as `/webrtcgateway/`. */
  readonly base: string
  /** A notification was clicked; gives the path it leads to. */
  readonly go: (path: string) => void
  /** Opens the page anew. */
  readonly reload: () => void
}

/** The service worker as the page sees it: it keeps the page for when there is no connection, and says when there is a newer one. */
export class PageWorker {
  /** A newer page is there and waits for this one to go. */
  readonly newer = signal(false)
  registration: ServiceWorkerRegistration | null = null
  readonly #container: ServiceWorkerContainer
  readonly #options: PageWorkerOptions

  constructor(container: ServiceWorkerContainer, options: PageWorkerOptions) {
    this.#container = container
    this.#options = options
    container.addEventListener('message', ({ data }) => {
      if (isFields(data) && data.kind === 'go' && typeof data.path === 'string') options.go(data.path)
    })
  }

  /** Browsers without service workers, or that keep nothing, do without. */
  async start(): Promise<void> {
    try {
      const { base } = this.#options
      const registration = await this.#container.register(scriptUrl(`${base}service-worker.js`), { scope: base })
      this.registration = registration
      this.#watch(registration)
      setInterval(() => void registration.update().catch(() => undefined), LOOK_INTERVAL)
    } catch {
      this.registration = null
    }
  }

  /** Goes on with the newer page. */
  replace(): void {
    const waiting = this.registration?.waiting
    // Another tab has let it take over already.
    if (waiting == null) {
      this.#options.reload()
      return
    }
    this.#container.addEventListener('controllerchange', () => this.#options.reload(), { once: true })
    waiting.postMessage('take-over')
  }

  #watch(registration: ServiceWorkerRegistration): void {
    const look = (): void => {
      // Without a worker before it, it is the first one, of this very page.
      if (registration.waiting !== null && this.#container.controller !== null) this.newer.value = true
    }
    look()
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look)
    })
  }
}

/** The only script that the page's policy lets it name at run time. */
function scriptUrl(url: string): string {
  const policy = window.trustedTypes?.createPolicy('weft', {
    createScriptURL: (wanted) => {
      if (wanted !== url) throw new TypeError('not the service worker')
      return wanted
    },
  })
  return policy?.createScriptURL(url) ?? url
}
