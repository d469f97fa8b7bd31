import { takesLetters } from '../rooms/room-keys.ts'
import type { Session } from './session.ts'

/** Keys that work everywhere, unless somebody is typing. */
export function followKeys(session: Session, page: Window): void {
  page.addEventListener('keydown', (event) => {
    if (event.key !== '?' || event.ctrlKey || event.metaKey || takesLetters(page.document.activeElement)) return
    event.preventDefault()
    session.helpShown.value = true
  })
}
