import type { Signal } from '@preact/signals'
import { RoundButton } from '../controls/button.tsx'
import type { Room } from './room.ts'
import type { Rooms } from './rooms.ts'

interface RoomControlsProps {
  readonly rooms: Rooms
  readonly room: Room
  /** Whether what lies beside the participants is shown. */
  readonly panel: Signal<boolean>
}

/** What can be done in a room that is not over. */
export function RoomControls({ rooms, room, panel }: RoomControlsProps) {
  const { media, chat } = room
  const { busy, microphone, camera, sharing } = media
  const unread = panel.value ? 0 : chat.unread.value
  return (
    <div role="toolbar" aria-label="Room controls" class="flex flex-wrap justify-center gap-2 sm:gap-3">
      <RoundButton
        label={microphone.value ? 'Switch the microphone off' : 'Switch the microphone on'}
        icon={microphone.value ? 'mic' : 'mic-off'}
        pressed={!microphone.value}
        onClick={() => room.toggleMicrophone()}
        testId="room-mute-mic"
      />
      {room.hasPictures.value && (
        <RoundButton
          label={camera.value ? 'Switch the camera off' : 'Switch the camera on'}
          icon={camera.value ? 'video' : 'video-off'}
          pressed={!camera.value}
          disabled={busy.value || sharing.value}
          onClick={() => void media.toggleCamera()}
          testId="room-camera"
        />
      )}
      {rooms.devices.hasScreen && room.hasPictures.value && (
        <RoundButton
          label={sharing.value ? 'Stop showing your screen' : 'Show your screen'}
          icon="screen"
          pressed={sharing.value}
          disabled={busy.value}
          onClick={() => void media.toggleScreen()}
          testId="room-share-screen"
        />
      )}
      <RoundButton
        label={room.handUp.value ? 'Lower your hand' : 'Raise your hand'}
        icon="hand"
        pressed={room.handUp.value}
        onClick={() => room.toggleHand()}
        testId="room-hand"
      />
      <span class="relative">
        <RoundButton
          label={panel.value ? 'Hide chat, people and files' : 'Show chat, people and files'}
          icon="message"
          pressed={panel.value}
          onClick={() => {
            panel.value = !panel.value
          }}
          testId="room-panel-toggle"
        />
        {unread > 0 && (
          <span
            data-testid="room-unread"
            class="pointer-events-none absolute -top-1 -right-1 min-w-6 rounded-full bg-indigo-500 px-1.5 text-center text-sm font-semibold text-white"
          >
            {unread}
            <span class="sr-only"> unread messages</span>
          </span>
        )}
      </span>
      <RoundButton label="Leave the room" icon="hang-up" colour="stop" onClick={() => rooms.leave()} testId="room-leave" />
    </div>
  )
}
