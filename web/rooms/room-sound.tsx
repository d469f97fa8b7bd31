import { useEffect, useRef } from 'preact/hooks'
import type { Room } from './room.ts'
import type { RoomMember } from './room-member.ts'

/** Everybody else's sound, whether or not they are on the page that is shown. */
export function RoomSound({ room, speaker }: { room: Room; speaker: string | null }) {
  return room.members.value.map((member) => <Sound key={member.participant.id} member={member} speaker={speaker} />)
}

function Sound({ member, speaker }: { member: RoomMember; speaker: string | null }) {
  const element = useRef<HTMLAudioElement>(null)
  const stream = member.stream.value
  useEffect(() => {
    if (element.current !== null) element.current.srcObject = stream
  }, [stream])
  useEffect(() => {
    // Not in every browser; and a speaker that is gone leaves the sound where it is.
    void element.current?.setSinkId?.(speaker ?? '').catch(() => undefined)
  }, [speaker])
  // biome-ignore lint/a11y/useMediaCaption: what people say live has no captions
  return <audio ref={element} autoplay data-testid="room-sound" />
}
