import { effect, untracked } from '@preact/signals'
import { isFields } from '@weft/client/fields'
import type { Session } from './session.ts'

/** What reaches all other pages of this origin in this browser, such as a BroadcastChannel. */
type OtherPages = Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>

/**
 * Whoever signs out in one page is signed out in all that have the same account: what is kept on the device is deleted under their hands, and nobody who
 * signs out expects another tab to go on.
 */
export function followSignOuts(session: Session, others: OtherPages): void {
  let heard: string | null = null
  others.addEventListener('message', ({ data }) => {
    const account = session.account.value?.address
    if (!isFields(data) || data.kind !== 'signed-out' || account === undefined || data.account !== account) return
    heard = account
    session.logOut()
  })
  effect(() => {
    const account = session.loggedOut.value
    if (account === null) heard = null
    else if (account !== heard) untracked(() => others.postMessage({ kind: 'signed-out', account }))
  })
}
