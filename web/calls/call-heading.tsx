import type { Session } from '../shell/session.ts'
import { CALL, callWords } from '../words/calls.ts'
import { nameOf } from '../words/people.ts'
import { CallPerson } from './call-person.tsx'
import { CallTimer } from './call-timer.tsx'
import { known } from './people.ts'
import type { PhoneCall } from './phone-call.ts'
import { QualityMark } from './quality-mark.tsx'

interface CallHeadingProps {
  readonly session: Session
  readonly call: PhoneCall
  /** Above a picture. */
  readonly small: boolean
}

/** Whom the call is with, how it stands and how long it has lasted. */
export function CallHeading({ session, call, small }: CallHeadingProps) {
  const remote = known(session, call.call.remote)
  const state = call.state.value
  const since = call.answeredAt.value
  const interrupted = call.interrupted.value
  return (
    <div class={`min-w-0 ${small ? '' : 'flex flex-col items-center text-center'}`}>
      {!small && <CallPerson call={call} remote={remote} />}
      <h2 class={`max-w-full truncate font-semibold ${small ? 'text-lg' : 'text-2xl'}`} data-testid="call-remote">
        <bdi>{nameOf(remote)}</bdi>
      </h2>
      {remote.displayName !== '' && (
        <p class="max-w-full truncate text-sm text-slate-300">
          <bdi>{remote.uri}</bdi>
        </p>
      )}
      <p class={`mt-1 flex flex-wrap items-center gap-x-3 text-slate-200 ${small ? '' : 'justify-center'}`}>
        <span role="status" data-testid="call-state" data-state={state.kind} data-interrupted={interrupted}>
          {interrupted ? CALL.reconnecting : callWords(state)}
        </span>
        {since !== null && <CallTimer since={since} lasted={call.lasted.value} />}
        {state.kind === 'established' && <QualityMark quality={call.meter.quality.value} />}
      </p>
    </div>
  )
}
