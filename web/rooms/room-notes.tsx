import { Alert } from '../controls/alert.tsx'
import { Icon } from '../controls/icon.tsx'
import { ROOM } from '../words/rooms.ts'
import type { Room } from './room.ts'

/** What others wanted of this participant, what went wrong, and, for those who hear the page, who comes and goes. */
export function RoomNotes({ room }: { room: Room }) {
  const { notice, problem, announcer } = room
  return (
    <>
      <p role="status" class="sr-only" data-testid="room-announcement">
        {announcer.sentence.value}
      </p>
      <div class="flex flex-col gap-2 px-2 pt-2 empty:hidden sm:px-3">
        {notice.value !== null && (
          <p
            role="status"
            data-testid="room-notice"
            class="flex items-start gap-3 rounded-xl bg-amber-100 px-4 py-2.5 text-amber-950 dark:bg-amber-950 dark:text-amber-100"
          >
            <span class="min-w-0 grow break-words">{notice.value}</span>
            <button
              type="button"
              aria-label={ROOM.dismiss}
              title={ROOM.dismiss}
              onClick={() => room.dismissNotice()}
              data-testid="room-notice-dismiss"
              class="rounded p-0.5"
            >
              <Icon name="close" />
            </button>
          </p>
        )}
        {problem.value !== null && (
          <Alert testId="room-problem" onDismiss={() => room.dismissProblem()}>
            {problem.value}
          </Alert>
        )}
      </div>
    </>
  )
}
