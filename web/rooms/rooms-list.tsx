import { Alert } from '../controls/alert.tsx'
import type { Session } from '../shell/session.ts'
import { RoomForm } from './room-form.tsx'

/** Which room to join. */
export function RoomsList({ session }: { session: Session }) {
  const { rooms } = session
  return (
    <div class="flex flex-col gap-4 p-4">
      {rooms.problem.value !== null && (
        <Alert testId="room-join-problem" onDismiss={() => rooms.dismissProblem()}>
          {rooms.problem.value}
        </Alert>
      )}
      <RoomForm session={session} />
    </div>
  )
}
