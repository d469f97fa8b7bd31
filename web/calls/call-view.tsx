import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import { StreamVideo } from '../media/stream-video.tsx'
import type { Session } from '../shell/session.ts'
import { callWords } from '../words/calls.ts'
import { nameOf } from '../words/people.ts'
import { CallControls } from './call-controls.tsx'
import { CallTimer } from './call-timer.tsx'
import { Keypad } from './keypad.tsx'
import type { PhoneCall } from './phone-call.ts'

interface CallViewProps {
  readonly session: Session
  readonly call: PhoneCall
}

/** The call in front: the other side's picture and one's own, how it stands, its controls. */
export function CallView({ session, call }: CallViewProps) {
  const keypad = useSignal(false)
  const view = useRef<HTMLDivElement>(null)
  // The button that brought the call here may be gone.
  useEffect(() => view.current?.focus(), [])
  const state = call.state.value
  const over = state.kind === 'terminated'
  const picture = call.remoteMedia.value.video && !over
  const problem = call.problem.value
  const selfView = call.selfView.value
  return (
    <div
      ref={view}
      tabIndex={-1}
      data-testid="call-view"
      class="relative flex grow flex-col overflow-hidden rounded-2xl bg-slate-800 text-white shadow-sm outline-none dark:bg-slate-950 dark:ring-1 dark:ring-slate-700"
    >
      {!over && (
        <StreamVideo
          stream={call.call.remoteStream}
          label={`Video of ${nameOf(call.call.remote)}`}
          // Without a picture it still plays the sound.
          className={picture ? 'absolute inset-0 size-full object-contain' : 'hidden'}
          testId="remote-video"
        />
      )}
      <div
        class={`relative flex flex-col p-4 sm:p-6 ${picture ? 'bg-linear-to-b from-black/60 to-transparent' : 'grow justify-center'}`}
      >
        <CallHeading call={call} small={picture} />
      </div>
      {picture && <div class="grow" />}
      {selfView !== null && (
        <StreamVideo
          stream={selfView}
          own
          label="Your own video"
          className={`absolute top-4 right-4 w-28 rounded-xl bg-black object-cover shadow-lg ring-1 ring-white/25 sm:w-48 ${call.muted.value.video ? 'opacity-30' : ''}`}
          testId="self-video"
        />
      )}
      <div class="relative flex flex-col items-center gap-4 p-4 sm:p-6">
        {problem !== null && (
          <Alert testId="call-problem" onDismiss={() => call.dismissProblem()}>
            {problem}
          </Alert>
        )}
        {keypad.value && !over && <Keypad call={call} />}
        {over ? (
          <div class="flex flex-wrap justify-center gap-3">
            <Button
              icon="phone"
              colour="go"
              onClick={() => void session.calls.dial(call.call.remote.uri, 'audio')}
              testId="call-again"
            >
              Call again
            </Button>
            <Button onClick={() => session.calls.putAway(call)} testId="call-close">
              Close
            </Button>
          </div>
        ) : (
          <CallControls session={session} call={call} keypad={keypad} />
        )}
      </div>
    </div>
  )
}

/** Whom the call is with, how it stands and how long it has lasted. */
function CallHeading({ call, small }: { call: PhoneCall; small: boolean }) {
  const { remote } = call.call
  const state = call.state.value
  const since = call.answeredAt.value
  const name = nameOf(remote)
  return (
    <div class={small ? '' : 'flex flex-col items-center text-center'}>
      {!small && (
        <div
          class="mb-4 grid size-24 place-items-center rounded-full bg-white/10 text-4xl font-semibold uppercase"
          aria-hidden="true"
        >
          {name.charAt(0)}
        </div>
      )}
      <h2 class={`max-w-full truncate font-semibold ${small ? 'text-lg' : 'text-2xl'}`} data-testid="call-remote">
        {name}
      </h2>
      {remote.displayName !== '' && <p class="max-w-full truncate text-sm text-slate-300">{remote.uri}</p>}
      <p class={`mt-1 flex flex-wrap gap-x-2 text-slate-200 ${small ? '' : 'justify-center'}`}>
        <span role="status" data-testid="call-state" data-state={state.kind}>
          {callWords(state)}
        </span>
        {since !== null && <CallTimer since={since} lasted={call.lasted.value} />}
      </p>
    </div>
  )
}
