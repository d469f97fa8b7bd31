import { effect } from '@preact/signals'
import type { Session } from '../shell/session.ts'
import { Ringer } from './ringer.ts'
import { ringingOf } from './ringing.ts'

/** Lets calls be heard that nobody has answered, has them look for new paths when the network changes, and asks before they end with the page. */
export function followCalls(session: Session, page: Window): void {
  const ringer = new Ringer(() => session.preferences.ringVolume.value)
  effect(() => ringer.ring(ringingOf(session)))
  // Calls are shown, and heard, by a part of the page that is not loaded with it: once there may be calls, it is there before one comes.
  effect(() => {
    if (session.loggedIn.value) void import('./call-view.tsx').catch(() => undefined)
  })
  page.addEventListener('online', () => session.calls.renewPaths())
  // The words of the question are the browser's own (HTML, beforeunload).
  page.addEventListener('beforeunload', (event) => {
    if (session.calls.busy.value) event.preventDefault()
  })
}
