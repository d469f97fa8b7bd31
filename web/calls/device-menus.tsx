import { MenuButton } from '../controls/menu.tsx'
import { Popover } from '../controls/popover.tsx'
import type { Device, DeviceChoice, DeviceKind } from '../media/device-choice.ts'
import { CONTROLS } from '../words/calls.ts'
import { DEFAULT_DEVICE, DEVICE_NAMES, deviceWords } from '../words/devices.ts'
import type { PhoneCall } from './phone-call.ts'

/** A small button that belongs to the one before it. */
const BESIDE = '-ml-3 size-8 text-white hover:bg-white/20 disabled:opacity-40 max-sm:hidden'

interface MenuProps {
  readonly call: PhoneCall
  readonly choice: DeviceChoice
}

/** Which microphone speaks and which speaker is heard. */
export function SoundMenu({ call, choice }: MenuProps) {
  return (
    <Popover label={CONTROLS.sound} icon="minimize" className={BESIDE} testId="choose-sound">
      {(close) => (
        <>
          <DeviceList call={call} choice={choice} kind="microphone" close={close} />
          <DeviceList call={call} choice={choice} kind="speaker" close={close} />
        </>
      )}
    </Popover>
  )
}

/** Which camera is seen, and whether any is. */
export function CameraMenu({ call, choice, answered }: MenuProps & { answered: boolean }) {
  return (
    <Popover label={CONTROLS.camera} icon="minimize" className={BESIDE} testId="choose-camera">
      {(close) => (
        <>
          <DeviceList call={call} choice={choice} kind="camera" close={close} />
          {call.picture.kind.value !== 'none' && answered && <RemoveVideo call={call} close={close} />}
        </>
      )}
    </Popover>
  )
}

/** Takes the own picture out of the call. */
export function RemoveVideo({ call, close }: { call: PhoneCall; close: () => void }) {
  const { picture } = call
  return (
    <MenuButton
      item={{
        words: CONTROLS.removeVideo,
        icon: 'video-off',
        onClick: () => void call.change(() => picture.remove()),
        testId: 'remove-video',
      }}
      close={close}
    />
  )
}

interface DeviceListProps extends MenuProps {
  readonly kind: DeviceKind
  readonly close: () => void
}

/** The devices of a kind; one that is chosen is used at once. Nothing where there is nothing to choose. */
export function DeviceList({ call, choice, kind, close }: DeviceListProps) {
  const devices = choice.known.value[kind]
  const chosen = choice.chosen.value[kind]
  if (devices.length === 0) return null
  const there = devices.some(({ id }) => id === chosen)
  const line = (device: Device | null, words: string, number: number) => (
    <MenuButton
      key={number}
      item={{ words, icon: 'tick', onClick: () => void use(call, choice, kind, device), testId: `${kind}-${number}` }}
      chosen={device === null ? !there : device.id === chosen}
      close={close}
    />
  )
  return (
    <fieldset class="mb-1 border-0 p-0">
      <legend class="px-3 pt-1.5 pb-1 text-xs font-medium text-slate-500 dark:text-slate-400">{DEVICE_NAMES[kind]}</legend>
      {line(null, DEFAULT_DEVICE, 0)}
      {devices
        // Chromium lists the system's own choice as one more device.
        .filter(({ id }) => id !== 'default')
        .map((device, index) => line(device, deviceWords(kind, device.label, index + 1), index + 1))}
    </fieldset>
  )
}

async function use(call: PhoneCall, choice: DeviceChoice, kind: DeviceKind, device: Device | null): Promise<void> {
  choice.choose(kind, device?.id ?? null)
  if (kind === 'microphone') await call.change(() => call.sound.renew())
  if (kind === 'camera' && call.picture.kind.value === 'camera') await call.change(() => call.picture.showCamera())
}
