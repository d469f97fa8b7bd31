import { computed, effect, signal, untracked } from '@preact/signals'
import { Account, type AccountState } from '@weft/client/account'
import type { Connection } from '@weft/client/connection'
import { ha1 } from '@weft/client/ha1'
import { Calls } from '../calls/calls.ts'
import { Chat, type ChatKeeping } from '../chat/chat.ts'
import type { Devices } from '../media/devices.ts'
import { Rooms } from '../rooms/rooms.ts'
import { domainOf, readAddress, roomDomainOf } from './address.ts'
import { NO_CONFIG, type PageConfig } from './page-config.ts'
import { Preferences } from './preferences.ts'
import { forget, recall, remember } from './remembered.ts'
import type { Route } from './route.ts'
import { sectionOf } from './section.ts'
import type { ServerState } from './server-state.ts'
import { Shelf } from './shelf.ts'

export interface LogIn {
  /** `user@domain` */
  readonly address: string
  /** `""` for guests, and where there is an HA1. */
  readonly password: string
  /** Instead of the password, where that was not kept. */
  readonly ha1?: string
  readonly displayName: string
  /** Whether this browser is to sign in by itself from now on. */
  readonly remember?: boolean
}

/** Characters of a guest's name in its address: nobody else has it, and nobody can guess it. */
const GUEST_ID_LENGTH = 16

/** All that the page knows: one connection, at most one account, and its calls, messages and rooms, each with a state of its own. */
export class Session {
  readonly server = signal<ServerState>('connecting')
  readonly account = signal<Account | null>(null)
  readonly accountState = signal<AccountState | null>(null)
  /** The account has been registered before, or is a guest's: what fails from now on is no failed log-in. */
  readonly loggedIn = signal(false)
  /** The account that was logged out here last, if none was logged in since: `user@domain`. */
  readonly loggedOut = signal<string | null>(null)
  /** Whether the page can be seen: what it shows otherwise, nobody has read. */
  readonly visible = signal(true)
  readonly config = signal<PageConfig>(NO_CONFIG)
  readonly preferences: Preferences
  readonly devices: Devices
  /** What the sign-in form begins with. */
  suggestedAccount = ''
  /** Whether the keys that can be pressed are being shown. */
  readonly helpShown = signal(false)
  /** Where rooms are that are named without a domain. */
  readonly roomDomain = computed(() => roomDomainOf(domainOf(this.account.value?.address ?? ''), this.config.value))
  /** Whether whoever is logged in can only call and join rooms. */
  readonly isGuest = computed(() => this.account.value?.isGuest === true)
  /** What the page shows. */
  readonly route = signal<Route>({ kind: 'home' })
  readonly chat = signal<Chat | null>(null)
  readonly calls: Calls
  readonly rooms: Rooms
  readonly #connection: Connection
  readonly #keeping: ChatKeeping | null
  readonly #shelf: Shelf
  /** The account before has let go of what is kept, or has deleted it: until then the next one must not open anything. */
  #left: Promise<void> = Promise.resolve()

