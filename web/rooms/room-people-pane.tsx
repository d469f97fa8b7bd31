import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Field } from '../controls/field.tsx'
import { Icon } from '../controls/icon.tsx'
import { domainOf, readAddress } from '../shell/address.ts'
import { nameOf } from '../words/people.ts'
import { invitationWords } from '../words/rooms.ts'
import type { Room } from './room.ts'
import type { RoomMember } from './room-member.ts'
import { RoomMemberMenu } from './room-member-menu.tsx'

const MENU = 'hover:bg-slate-100 dark:hover:bg-slate-700'

/** Who is here, hands first; whom else to invite. */
export function RoomPeoplePane({ room }: { room: Room }) {
  const place = (session: string): number => {
    const at = room.hands.value.indexOf(session)
    return at < 0 ? Number.POSITIVE_INFINITY : at
  }
  const people: readonly (RoomMember | null)[] = [null, ...room.members.value]
  const sessionOf = (member: RoomMember | null): string => member?.participant.id ?? room.conference.id
  const sorted = people.toSorted((one, other) => {
    const [first, second] = [place(sessionOf(one)), place(sessionOf(other))]
    return first === second ? 0 : first - second
  })
  // Who has joined is among the people already.
  const waiting = room.invitations.value.filter(({ state }) => state !== 'success')
  return (
    <>
      <ul aria-label="People" class="min-h-0 grow divide-y divide-slate-200 overflow-y-auto px-2 dark:divide-slate-700">
        {sorted.map((member) => (
          <Person key={sessionOf(member)} room={room} member={member} hand={room.hands.value.indexOf(sessionOf(member))} />
        ))}
        {waiting.map(({ uri, state }) => (
          <li key={uri} data-testid="room-invited" data-uri={uri} data-state={state} class="flex items-center gap-3 px-2 py-2.5">
            <div class="min-w-0 grow leading-snug">
              <p class="truncate text-slate-600 dark:text-slate-300">{uri}</p>
              <p
                class={`text-sm ${state === 'failed' ? 'text-rose-600 dark:text-rose-400' : 'text-slate-500 dark:text-slate-400'}`}
              >
                Invited: {invitationWords(state)}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <div class="flex flex-col gap-3 border-t border-slate-200 p-3 dark:border-slate-700">
        <InviteForm room={room} />
        <Button icon="mic-off" disabled={room.members.value.length === 0} onClick={() => room.muteAll()} testId="room-mute-all">
          Mute everybody else
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
  const uri = member?.participant.uri ?? room.conference.account
  const muted = member === null ? !room.media.microphone.value : member.muted.value
  return (
    <li data-testid="room-person" data-uri={uri} data-hand={hand >= 0} class="flex items-center gap-2 py-1.5 pl-2">
      <div class="min-w-0 grow leading-snug">
        <p class="truncate font-medium">{member === null ? 'You' : nameOf(member.participant)}</p>
        <p class="truncate text-sm text-slate-500 dark:text-slate-400">{uri}</p>
      </div>
      {hand >= 0 && (
        <span class="flex items-center gap-1 rounded-full bg-amber-400 px-2 py-0.5 text-sm font-semibold text-slate-900">
          <Icon name="hand" className="size-4" />
          <span class="sr-only">Hand raised, number </span>
          {hand + 1}
        </span>
      )}
      {muted && (
        <span class="text-rose-600 dark:text-rose-400">
          <Icon name="mic-off" />
          <span class="sr-only">Muted</span>
        </span>
      )}
      <RoomMemberMenu room={room} member={member} className={MENU} />
    </li>
  )
}

function InviteForm({ room }: { room: Room }) {
  const error = useSignal<string | null>(null)
  const domain = domainOf(room.conference.account)

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    const uri = readAddress(String(new FormData(form).get('room-invite-uri') ?? ''), domain)
    error.value = uri === null ? 'Enter an address such as name@example.com.' : null
    if (uri === null) return
    form.reset()
    room.invite(uri)
  }

  return (
    <form onSubmit={submit} class="flex flex-col gap-3" data-testid="room-invite-form">
      <Field
        name="room-invite-uri"
        label="Invite somebody"
        inputMode="email"
        autocomplete="off"
        placeholder={`name or name@${domain}`}
        error={error.value}
        required
        testId="room-invite-uri"
      />
      <Button type="submit" icon="send" testId="room-invite">
        Invite
      </Button>
    </form>
  )
}
