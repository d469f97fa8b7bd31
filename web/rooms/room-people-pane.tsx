import type { InvitationStatus } from '@weft/client/conference'
import { Avatar } from '../controls/avatar.tsx'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { nameOf } from '../words/people.ts'
import { invitationWords, PEOPLE, TILE, YOU } from '../words/rooms.ts'
import { InviteForm } from './invite-form.tsx'
import type { Room } from './room.ts'
import type { RoomMember } from './room-member.ts'
import { RoomMemberMenu } from './room-member-menu.tsx'

const MENU = 'hover:bg-slate-100 dark:hover:bg-slate-700'

interface RoomPeoplePaneProps {
  readonly room: Room
  /** Addresses to propose when somebody is invited. */
  readonly contacts: readonly string[]
}

/** Who is here, hands first; whom else to invite. */
export function RoomPeoplePane({ room, contacts }: RoomPeoplePaneProps) {
  const place = (session: string): number => {
    const at = room.hands.value.indexOf(session)
    return at < 0 ? Number.POSITIVE_INFINITY : at
  }
  const people: readonly (RoomMember | null)[] = [null, ...room.members.value]
  const sessionOf = (member: RoomMember | null): string => member?.participant.id ?? room.session.value
  const sorted = people.toSorted((one, other) => {
    const [first, second] = [place(sessionOf(one)), place(sessionOf(other))]
    return first === second ? 0 : first - second
  })
  const here = new Set(room.members.value.map(({ participant }) => participant.uri))
  // Who has joined is among the people already.
  const waiting = room.invitations.value.filter(({ uri, state }) => state !== 'success' && !here.has(uri))
  return (
    <>
      <ul aria-label={PEOPLE.label} class="min-h-0 grow divide-y divide-slate-200 overflow-y-auto px-2 dark:divide-slate-700">
        {sorted.map((member) => (
          <Person key={sessionOf(member)} room={room} member={member} hand={room.hands.value.indexOf(sessionOf(member))} />
        ))}
        {waiting.map((invitation) => (
          <Invited key={invitation.uri} room={room} invitation={invitation} />
        ))}
      </ul>
      <div class="flex flex-col gap-3 border-t border-slate-200 p-3 dark:border-slate-700">
        <InviteForm room={room} contacts={contacts.filter((uri) => !here.has(uri))} />
        <Button icon="mic-off" disabled={room.members.value.length === 0} onClick={() => room.muteAll()} testId="room-mute-all">
          {PEOPLE.muteAll}
        </Button>
      </div>
    </>
  )
}

interface PersonProps {
  readonly room: Room
  /** Null for oneself. */
  readonly member: RoomMember | null
  /** Place among those whose hands are up, from 0; negative where it is not. */
  readonly hand: number
}

function Person({ room, member, hand }: PersonProps) {
  const uri = member?.participant.uri ?? room.own.uri
  const name = member === null ? YOU : nameOf(member.participant)
  const muted = member === null ? !room.media.microphone.value : member.silent.value
  const speaking = member?.speaking.value ?? false
  return (
    <li data-testid="room-person" data-uri={uri} data-hand={hand >= 0} class="flex min-h-14 items-center gap-2.5 py-1.5 pl-2">
      <Avatar
        name={member === null ? nameOf(room.own) : name}
        address={uri}
        className={`size-9 text-sm ${speaking ? 'ring-3 ring-emerald-500' : ''}`}
      />
      <div class="min-w-0 grow leading-snug">
        <bdi class="block truncate text-left font-medium">{name}</bdi>
        {name !== uri && <bdi class="block truncate text-sm text-slate-500 dark:text-slate-400">{uri}</bdi>}
      </div>
      {hand >= 0 && (
        <span class="flex items-center gap-1 rounded-full bg-amber-400 px-2 py-0.5 text-sm font-semibold text-slate-900">
          <Icon name="hand" className="size-4" />
          <span class="sr-only">{TILE.hand}</span>
          {hand + 1}
        </span>
      )}
      {muted && (
        <span class="text-rose-600 dark:text-rose-400" title={PEOPLE.muted}>
          <Icon name="mic-off" />
          <span class="sr-only">{PEOPLE.muted}</span>
        </span>
      )}
      <RoomMemberMenu room={room} member={member} className={MENU} />
    </li>
  )
}

function Invited({ room, invitation }: { room: Room; invitation: InvitationStatus }) {
  const { uri, state } = invitation
  const failed = state === 'failed'
  return (
    <li data-testid="room-invited" data-uri={uri} data-state={state} class="flex items-center gap-2.5 py-2 pl-2">
      <Avatar name={uri} address={uri} className="size-9 text-sm opacity-60" />
      <div class="min-w-0 grow leading-snug">
        <bdi class="block truncate text-slate-600 dark:text-slate-300">{uri}</bdi>
        <p class={`text-sm ${failed ? 'text-rose-600 dark:text-rose-400' : 'text-slate-500 dark:text-slate-400'}`}>
          {PEOPLE.invited}
          {invitationWords(state)}
        </p>
      </div>
      {failed && (
        <button
          type="button"
          aria-label={PEOPLE.inviteAgain}
          title={PEOPLE.inviteAgain}
          onClick={() => room.invite([uri])}
          data-testid="room-invite-again"
          class={`grid size-11 shrink-0 place-items-center rounded-full ${MENU}`}
        >
          <Icon name="retry" />
        </button>
      )}
    </li>
  )
}
