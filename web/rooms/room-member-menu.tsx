import { Menu, type MenuItem } from '../controls/menu.tsx'
import { nameOf } from '../words/people.ts'
import { MEMBER, TILE } from '../words/rooms.ts'
import { showInWindow } from './picture-window.ts'
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
  const name = member === null ? TILE.yourself : nameOf(member.participant)
  const session = member?.participant.id ?? room.session.value
  const items = [...sizeItems(room, session), ...(member === null ? [] : memberItems(room, member))]
  return <Menu label={TILE.optionsFor(name)} items={items} className={className} testId="room-member-menu" />
}

function sizeItems(room: Room, session: string): readonly MenuItem[] {
  return [
    {
      words: room.pinned.value === session ? MEMBER.unpin : MEMBER.pin,
      icon: 'enlarge',
      onClick: () => room.togglePin(session),
      testId: 'room-member-pin',
    },
    {
      words: room.speakers.value.includes(session) ? MEMBER.noSpeaker : MEMBER.speaker,
      icon: 'people',
      onClick: () => room.toggleSpeaker(session),
      testId: 'room-member-speaker',
    },
  ]
}

function memberItems(room: Room, member: RoomMember): readonly MenuItem[] {
  const { id } = member.participant
  const muted = member.muted.value
  const inWindow = {
    words: MEMBER.pictureInPicture,
    icon: 'window',
    onClick: () => void showInWindow(room.stage, id),
    testId: 'room-member-window',
  } as const
  const lower = { words: MEMBER.lowerHand, icon: 'hand', onClick: () => room.toggleHand(id), testId: 'room-member-hand' } as const
  const speak = {
    words: MEMBER.unmute,
    icon: 'mic',
    onClick: () => room.askToSpeak(member),
    testId: 'room-member-unmute',
  } as const
  const mute = { words: MEMBER.mute, icon: 'mic-off', onClick: () => room.mute(member), testId: 'room-member-mute' } as const
  return [
    ...(member.picture.value && document.pictureInPictureEnabled ? [inWindow] : []),
    ...(muted ? [] : [mute]),
    ...(member.silent.value ? [speak] : []),
    ...(room.hands.value.includes(id) ? [lower] : []),
    {
      words: MEMBER.remove,
      icon: 'close',
      grave: true,
      onClick: () => room.remove(member),
      testId: 'room-member-remove',
    },
  ]
}
