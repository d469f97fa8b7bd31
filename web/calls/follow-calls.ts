import { effect } from '@preact/signals'
import type { Session } from '../shell/session.ts'
import { Ringer, type Ringing } from './ringer.ts'

/** What is to be heard now: who is talking is told of another caller by a quiet tone. */
export function ringingOf({ calls }: Pick<Session, 'calls'>): Ringing | null {
  if (calls.incoming.value.length > 0) return calls.busy.value ? 'waiting' : 'incoming'
  return calls.front.value?.state.value.kind === 'ringing' ? 'outgoing' : null
}

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
