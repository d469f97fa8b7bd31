import { CallTabs } from '../calls/call-tabs.tsx'
import { CallView } from '../calls/call-view.tsx'
import { Dialer } from '../calls/dialer.tsx'
import { MissedCalls } from '../calls/missed-calls.tsx'
import { ChatPane } from '../chat/chat-pane.tsx'
import { Alert } from '../controls/alert.tsx'
import { RoomForm } from '../rooms/room-form.tsx'
import type { Session } from './session.ts'

/** What somebody sees who is logged in: the call in front, whom to call, who has called, messages. On a phone one below the other. */
export function Desk({ session }: { session: Session }) {
  const front = session.calls.front.value
  const problem = session.calls.problem.value
  const { rooms } = session
  const chat = session.chat.value
  const columns = front === null ? '' : 'xl:grid-cols-[22rem_minmax(0,1fr)_24rem]'
  const chatPlace =
    front === null
      ? 'lg:row-start-1 lg:h-[calc(100dvh-7rem)]'
      : 'lg:row-start-2 xl:col-start-3 xl:row-start-1 xl:h-[calc(100dvh-7rem)]'
  return (
    <div class={`grid grow content-start gap-4 p-4 lg:grid-cols-[22rem_minmax(0,1fr)] lg:gap-6 lg:p-6 ${columns}`}>
      {front !== null && (
        <section
          aria-label="Call"
          class="flex min-h-[75dvh] min-w-0 flex-col gap-3 lg:col-start-2 lg:row-start-1 xl:min-h-[calc(100dvh-7rem)]"
        >
          <CallTabs session={session} />
          <CallView key={front.call.id} session={session} call={front} />
        </section>
      )}
      <div class="flex min-w-0 flex-col gap-4 lg:col-start-1 lg:row-start-1">
        {problem !== null && (
          <Alert testId="problem" onDismiss={() => session.calls.dismissProblem()}>
            {problem}
          </Alert>
        )}
        {rooms.problem.value !== null && (
          <Alert testId="room-join-problem" onDismiss={() => rooms.dismissProblem()}>
            {rooms.problem.value}
          </Alert>
        )}
        <Dialer session={session} />
        <RoomForm session={session} />
        <MissedCalls session={session} />
      </div>
      {chat !== null && (
        <ChatPane
          chat={chat}
          account={session.account.value?.address ?? ''}
          unable={session.accountState.value?.kind !== 'registered'}
          className={`lg:col-start-2 ${chatPlace}`}
        />
      )}
    </div>
  )
}
