import { signal } from '@preact/signals'
import type { Account, RoomInvitation } from '@weft/client/account'
import { Conference } from '@weft/client/conference'
import { type CallKind, release } from '../media/capture.ts'
import type { Devices } from '../media/devices.ts'
import { Room } from './room.ts'

/** The room that somebody is in, one at a time, and the rooms that others invite to. */
export class Rooms {
  readonly current = signal<Room | null>(null)
  readonly invitations = signal<readonly RoomInvitation[]>([])
  /** What kept a room from being joined, in plain words. */
  readonly problem = signal<string | null>(null)
  /** The browser may be asking its user whether the page may use the microphone. */
  readonly capturing = signal(false)
  readonly devices: Devices
  #account: Account | null = null
  #unsubscribe: (() => void) | null = null

  constructor(devices: Devices) {
    this.devices = devices
  }

  /** Whose rooms these are from now on; what was before is forgotten. */
  use(account: Account | null): void {
    this.#unsubscribe?.()
    this.leave()
    this.#account = account
    this.invitations.value = []
    this.problem.value = null
    this.#unsubscribe = account?.on('invited', (invitation) => this.#note(invitation)) ?? null
  }

  /** Joins a room, with the microphone and perhaps the camera; leaves the one before. @param uri `room@domain` */
  async join(uri: string, kind: CallKind): Promise<void> {
    const account = this.#account
    if (account === null || this.capturing.value) return
    this.invitations.value = this.invitations.value.filter(({ room }) => room !== uri)
    const stream = await this.#capture(kind)
    if (stream === null) return
    if (account !== this.#account) return release(stream)
    this.leave()
    const own = { uri: account.address, displayName: account.displayName }
    this.current.value = new Room(new Conference(account, uri, stream), own, stream, this.devices)
  }

  /** Leaves the room, or puts one away that is over. */
  leave(): void {
    this.current.value?.conference.leave()
    this.current.value = null
  }

  dismiss(invitation: RoomInvitation): void {
    this.invitations.value = this.invitations.value.filter((other) => other !== invitation)
  }

  dismissProblem(): void {
    this.problem.value = null
  }

  async #capture(kind: CallKind): Promise<MediaStream | null> {
    this.capturing.value = true
    this.problem.value = null
    try {
      return await this.devices.capture({ audio: true, video: kind === 'video' })
    } catch (error) {
      this.problem.value = error instanceof Error ? error.message : String(error)
      return null
    } finally {
      this.capturing.value = false
    }
  }

  #note(invitation: RoomInvitation): void {
    const room = this.current.value
    // One is there already, or was asked before.
    if (room?.conference.room === invitation.room && room.state.value.kind !== 'terminated') return
    this.invitations.value = [...this.invitations.value.filter((other) => other.room !== invitation.room), invitation]
  }
}
