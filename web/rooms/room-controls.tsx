import type { Signal } from '@preact/signals'
import { RoundButton } from '../controls/button.tsx'
import type { Devices } from '../media/devices.ts'
import { CONTROLS, ROOM } from '../words/rooms.ts'
import type { Room } from './room.ts'
import { RoomMenu } from './room-menu.tsx'
import type { Pane } from './room-panel.tsx'

interface RoomControlsProps {
  readonly room: Room
  readonly devices: Devices
  /** What is shown beside the participants; null for nothing. */
  readonly panel: Signal<Pane | null>
  readonly onFullScreen: () => void
  readonly onShortcuts: () => void
  readonly onLeave: () => void
}

/** What can be done in a room that is not over. */
export function RoomControls({ room, devices, panel, onFullScreen, onShortcuts, onLeave }: RoomControlsProps) {
  const { media, chat } = room
  const { busy, microphone, camera, sharing } = media
  const unread = panel.value === 'chat' ? 0 : chat.unread.value
  return (
    <div role="toolbar" aria-label={CONTROLS.label} class="flex flex-wrap justify-center gap-1 sm:gap-3">
      <RoundButton
        label={microphone.value ? CONTROLS.microphoneOff : CONTROLS.microphoneOn}
        icon={microphone.value ? 'mic' : 'mic-off'}
        pressed={!microphone.value}
        disabled={busy.value}
        onClick={() => room.toggleMicrophone()}
        testId="room-mute-mic"
      />
      {room.hasPictures.value && (
        <RoundButton
          label={camera.value ? CONTROLS.cameraOff : CONTROLS.cameraOn}
          icon={camera.value ? 'video' : 'video-off'}
          pressed={!camera.value}
          disabled={busy.value || sharing.value}
          onClick={() => void media.toggleCamera()}
          testId="room-camera"
        />
      )}
      {devices.hasScreen && room.hasPictures.value && (
        <RoundButton
          label={sharing.value ? CONTROLS.screenOff : CONTROLS.screenOn}
          icon="screen"
          pressed={sharing.value}
          disabled={busy.value}
          onClick={() => void room.toggleScreen()}
          testId="room-share-screen"
        />
      )}
      <RoundButton
        label={room.handUp.value ? CONTROLS.handDown : CONTROLS.handUp}
        icon="hand"
        pressed={room.handUp.value}
        onClick={() => room.toggleHand()}
        testId="room-hand"
      />
      <span class="relative">
        <RoundButton
          label={panel.value === null ? CONTROLS.panelOn : CONTROLS.panelOff}
          icon="message"
          pressed={panel.value !== null}
          onClick={() => {
            panel.value = panel.value === null ? 'chat' : null
          }}
          testId="room-panel-toggle"
        />
        {unread > 0 && (
          <span
            data-testid="room-unread"
            class="pointer-events-none absolute -top-1 -right-1 min-w-6 rounded-full bg-indigo-600 px-1.5 text-center text-sm font-semibold text-white"
          >
            {unread > 99 ? '99+' : unread}
            <span class="sr-only"> {CONTROLS.unread}</span>
          </span>
        )}
      </span>
      <RoomMenu room={room} devices={devices} onFullScreen={onFullScreen} onShortcuts={onShortcuts} />
      <RoundButton label={ROOM.leave} icon="hang-up" colour="stop" onClick={onLeave} testId="room-leave" />
    </div>
  )
}
