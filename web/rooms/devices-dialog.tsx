import { Dialog } from '../controls/dialog.tsx'
import { DeviceFields } from '../media/device-fields.tsx'
import type { Devices } from '../media/devices.ts'
import { CONTROLS } from '../words/rooms.ts'

interface DevicesDialogProps {
  readonly devices: Devices
  readonly onClose: () => void
}

/** Changes microphone, camera and speaker while one is in a room. */
export function DevicesDialog({ devices, onClose }: DevicesDialogProps) {
  return (
    <Dialog title={CONTROLS.devices} onClose={onClose} testId="room-devices-dialog">
      <DeviceFields choice={devices.choice} />
    </Dialog>
  )
}
