import { Button } from '../controls/button.tsx'
import { NOTIFICATIONS } from '../words/notifications.ts'
import { notificationPermission, setNotifying } from './notification-permission.ts'
import { isChosen } from './section.ts'
import type { Session } from './session.ts'

/** Offers notifications, once, and only to who has something to be told of and is not talking: browsers hold it against pages that ask too early. */
export function NotificationOffer({ session }: { session: Session }) {
  const { preferences, calls } = session
  const talks = (session.chat.value?.conversations.value.length ?? 0) > 0 || calls.people.value.length > 0
  const busy = calls.all.value.length > 0 || session.rooms.current.value !== null
  if (
    !talks ||
    busy ||
    session.isGuest.value ||
    preferences.notifying.value !== 'unasked' ||
    notificationPermission() !== 'default'
  )
    return null
  return (
    <section
      aria-label={NOTIFICATIONS.offer}
      data-testid="notification-offer"
      // On a phone what was chosen needs the place.
      class={`flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-slate-200 bg-white px-4 py-2 dark:border-slate-700 dark:bg-slate-800 ${isChosen(session.route.value) ? 'max-md:hidden' : ''}`}
    >
      <p>{NOTIFICATIONS.offer}</p>
      <div class="flex gap-3">
        <Button onClick={() => void setNotifying(preferences, false)} testId="notification-decline">
          {NOTIFICATIONS.decline}
        </Button>
        <Button colour="primary" onClick={() => void setNotifying(preferences, true)} testId="notification-accept">
          {NOTIFICATIONS.accept}
        </Button>
      </div>
    </section>
  )
}
