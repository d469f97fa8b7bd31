import { Alert } from '../controls/alert.tsx'
import { Button } from '../controls/button.tsx'
import type { Session } from '../shell/session.ts'
import { CALL, CONTROLS, callWords } from '../words/calls.ts'
import { nameOf } from '../words/people.ts'
import { known } from './people.ts'

/** What wants to be known of calls whatever the page shows: why there is none, and that one goes on behind the rest. */
export function CallBar({ session }: { session: Session }) {
  const problem = session.calls.problem.value
  return (
    <>
      {problem !== null && (
        <div class="px-4 py-2 sm:px-6">
          <Alert testId="problem" onDismiss={() => session.calls.dismissProblem()}>
            {problem}
          </Alert>
        </div>
      )}
      <Reminder session={session} />
    </>
  )
}

function Reminder({ session }: { session: Session }) {
  const call = session.calls.front.value
  const { kind } = session.route.value
  if (call === null || kind === 'call') return null
  const remote = known(session, call.call.remote)
  const over = call.state.value.kind === 'terminated'
  const muted = call.sound.muted.value
  return (
    <section
      aria-label={CALL.section}
      data-testid="call-bar"
      // Beside the list of calls there is room for the call itself, except on a phone.
      class={`flex flex-wrap items-center gap-x-4 gap-y-2 bg-emerald-50 px-4 py-2 text-emerald-950 sm:px-6 dark:bg-emerald-950 dark:text-emerald-100 ${kind === 'calls' ? 'md:hidden' : ''}`}
    >
      <p class="min-w-0 grow truncate">
        <bdi class="font-medium">{nameOf(remote)}</bdi> ·{' '}
        {call.interrupted.value ? CALL.reconnecting : callWords(call.state.value)}
      </p>
      <div class="flex flex-wrap gap-3">
        {over ? (
          <Button onClick={() => session.calls.putAway(call)} testId="call-bar-close">
            {CALL.close}
          </Button>
        ) : (
          <>
            <Button icon={muted ? 'mic-off' : 'mic'} onClick={() => call.sound.toggle()} testId="call-bar-mute">
              {muted ? CALL.unmute : CALL.mute}
            </Button>
            <Button colour="go" onClick={() => session.go({ kind: 'call', uri: remote.uri })} testId="call-return">
              {CALL.back}
            </Button>
            <Button colour="stop" icon="hang-up" onClick={() => session.calls.hangUp(call)} testId="call-bar-hangup">
              {CONTROLS.hangUp}
            </Button>
          </>
        )}
      </div>
    </section>
  )
}
