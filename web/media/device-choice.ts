import { signal } from '@preact/signals'
import type { Shelf } from '../shell/shelf.ts'

export const DEVICE_KINDS = ['microphone', 'camera', 'speaker'] as const
export type DeviceKind = (typeof DEVICE_KINDS)[number]

/** One device of its kind. */
export interface Device {
  /** The browser's own; the same at the next visit. */
  readonly id: string
  /** `""` until the browser has given out a microphone or camera once. */
  readonly label: string
}

const KIND_OF: Readonly<Record<MediaDeviceKind, DeviceKind>> = {
  audioinput: 'microphone',
  videoinput: 'camera',
  audiooutput: 'speaker',
}

const NAME = 'devices'

type Source = Pick<MediaDevices, 'enumerateDevices' | 'addEventListener'>

/** The microphones, cameras and speakers that there are, and which of them the page uses; the choice is kept on this device. */
export class DeviceChoice {
  readonly known = signal<Readonly<Record<DeviceKind, readonly Device[]>>>({ microphone: [], camera: [], speaker: [] })
  /** By id; null is what the browser takes by itself, and so is a device that is not there. */
  readonly chosen = signal<Readonly<Record<DeviceKind, string | null>>>({ microphone: null, camera: null, speaker: null })
  readonly #source: Source | undefined
  readonly #shelf: Shelf

  constructor(source: Source | undefined, shelf: Shelf) {
    this.#source = source
    this.#shelf = shelf
    this.chosen.value = readChoice(shelf.read(NAME))
    source?.addEventListener('devicechange', () => void this.refresh())
  }

  /** Looks which devices there are. Browsers tell names only while, or after, a microphone or camera was given out. */
  async refresh(): Promise<void> {
    const found = await this.#source?.enumerateDevices().catch(() => [])
    const ofKind = (kind: DeviceKind): readonly Device[] =>
      (found ?? [])
        .filter((device) => KIND_OF[device.kind] === kind && device.deviceId !== '')
        .map(({ deviceId, label }) => ({ id: deviceId, label }))
    this.known.value = { microphone: ofKind('microphone'), camera: ofKind('camera'), speaker: ofKind('speaker') }
  }

  /** The device that was chosen, where it is there. */
  present(kind: DeviceKind): string | null {
    return this.known.value[kind].find(({ id }) => id === this.chosen.value[kind])?.id ?? null
  }

  /** @param id null for what the browser takes by itself */
  choose(kind: DeviceKind, id: string | null): void {
    this.chosen.value = { ...this.chosen.value, [kind]: id }
    this.#shelf.write(NAME, this.chosen.value)
  }
}

function readChoice(kept: unknown): Readonly<Record<DeviceKind, string | null>> {
  const idOf = (kind: DeviceKind): string | null => {
    const id = typeof kept === 'object' && kept !== null ? Reflect.get(kept, kind) : null
    return typeof id === 'string' && id !== '' ? id : null
  }
  return { microphone: idOf('microphone'), camera: idOf('camera'), speaker: idOf('speaker') }
}
