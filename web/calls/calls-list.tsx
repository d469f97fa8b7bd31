import { Alert } from '../controls/alert.tsx'
import type { Session } from '../shell/session.ts'
import { Dialer } from './dialer.tsx'
import { MissedCalls } from './missed-calls.tsx'

/** Whom to call, and who has called. */
export function CallsList({ session }: { session: Session }) {
  const problem = session.calls.problem.value
  return (
    <div class="flex flex-col gap-4 p-4">
      {problem !== null && (
        <Alert testId="problem" onDismiss={() => session.calls.dismissProblem()}>
          {problem}
        </Alert>
      )}
      <Dialer session={session} />
      <MissedCalls session={session} />
    </div>
  )
}
