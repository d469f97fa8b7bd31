import type { ComponentChildren, ComponentType } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { CallBar } from '../calls/call-bar.tsx'
import { CallPane } from '../calls/call-pane.tsx'
import { CallsList } from '../calls/calls-list.tsx'
import { IncomingCalls } from '../calls/incoming-calls.tsx'
import { ChatList } from '../chat/chat-list.tsx'
import { ConversationPane } from '../chat/conversation-pane.tsx'
import { KeyOffer } from '../chat/key-offer.tsx'
import { Button } from '../controls/button.tsx'
import { lazily } from '../controls/lazy.tsx'
import { RoomBar } from '../rooms/room-bar.tsx'
import { RoomInvitations } from '../rooms/room-invitations.tsx'
import { RoomsList } from '../rooms/rooms-list.tsx'
import { registrationFailure } from '../words/registration.ts'
import { PAGE, SECTIONS } from '../words/shell.ts'
import { SIGN_IN } from '../words/sign-in.ts'
import { Navigation } from './navigation.tsx'
import { NotificationOffer } from './notification-offer.tsx'
import { isChosen, type SectionName, sectionOf } from './section.ts'
import type { Session } from './session.ts'

interface View {
  readonly session: Session
}

const Settings = lazily<View>(async () => (await import('./settings.tsx')).Settings)
const HelpDialog = lazily<View>(async () => (await import('./help-dialog.tsx')).HelpDialog)
const RoomPane = lazily<View>(async () => (await import('../rooms/room-pane.tsx')).RoomPane)

const LISTS: Record<Exclude<SectionName, 'settings'>, ComponentType<View>> = {
  chats: ChatList,
  calls: CallsList,
  rooms: RoomsList,
}

/** What somebody sees who is signed in: the parts of the page, a list, and what was chosen from it. */
export function Frame({ session }: View) {
  const route = session.route.value
  const section = sectionOf(route)
  const chosen = isChosen(route)
  const List = section === 'settings' ? null : LISTS[section]
  const call = session.calls.front.value !== null
  // Whoever is in a call hears nothing of the room.
  const room = session.rooms.current.value !== null && !session.calls.talking.value
  const main = useRef<HTMLElement>(null)
  // The sign-in form, which had the focus, is gone: keyboards and screen readers go on from here.
  useEffect(() => main.current?.focus(), [])
  return (
    <div class="flex min-h-0 grow flex-col md:flex-row">
      <Navigation session={session} />
      {session.helpShown.value && <HelpDialog session={session} />}
      <div class="flex min-h-0 min-w-0 grow flex-col">
        <Bars session={session} />
        <div class="flex min-h-0 grow">
          {/* A room takes all the place there is. */}
          {List !== null && !(room && route.kind === 'room') && (
            <aside
              aria-label={SECTIONS[section]}
              class={`flex w-full min-w-0 flex-col overflow-y-auto border-slate-200 bg-white md:w-80 md:shrink-0 md:border-r dark:border-slate-700 dark:bg-slate-800 ${chosen ? 'max-md:hidden' : ''}`}
            >
              <h1 class="px-4 pt-4 pb-2 text-xl font-semibold">{SECTIONS[section]}</h1>
              <List session={session} />
            </aside>
          )}
          <main
            ref={main}
            tabIndex={-1}
            class={`relative flex min-h-0 min-w-0 grow flex-col outline-none ${chosen ? '' : 'max-md:hidden'}`}
          >
            {section === 'chats' && <ConversationPane session={session} />}
            {section === 'settings' && <Settings session={session} />}
            {/* Calls and rooms go on, and are heard, behind whatever is shown. */}
            <Behind shown={section === 'calls'}>{(call || section === 'calls') && <CallPane session={session} />}</Behind>
            <Behind shown={section === 'rooms'}>{(room || section === 'rooms') && <RoomPane session={session} />}</Behind>
          </main>
        </div>
      </div>
    </div>
  )
}

function Behind({ shown, children }: { shown: boolean; children: ComponentChildren }) {
  return <div class={shown ? 'flex min-h-0 min-w-0 grow flex-col' : 'hidden'}>{children}</div>
}

/** What wants to be known whatever is shown. */
function Bars({ session }: View) {
  const encryption = session.chat.value?.encryption
  return (
    <div class="z-20 flex shrink-0 flex-col">
      {session.server.value === 'away' && (
        <p
          role="status"
          data-testid="server-away"
          class="bg-amber-100 px-4 py-2 text-center text-amber-900 dark:bg-amber-950 dark:text-amber-200"
        >
          {PAGE.away}
        </p>
      )}
      <Refused session={session} />
      <IncomingCalls session={session} />
      <RoomInvitations session={session} />
      {encryption && <KeyOffer encryption={encryption} />}
      <CallBar session={session} />
      <RoomBar session={session} />
      <NotificationOffer session={session} />
    </div>
  )
}

/** The account was refused for good, as after its password was changed. */
function Refused({ session }: View) {
  const state = session.accountState.value
  if (state?.kind !== 'failed' || state.retryInMs !== null) return null
  return (
    <div
      role="alert"
      data-testid="refused"
      class="flex flex-wrap items-center justify-center gap-3 bg-amber-100 px-4 py-2 text-amber-900 dark:bg-amber-950 dark:text-amber-200"
    >
      <span>{registrationFailure(state.cause)}</span>
      <Button onClick={() => session.askAgain()} testId="sign-in-again">
        {SIGN_IN.again}
      </Button>
    </div>
  )
}
