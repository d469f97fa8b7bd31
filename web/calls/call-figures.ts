import type { Phone } from '../shell/phone.ts'

declare global {
  interface Window {
    /** With `?debug` in the address: the figures of every call that isn't over, one promise a call (W3C webrtc-stats). */
    weftCalls?: () => Promise<unknown[]>[]
  }
}

/** Lets a developer's console, or a test, look at what is sent and received. */
export function exposeCallFigures(phone: Phone): void {
  window.weftCalls = () =>
    phone.calls.value
      .filter(({ state }) => state.value.kind !== 'terminated')
      .map(async ({ call }) => {
        const figures: unknown[] = []
        for (const figure of (await call.stats()).values()) figures.push(figure)
        return figures
      })
}
