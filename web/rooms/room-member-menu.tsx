import { Menu, type MenuItem } from '../controls/menu.tsx'
import { nameOf } from '../words/people.ts'
import type { Room } from './room.ts'
import type { RoomMember } from './room-member.ts'

interface RoomMemberMenuProps {
  readonly room: Room
  /** Null for oneself. */
  readonly member: RoomMember | null
  readonly className: string
}

/** What can be done about a participant, oneself included. */
export function RoomMemberMenu({ room, member, className }: RoomMemberMenuProps) {
  const name = member === null ? 'yourself' : nameOf(member.participant)
  const session = member?.participant.id ?? room.conference.id
  const items = [...sizeItems(room, session), ...(member === null ? [] : memberItems(room, member))]
  return <Menu label={`Options for ${name}`} items={items} className={className} testId="room-member-menu" />
}

function sizeItems(room: Room, session: string): readonly MenuItem[] {
  return [
    {
      words: room.pinned.value === session ? 'Back to the usual size' : 'Enlarge for me',
      icon: 'enlarge',
      onClick: () => room.togglePin(session),
      testId: 'room-member-pin',
    },
    {
      words: room.speakers.value.includes(session) ? 'Usual size for everybody' : 'Enlarge for everybody',
      icon: 'people',
      onClick: () => room.toggleSpeaker(session),
      testId: 'room-member-speaker',
    },
  ]
}

function memberItems(room: Room, member: RoomMember): readonly MenuItem[] {
  const { id } = member.participant
  const muted = member.muted.value
  const lower = { words: 'Lower the hand', icon: 'hand', onClick: () => room.toggleHand(id), testId: 'room-member-hand' } as const
  return [
    {
      words: muted ? 'Let speak again' : 'Mute',
      icon: muted ? 'mic' : 'mic-off',
      onClick: () => room.muteMember(member),
      testId: 'room-member-mute',
    },
    ...(room.hands.value.includes(id) ? [lower] : []),
    {
      words: 'Remove from the room',
      icon: 'close',
      grave: true,
      onClick: () => room.remove(member),
      testId: 'room-member-remove',
    },
  ]
}
