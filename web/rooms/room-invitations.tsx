import type { RoomInvitation } from '@weft/client/account'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { roomName } from '../shell/address.ts'
import type { Session } from '../shell/session.ts'
import { nameOf } from '../words/people.ts'
import { INVITATION } from '../words/rooms.ts'

/** Rooms that others invite to, above everything else. */
export function RoomInvitations({ session }: { session: Session }) {
  return session.rooms.invitations.value.map((invitation) => (
    <Invitation key={invitation.room} session={session} invitation={invitation} />
  ))
}

function Invitation({ session, invitation }: { session: Session; invitation: RoomInvitation }) {
  const { room, originator } = invitation
  const { rooms } = session
  const domain = session.roomDomain.value

  function accept(): void {
    rooms.dismiss(invitation)
    session.go({ kind: 'room', room })
  }

  return (
    <section
      role="alert"
      aria-label={INVITATION.label}
      data-testid="room-invitation"
      data-room={room}
      class="flex flex-wrap items-center gap-x-6 gap-y-3 border-b border-indigo-200 bg-indigo-50 px-4 py-3 shadow-md sm:px-6 dark:border-indigo-800 dark:bg-indigo-950"
    >
      <div class="flex min-w-0 items-center gap-3">
        <span class="grid size-11 shrink-0 place-items-center rounded-full bg-indigo-600 text-white">
          <Icon name="people" className="size-6" />
        </span>
        <div class="min-w-0 leading-snug">
          <p class="truncate text-sm text-indigo-700 dark:text-indigo-300">{INVITATION.invites(nameOf(originator))}</p>
          <p class="truncate text-lg font-semibold">
            <bdi>{roomName(room, domain)}</bdi>
          </p>
        </div>
      </div>
      <div class="flex grow flex-wrap justify-end gap-3 max-sm:grid max-sm:grid-cols-2">
        <Button colour="go" icon="people" onClick={accept} testId="invite-join">
          {INVITATION.join}
        </Button>
        <Button onClick={() => rooms.dismiss(invitation)} testId="invite-dismiss">
          {INVITATION.dismiss}
        </Button>
      </div>
    </section>
  )
}
