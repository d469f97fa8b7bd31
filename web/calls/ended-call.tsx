import { Button } from '../controls/button.tsx'
import type { Session } from '../shell/session.ts'
import { CALL } from '../words/calls.ts'
import type { PhoneCall } from './phone-call.ts'

/** What to do after a call. */
export function EndedCall({ session, call }: { session: Session; call: PhoneCall }) {
  const { uri } = call.call.remote
  const unable = session.calls.capturing.value !== null || session.server.value !== 'ready'

  function write(): void {
    session.calls.putAway(call)
    session.go({ kind: 'chat', contact: uri })
  }

  return (
    <div class="flex flex-wrap justify-center gap-3">
      <Button
        icon="phone"
        colour="go"
        disabled={unable}
        onClick={() => void session.calls.dial(uri, 'audio')}
        testId="call-again"
      >
        {CALL.again}
      </Button>
      <Button icon="message" onClick={write} testId="call-write">
        {CALL.write}
      </Button>
      <Button onClick={() => session.calls.putAway(call)} testId="call-close">
        {CALL.close}
      </Button>
    </div>
  )
}
