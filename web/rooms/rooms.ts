import { signal } from '@preact/signals'
import type { Account, RoomInvitation } from '@weft/client/account'
import type { Devices } from '../media/devices.ts'
import type { Shelf } from '../shell/shelf.ts'
import { PAGE } from '../words/shell.ts'
import { Lobby } from './lobby.ts'
import { RecentRooms } from './recent-rooms.ts'
import type { Room } from './room.ts'

/** The room that somebody is in, one at a time, the door of another one perhaps, and the rooms that others invite to. */
export class Rooms {
  readonly current = signal<Room | null>(null)
  /** Where it is chosen what to join with. */
  readonly lobby = signal<Lobby | null>(null)
  readonly invitations = signal<readonly RoomInvitation[]>([])
  readonly recent: RecentRooms
  /** What kept a room from being joined, in plain words. */
  readonly problem = signal<string | null>(null)
  readonly devices: Devices
  readonly #shelf: Shelf
  #account: Account | null = null
  #unsubscribe: (() => void) | null = null

  /** @param shelf where it is kept which rooms one was in, and what one joined with */
  constructor(devices: Devices, shelf: Shelf) {
    this.devices = devices
    this.#shelf = shelf
    this.recent = new RecentRooms(shelf)
  }

  /** Whose rooms these are from now on; what was before is forgotten. */
  use(account: Account | null): void {
    this.#unsubscribe?.()
    this.leave()
    if (account !== null) this.recent.open(account.address)
    else if (this.#account !== null) {
      this.recent.forget()
      // A guest, who has no account yet, stays at the door.
      this.turnBack()
    }
    this.#account = account
    this.invitations.value = []
    this.problem.value = null
    this.#unsubscribe = account?.on('invited', (invitation) => this.#note(invitation)) ?? null
  }

  /** Goes to the door of a room, from any other door. @param uri `room@domain` */
  approach(uri: string): void {
    if (this.lobby.value?.uri === uri) return
    this.turnBack()
    this.problem.value = null
    this.lobby.value = new Lobby(uri, this.devices, this.#shelf)
  }

  /** Goes away from the door. */
  turnBack(): void {
    this.lobby.value?.close()
    this.lobby.value = null
  }

  /**
   * Joins the room at whose door one is, with what was chosen there; leaves the one before.
   * @param simulcast whether pictures are sent in several sizes
   */
  async join(simulcast = false): Promise<void> {
    const account = this.#account
    const lobby = this.lobby.value
    if (account === null || lobby === null) return
    this.problem.value = null
    try {
      const { Room } = await import('./room.ts')
      if (account !== this.#account || lobby !== this.lobby.value) return
      this.leave()
      this.invitations.value = this.invitations.value.filter(({ room }) => room !== lobby.uri)
      this.current.value = new Room(account, lobby.uri, lobby.handOver(), this.devices, simulcast)
      this.recent.add(lobby.uri)
      this.turnBack()
    } catch {
      this.problem.value = PAGE.loadFailed
    }
  }

  /** Leaves the room, or puts one away that is over. */
  leave(): void {
    this.current.value?.leave()
    this.current.value = null
  }

  dismiss(invitation: RoomInvitation): void {
    this.invitations.value = this.invitations.value.filter((other) => other !== invitation)
  }

  dismissProblem(): void {
    this.problem.value = null
  }

  #note(invitation: RoomInvitation): void {
    const room = this.current.value
    // One is there already, or was asked before.
    if (room?.uri === invitation.room && room.state.value.kind !== 'terminated') return
    this.invitations.value = [...this.invitations.value.filter((other) => other.room !== invitation.room), invitation]
  }
}