  /** @param keeping where messages are kept on this device, and everything else that is; null: nowhere */
  constructor(connection: Connection, devices: Devices, keeping: ChatKeeping | null = null) {
    this.#keeping = keeping
    this.devices = devices
    this.#shelf = keeping?.shelf ?? new Shelf(null)
    this.preferences = new Preferences(this.#shelf)
    this.#connection = connection
    this.calls = new Calls(devices, this.#shelf)
    this.rooms = new Rooms(devices, this.#shelf)
    // Whoever is called or calls is not to hear the room, nor the room them.
    effect(() => {
      const room = this.rooms.current.value
      const inFront = !this.calls.talking.value
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
  logIn(logIn: LogIn): void {
    this.#forget()
    this.#begin(logIn)
  }

  /** Goes on with a name only: to call and to join rooms, where the operator has guests. */
  enterAsGuest(displayName: string): void {
    const domain = this.config.value.guestDomain
    if (domain === null) return
    const id = this.#connection.platform.uuid().replaceAll('-', '').slice(0, GUEST_ID_LENGTH)
    this.logIn({ address: `${id}@${domain}`, password: '', displayName })
  }

  /** Logs in whoever wanted to be remembered here. What is kept of their messages is there at once, be there a connection or not. */
  resume(): void {
    const account = recall(this.#shelf)
    if (account === null) return
    this.#begin({ ...account, password: '', remember: true })
    this.loggedIn.value = true
  }

  /** Is called something else from now on, by whoever is called next. Calls and rooms end. */
  rename(displayName: string): void {
    this.account.value?.rename(displayName)
  }

  /** Ends the calls, leaves the room and forgets the account, its missed calls and its messages. */
  logOut(): void {
    const { value: chat } = this.chat
    const account = this.account.value
    this.chat.value = null
    this.#leave(chat?.forget())
    this.calls.forget()
    forget(this.#shelf)
    this.#forget()
    this.loggedOut.value = account?.address ?? null
    this.go({ kind: 'home' })
  }

  /** Asks for the password again, where the one that was kept is no longer the right one. Messages stay. */
  askAgain(): void {
    this.suggestedAccount = this.account.value?.address ?? ''
    forget(this.#shelf)
    this.#forget()
  }

  #begin(logIn: LogIn): void {
    const { address, password, displayName, remember: keep = false } = logIn
    const clearPassword = this.config.value.clearPasswordDomains.includes(domainOf(address).toLowerCase())
    const secret = logIn.ha1 ?? (password === '' || clearPassword ? undefined : ha1(address, password))
    const options = { address, password, displayName, clearPassword, userAgent: 'Weft web' }
    const account = new Account(this.#connection, secret === undefined ? options : { ...options, ha1: secret })
    this.loggedOut.value = null
    this.account.value = account
    this.accountState.value = account.state
    // Guests do not register, so that there is nobody to whom messages could come.
    if (!account.isGuest) this.chat.value = new Chat(account, this.visible, this.#keepingOnceLeft())
    account.on('state', (state) => {
      this.accountState.value = state
      if (state.kind !== (account.isGuest ? 'added' : 'registered')) return
      this.loggedIn.value = true
      if (keep && secret !== undefined) remember(this.#shelf, { address, ha1: secret, displayName: account.displayName })
    })
    this.calls.use(account)
    this.rooms.use(account)
    if (!account.isGuest) {
      account.register()
      return
    }
    if (sectionOf(this.route.value) === 'chats') this.go({ kind: 'rooms' })
    if (account.state.kind === 'added') this.loggedIn.value = true
  }

  #forget(): void {
    this.rooms.use(null)
    this.account.value?.remove()
    this.account.value = null
    this.#leave(this.chat.value?.close())
    this.chat.value = null
    this.calls.use(null)
    this.accountState.value = null
    this.loggedIn.value = false
  }

  #leave(left: Promise<void> | undefined): void {
    const before = this.#left
    this.#left = Promise.allSettled([before, left]).then(() => undefined)
  }

  #keepingOnceLeft(): ChatKeeping | null {
    const [keeping, left] = [this.#keeping, this.#left]
    if (keeping === null) return null
    const { openArchive, openKeys } = keeping
    return {
      ...keeping,
      openArchive: (account) => left.then(() => openArchive(account)),
      ...(openKeys !== undefined && { openKeys: (account) => left.then(() => openKeys(account)) }),
    }
  }

  #follow(kind: Route['kind'], chosen: Route | null, list: Route): void {
    if (chosen !== null) this.go(chosen)
    else if (this.route.value.kind === kind) this.go(list)
  }

  /** Shows something else; the browser's Back comes back to what was shown before. */
  go(route: Route): void {
    this.route.value = route
  }
}

function showChat(chat: Chat, route: Route, domain: string): void {
  const contact = route.kind === 'chat' ? readAddress(route.contact, domain) : null
  if (contact === null) chat.hide()
  else chat.show(contact)
}
