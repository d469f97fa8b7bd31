import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { MenuButton, type MenuItem } from '../controls/menu.tsx'
import { Popover } from '../controls/popover.tsx'
import { DeviceFields } from '../media/device-fields.tsx'
import type { Devices } from '../media/devices.ts'
import { CONTROLS, ROOM } from '../words/rooms.ts'
import type { Room } from './room.ts'

interface RoomMenuProps {
  readonly room: Room
  readonly devices: Devices
  readonly onFullScreen: () => void
  /** Shows which keys do what. */
  readonly onShortcuts: () => void
}

/** What is wanted more rarely in a room: how it is shown, devices, help. */
export function RoomMenu({ room, devices, onFullScreen, onShortcuts }: RoomMenuProps) {
  const { stage } = room
  const choosing = useSignal(false)
  const follows = stage.followsSpeaker.value
  const close = (): void => {
    choosing.value = false
  }
  const items: readonly (MenuItem | false)[] = [
    room.members.value.length > 1 && {
      words: follows ? CONTROLS.grid : CONTROLS.speaker,
      icon: follows ? 'grid' : 'spotlight',
      onClick: () => {
        stage.mode.value = follows ? 'grid' : 'speaker'
      },
      testId: 'room-mode',
    },
    document.fullscreenEnabled && {
      words: CONTROLS.fullScreen,
      icon: 'full-screen',
      onClick: onFullScreen,
      testId: 'room-full-screen',
    },
    {
      words: CONTROLS.devices,
      icon: 'settings',
      onClick: () => {
        choosing.value = true
      },
      testId: 'room-devices',
    },
    {
      words: CONTROLS.shortcuts,
      icon: 'keypad',
      onClick: onShortcuts,
      testId: 'room-shortcuts',
    },
  ]
  return (
    <>
      <Popover
        label={CONTROLS.more}
        icon="more"
        className="size-13 max-sm:size-12 bg-white/15 text-white hover:bg-white/25"
        testId="room-more"
      >
        {(hide) => items.map((item) => item !== false && <MenuButton key={item.testId} item={item} close={hide} />)}
      </Popover>
      {choosing.value && (
        <Dialog title={CONTROLS.devices} onClose={close} testId="room-devices-dialog">
          <DeviceFields choice={devices.choice} />
          <Button onClick={close} testId="room-devices-close">
            {ROOM.close}
          </Button>
        </Dialog>
      )}
    </>
  )
}
