import type { RoomInvitation } from '@weft/client/account'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { roomName } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { nameOf } from '../words/people.ts'

/** Rooms that others invite to, above everything else. */
export function RoomInvitations({ session }: { session: Session }) {
  return session.rooms.invitations.value.map((invitation) => (
    <Invitation key={invitation.room} session={session} invitation={invitation} />
  ))
}

function Invitation({ session, invitation }: { session: Session; invitation: RoomInvitation }) {
  const { room, originator } = invitation
  const { rooms } = session
  const unable = rooms.capturing.value
  const domain = session.roomDomain.value
  return (
    <section
      role="alert"
      aria-label="Invitation to a room"
      data-testid="room-invitation"
      data-room={room}
      class="flex flex-wrap items-center gap-x-6 gap-y-3 border-b border-indigo-200 bg-indigo-50 px-4 py-3 shadow-md sm:px-6 dark:border-indigo-800 dark:bg-indigo-950"
    >
      <div class="flex min-w-0 items-center gap-3">
        <span class="grid size-11 shrink-0 place-items-center rounded-full bg-indigo-600 text-white">
          <Icon name="people" className="size-6" />
        </span>
        <div class="min-w-0 leading-snug">
          <p class="truncate text-sm text-indigo-700 dark:text-indigo-300">{nameOf(originator)} invites you to the room</p>
          <p class="truncate text-lg font-semibold">{roomName(room, domain)}</p>
        </div>
      </div>
      <div class="flex grow flex-wrap justify-end gap-3 max-sm:grid max-sm:grid-cols-2">
        <Button colour="go" icon="video" disabled={unable} onClick={() => void rooms.join(room, 'video')} testId="invite-join">
          Join
        </Button>
        <Button
          colour="go"
          icon="mic"
          disabled={unable}
          onClick={() => void rooms.join(room, 'audio')}
          testId="invite-join-audio"
        >
          Audio only
        </Button>
        <div class="grid max-sm:col-span-2">
          <Button onClick={() => rooms.dismiss(invitation)} testId="invite-dismiss">
            Dismiss
          </Button>
        </div>
      </div>
    </section>
  )
}
