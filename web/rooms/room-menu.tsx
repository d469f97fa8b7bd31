import { useSignal } from '@preact/signals'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { MenuButton, type MenuItem } from '../controls/menu.tsx'
import { Popover } from '../controls/popover.tsx'
import { DeviceFields } from '../media/device-fields.tsx'
import type { Devices } from '../media/devices.ts'
import { CONTROLS, ROOM, ROOM_SHORTCUTS } from '../words/rooms.ts'
import type { Room } from './room.ts'

interface RoomMenuProps {
  readonly room: Room
  readonly devices: Devices
  readonly onFullScreen: () => void
}

/** What is wanted more rarely in a room: how it is shown, devices, which keys do what. */
export function RoomMenu({ room, devices, onFullScreen }: RoomMenuProps) {
  const { stage } = room
  const dialog = useSignal<'devices' | 'shortcuts' | null>(null)
  const follows = stage.followsSpeaker.value
  const close = (): void => {
    dialog.value = null
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
        dialog.value = 'devices'
      },
      testId: 'room-devices',
    },
    {
      words: CONTROLS.shortcuts,
      icon: 'keypad',
      onClick: () => {
        dialog.value = 'shortcuts'
      },
      testId: 'room-shortcuts',
    },
  ]
  return (
    <>
      <Popover label={CONTROLS.more} icon="more" className="size-13 bg-white/15 text-white hover:bg-white/25" testId="room-more">
        {(hide) => items.map((item) => item !== false && <MenuButton key={item.testId} item={item} close={hide} />)}
      </Popover>
      {dialog.value === 'devices' && (
        <Dialog title={CONTROLS.devices} onClose={close} testId="room-devices-dialog">
          <DeviceFields choice={devices.choice} />
          <Button onClick={close} testId="room-devices-close">
            {ROOM.close}
          </Button>
        </Dialog>
      )}
      {dialog.value === 'shortcuts' && (
        <Dialog title={CONTROLS.shortcuts} onClose={close} testId="room-shortcuts-dialog">
          <dl class="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
            {ROOM_SHORTCUTS.map(([key, what]) => (
              <Shortcut key={key} letter={key} what={what} />
            ))}
          </dl>
          <Button onClick={close} testId="room-shortcuts-close">
            {ROOM.close}
          </Button>
        </Dialog>
      )}
    </>
  )
}

function Shortcut({ letter, what }: { letter: string; what: string }) {
  return (
    <>
      <dt>
        <kbd class="grid size-8 place-items-center rounded-lg bg-slate-100 font-sans font-semibold ring-1 ring-slate-300 dark:bg-slate-700 dark:ring-slate-500">
          {letter}
        </kbd>
      </dt>
      <dd>{what}</dd>
    </>
  )
}
