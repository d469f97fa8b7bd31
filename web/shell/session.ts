import { effect, signal, untracked } from '@preact/signals'
import { Account, type AccountState } from '@weft/client/account'
import type { Connection } from '@weft/client/connection'
import { Calls } from '../calls/calls.ts'
import { Chat, type ChatKeeping } from '../chat/chat.ts'
import type { Devices } from '../media/devices.ts'
import { Rooms } from '../rooms/rooms.ts'
import { domainOf, readAddress } from './address.ts'
import type { Route } from './route.ts'
import type { ServerState } from './server-state.ts'

export interface LogIn {
  /** `user@domain` */
  readonly address: string
  readonly password: string
  readonly displayName: string
}

/** All that the page knows: one connection, at most one account, and its calls, messages and rooms, each with a state of its own. */
export class Session {
  readonly server = signal<ServerState>('connecting')
  readonly account = signal<Account | null>(null)
  readonly accountState = signal<AccountState | null>(null)
  /** The account was registered since the log-in: what fails from now on is no failed log-in. */
  readonly loggedIn = signal(false)
  /** Whether the page can be seen: what it shows otherwise, nobody has read. */
  readonly visible = signal(true)
  /** What the page shows. */
  readonly route = signal<Route>({ kind: 'home' })
  readonly chat = signal<Chat | null>(null)
  readonly calls: Calls
  readonly rooms: Rooms
  readonly #connection: Connection
  readonly #keeping: ChatKeeping | null

  /** @param keeping where messages are kept on this device; null: nowhere */
  constructor(connection: Connection, devices: Devices, keeping: ChatKeeping | null = null) {
    this.#keeping = keeping
    this.#connection = connection
    this.calls = new Calls(devices)
    this.rooms = new Rooms(devices)
    // Whoever is called or calls is not to hear the room, nor the room them.
    effect(() => {
      const room = this.rooms.current.value
      const inFront = this.calls.front.value === null
      untracked(() => room?.media.setInFront(inFront))
    })
    // What was just dialled, answered or joined is shown, and what is over is shown no longer.
    effect(() => {
      const call = this.calls.front.value
      untracked(() => this.#follow('call', call && { kind: 'call', uri: call.call.remote.uri }, { kind: 'calls' }))
    })
    effect(() => {
      const room = this.rooms.current.value
      untracked(() => this.#follow('room', room && { kind: 'room', room: room.conference.room }, { kind: 'rooms' }))
    })
    effect(() => {
      const chat = this.chat.value
      const route = this.route.value
      untracked(() => chat !== null && showChat(chat, route, domainOf(this.account.value?.address ?? '')))
    })
    connection.on('state', ({ kind }) => {
      if (kind === 'ready') this.server.value = 'ready'
      else if (kind !== 'connecting') this.server.value = 'away'
    })
  }

  /** Logs in, instead of whoever was logged in before; what the page is to show stays. */
  logIn({ address, password, displayName }: LogIn): void {
    this.#forget()
    const account = new Account(this.#connection, { address, password, displayName, userAgent: 'Weft web' })
    this.account.value = account
    this.accountState.value = account.state
    this.chat.value = new Chat(account, this.visible, this.#keeping)
    account.on('state', (state) => {
      this.accountState.value = state
      if (state.kind !== 'registered') return
      this.loggedIn.value = true
    })
    this.calls.use(account)
    this.rooms.use(account)
    account.register()
  }

  /** Ends the calls, leaves the room and forgets the account, its missed calls and its messages. */
  logOut(): void {
    this.chat.value?.forget()
    this.#forget()
    this.go({ kind: 'home' })
  }

  #forget(): void {
    this.rooms.use(null)
    this.account.value?.remove()
    this.account.value = null
    this.chat.value?.close()
    this.chat.value = null
    this.calls.use(null)
    this.accountState.value = null
    this.loggedIn.value = false
  }

  #follow(kind: Route['kind'], chosen: Route | null, list: Route): void {
    if (chosen !== null) this.go(chosen)
    else if (this.route.value.kind === kind) this.go(list)
  }

  /** Shows something else; the browser's Back comes back to what was shown before. */
  go(route: Route): void {
    this.route.value = route
  }

  /** Tries to reach the server now instead of at the next attempt. */
  reconnect(): void {
    this.#connection.connect()
  }
}

function showChat(chat: Chat, route: Route, domain: string): void {
  const contact = route.kind === 'chat' ? readAddress(route.contact, domain) : null
  if (contact === null) chat.hide()
  else chat.show(contact)
}
