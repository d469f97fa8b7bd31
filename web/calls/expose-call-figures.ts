import type { Session } from '../shell/session.ts'

declare global {
  interface Window {
    /** With `?debug` in the address: the figures of every call that isn't over, one promise a call (W3C webrtc-stats). */
    weftCalls?: () => Promise<unknown[]>[]
  }
}

/** Lets a developer's console, or a test, look at what is sent and received. */
export function exposeCallFigures(session: Session): void {
  window.weftCalls = () =>
    session.calls.all.value
      .filter(({ state }) => state.value.kind !== 'terminated')
      .map(async ({ call }) => {
        const figures: unknown[] = []
        for (const figure of (await call.stats()).values()) figures.push(figure)
        return figures
      })
}
