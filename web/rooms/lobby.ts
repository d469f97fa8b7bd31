import type { Devices } from '../media/devices.ts'
import type { Shelf } from '../shell/shelf.ts'
import { OwnMedia, type WantedMedia } from './own-media.ts'

const NAME = 'lobby'

/** The door of a room: what others will see and hear is chosen before one comes in. Nothing of it goes anywhere yet. */
export class Lobby {
  /** `room@domain` */
  readonly uri: string
  readonly media: OwnMedia
  readonly #shelf: Shelf
  #handedOver = false

  constructor(uri: string, devices: Devices, shelf: Shelf) {
    this.uri = uri
    this.#shelf = shelf
    this.media = new OwnMedia(devices)
    void this.media.begin(readWanted(shelf.read(NAME)))
  }

  async toggleMicrophone(): Promise<void> {
    await this.media.setMicrophone(!this.media.microphone.value)
    this.#remember()
  }

  async toggleCamera(): Promise<void> {
    await this.media.setCamera(!this.media.camera.value)
    this.#remember()
  }

  /** What was chosen, for the room: it is no longer given back with the lobby. */
  handOver(): OwnMedia {
    this.#handedOver = true
    return this.media
  }

  /** Whoever was here goes elsewhere: the devices are given back. */
  close(): void {
    if (!this.#handedOver) this.media.close()
  }

  #remember(): void {
    // What could not be had is still wanted the next time.
    if (this.media.problem.value !== null) return
    this.#shelf.write(NAME, { microphone: this.media.microphone.value, camera: this.media.camera.value })
  }
}

/** What was wanted the last time; at first both are, as people meet to be seen. */
function readWanted(kept: unknown): WantedMedia {
  const wanted = (what: keyof WantedMedia): boolean =>
    typeof kept !== 'object' || kept === null || Reflect.get(kept, what) !== false
  return { microphone: wanted('microphone'), camera: wanted('camera') }
}
