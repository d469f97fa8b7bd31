import { Avatar } from '../controls/avatar.tsx'
import { Button } from '../controls/button.tsx'
import type { Session } from '../shell/session.ts'
import { INCOMING } from '../words/calls.ts'
import { nameOf } from '../words/people.ts'
import { known } from './people.ts'
import type { PhoneCall } from './phone-call.ts'

/** Who is calling, above everything else. The focus stays where it is, so that nobody answers by typing on. */
export function IncomingCalls({ session }: { session: Session }) {
  return session.calls.incoming.value.map((call) => <IncomingCall key={call.call.id} session={session} call={call} />)
}

function IncomingCall({ session, call }: { session: Session; call: PhoneCall }) {
  const { offered } = call.call
  const remote = known(session, call.call.remote)
  const unable = session.calls.capturing.value !== null
  return (
    <section
      role="alert"
      aria-label={INCOMING.section}
      data-testid="incoming-call"
      class="flex flex-wrap items-center gap-x-6 gap-y-3 border-b border-indigo-200 bg-indigo-50 px-4 py-4 shadow-md sm:px-6 dark:border-indigo-800 dark:bg-indigo-950"
    >
      <div class="flex min-w-0 items-center gap-3">
        <span class="motion-safe:animate-pulse">
          <Avatar name={nameOf(remote)} address={remote.uri} className="size-12 text-xl" />
        </span>
        <div class="min-w-0 leading-snug">
          <p class="text-sm text-indigo-700 dark:text-indigo-300">{offered.video ? INCOMING.video : INCOMING.audio}</p>
          <p class="truncate text-lg font-semibold" data-testid="incoming-caller">
            <bdi>{nameOf(remote)}</bdi>
          </p>
          {remote.displayName !== '' && (
            <p class="truncate text-sm text-slate-600 dark:text-slate-300">
              <bdi>{remote.uri}</bdi>
            </p>
          )}
          {session.calls.busy.value && <p class="text-sm text-indigo-800 dark:text-indigo-200">{INCOMING.setsAside}</p>}
        </div>
      </div>
      <div class="flex grow flex-wrap justify-end gap-3 max-sm:grid max-sm:grid-cols-2 max-sm:[&>:last-child:nth-child(odd)]:col-span-2">
        <Button
          colour="go"
          icon="phone"
          disabled={unable}
          onClick={() => void session.calls.answer(call, 'audio')}
          testId="answer-audio"
        >
          {INCOMING.answer}
        </Button>
        {offered.video && (
          <Button
            colour="go"
            icon="video"
            disabled={unable}
            onClick={() => void session.calls.answer(call, 'video')}
            testId="answer-video"
          >
            {INCOMING.withVideo}
          </Button>
        )}
        <Button colour="stop" icon="hang-up" onClick={() => session.calls.hangUp(call)} testId="decline">
          {INCOMING.decline}
        </Button>
      </div>
    </section>
  )
}
