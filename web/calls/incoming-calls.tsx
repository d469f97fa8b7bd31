import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import type { Session } from '../shell/session.ts'
import { nameOf } from '../words/people.ts'
import type { PhoneCall } from './phone-call.ts'

/** Who is calling, above everything else. The focus stays where it is, so that nobody answers by typing on. */
export function IncomingCalls({ session }: { session: Session }) {
  return session.calls.incoming.value.map((call) => <IncomingCall key={call.call.id} session={session} call={call} />)
}

function IncomingCall({ session, call }: { session: Session; call: PhoneCall }) {
  const { remote, offered } = call.call
  const unable = session.calls.capturing.value
  return (
    <section
      role="alert"
      aria-label="Incoming call"
      data-testid="incoming-call"
      class="flex flex-wrap items-center gap-x-6 gap-y-3 border-b border-indigo-200 bg-indigo-50 px-4 py-4 shadow-md sm:px-6 dark:border-indigo-800 dark:bg-indigo-950"
    >
      <div class="flex min-w-0 items-center gap-3">
        <span class="grid size-11 shrink-0 place-items-center motion-safe:animate-pulse rounded-full bg-indigo-600 text-white">
          <Icon name={offered.video ? 'video' : 'phone'} className="size-6" />
        </span>
        <div class="min-w-0 leading-snug">
          <p class="text-sm text-indigo-700 dark:text-indigo-300">{offered.video ? 'Incoming video call' : 'Incoming call'}</p>
          <p class="truncate text-lg font-semibold" data-testid="incoming-caller">
            {nameOf(remote)}
          </p>
          {remote.displayName !== '' && <p class="truncate text-sm text-slate-600 dark:text-slate-300">{remote.uri}</p>}
        </div>
      </div>
      <div class="flex grow flex-wrap justify-end gap-3 max-sm:grid max-sm:grid-cols-2">
        <Button
          colour="go"
          icon="phone"
          disabled={unable}
          onClick={() => void session.calls.answer(call, 'audio')}
          testId="answer-audio"
        >
          Answer
        </Button>
        {offered.video && (
          <Button
            colour="go"
            icon="video"
            disabled={unable}
            onClick={() => void session.calls.answer(call, 'video')}
            testId="answer-video"
          >
            With video
          </Button>
        )}
        <Button colour="stop" icon="hang-up" onClick={() => session.calls.hangUp(call)} testId="decline">
          Decline
        </Button>
      </div>
    </section>
  )
}
