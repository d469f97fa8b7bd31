import { computed, effect, signal, untracked } from '@preact/signals'
import { Account, type AccountState } from '@weft/client/account'
import type { Call, Party } from '@weft/client/call'
import type { Connection } from '@weft/client/connection'
import { PhoneCall } from '../calls/phone-call.ts'
import { Chat } from '../chat/chat.ts'
import { type CallKind, release } from '../media/capture.ts'
import type { Devices } from '../media/devices.ts'
import { Rooms } from '../rooms/rooms.ts'
import type { ServerState } from './server-state.ts'

/** As many missed calls are shown; older ones are forgotten. */
const MAX_MISSED = 50

export interface MissedCall extends Party {
  /** ms since the epoch */
  readonly at: number
}

export interface LogIn {
  /** `user@domain` */
  readonly address: string
  readonly password: string
  readonly displayName: string
}

const isOver = (call: PhoneCall): boolean => call.state.value.kind === 'terminated'
const isWaiting = (call: PhoneCall): boolean => call.state.value.kind === 'incoming'

/** The state of the page: one connection, at most one account, its calls, messages and room. Views read its signals and call its methods. */
export class Phone {
  readonly server = signal<ServerState>('connecting')
  readonly account = signal<Account | null>(null)
  readonly accountState = signal<AccountState | null>(null)
  /** The account was registered since the log-in: what fails from now on is no failed log-in. */
  readonly loggedIn = signal(false)
  readonly chat = signal<Chat | null>(null)
  /** Whether the page can be seen: what it shows otherwise, nobody has read. */
  readonly visible = signal(true)
  readonly calls = signal<readonly PhoneCall[]>([])
  /** The call that is heard and seen. */
  readonly front = signal<PhoneCall | null>(null)
  readonly missed = signal<readonly MissedCall[]>([])
  /** What kept a call from being made or answered, in plain words. */
  readonly problem = signal<string | null>(null)
  /** The browser may be asking its user whether the page may use the microphone. */
  readonly capturing = signal(false)
  /** Calls that wait to be answered. */
  readonly incoming = computed(() => this.calls.value.filter(isWaiting))
  /** All others, those included that have ended and were not put away yet. */
  readonly open = computed(() => this.calls.value.filter((call) => !isWaiting(call)))
  readonly rooms: Rooms
  readonly #connection: Connection
  readonly #devices: Devices

  constructor(connection: Connection, devices: Devices) {
    this.#connection = connection
    this.#devices = devices
    this.rooms = new Rooms(devices)
    // Whoever is called or calls is not to hear the room, nor the room them.
    effect(() => {
      const room = this.rooms.current.value
      const inFront = this.front.value === null
      untracked(() => room?.media.setInFront(inFront))
    })
    connection.on('state', ({ kind }) => {
      if (kind === 'ready') this.server.value = 'ready'
      else if (kind !== 'connecting') this.server.value = 'away'
    })
  }

  /** Logs in, instead of whoever was logged in before. */
  logIn({ address, password, displayName }: LogIn): void {
    this.logOut()
    const account = new Account(this.#connection, { address, password, displayName, userAgent: 'Weft web' })
    this.account.value = account
    this.accountState.value = account.state
    const chat = new Chat(account.messages, this.visible)
    this.chat.value = chat
    account.on('state', (state) => {
      this.accountState.value = state
      if (state.kind !== 'registered') return
      this.loggedIn.value = true
      void chat.catchUp()
    })
    account.on('incoming', (call) => this.#keep(call))
    account.on('missed', (party) => this.#miss(party))
    this.rooms.use(account)
    account.register()
  }

  /** Ends the calls, leaves the room and forgets the account, its missed calls and its messages. */
  logOut(): void {
    this.rooms.use(null)
    this.account.value?.remove()
    this.account.value = null
    this.chat.value?.close()
    this.chat.value = null
    this.accountState.value = null
    this.loggedIn.value = false
    this.calls.value = []
    this.front.value = null
    this.missed.value = []
    this.problem.value = null
  }

  /** @param uri `user@domain` */
  async dial(uri: string, kind: CallKind): Promise<void> {
    const account = this.account.value
    const stream = await this.#captured(kind)
    if (stream === null) return
    if (account === null || account !== this.account.value) return release(stream)
    const call = this.#keep(account.call(uri, stream))
    call.own(stream)
    this.bringToFront(call)
  }

  async answer(call: PhoneCall, kind: CallKind): Promise<void> {
    const stream = await this.#captured(kind)
    if (stream === null) return
    // The caller may have given up while the browser asked for the microphone.
    if (!isWaiting(call)) return release(stream)
    call.own(stream)
    call.call.answer(stream)
    this.bringToFront(call)
  }

  /** Ends or declines a call and puts it away. */
  hangUp(call: PhoneCall): void {
    call.call.hangUp()
    this.putAway(call)
  }

  /** Takes a call that is over off the page. */
  putAway(call: PhoneCall): void {
    this.calls.value = this.calls.value.filter((other) => other !== call)
    if (this.front.value !== call) return
    const next = this.open.value.findLast((other) => !isOver(other)) ?? this.open.value.at(-1)
    this.front.value = null
    if (next !== undefined) this.bringToFront(next)
  }

  /** Makes this the call that is heard and seen, and sets the others aside. */
  bringToFront(call: PhoneCall): void {
    // What has ended and isn't looked at any more needs no putting away by hand.
    this.calls.value = this.calls.value.filter((other) => other === call || !isOver(other))
    this.front.value = call
    for (const other of this.open.value) other.setInFront(other === call)
  }

  forgetMissed(): void {
    this.missed.value = []
  }

  dismissProblem(): void {
    this.problem.value = null
  }

  /** Tries to reach the server now instead of at the next attempt. */
  reconnect(): void {
    this.#connection.connect()
  }

  async #captured(kind: CallKind): Promise<MediaStream | null> {
    if (this.capturing.value) return null
    this.capturing.value = true
    this.problem.value = null
    try {
      return await this.#devices.capture({ audio: true, video: kind === 'video' })
    } catch (error) {
      this.problem.value = error instanceof Error ? error.message : String(error)
      return null
    } finally {
      this.capturing.value = false
    }
  }

  #keep(call: Call): PhoneCall {
    const kept = new PhoneCall(call, this.#devices.capture)
    this.calls.value = [...this.calls.value, kept]
    // A call that ends without ever having been answered here has nothing to show; if it was missed, the account says so.
    call.on('state', (state) => {
      if (state.kind === 'terminated' && this.front.value !== kept) this.putAway(kept)
    })
    return kept
  }

  #miss(party: Party): void {
    this.missed.value = [{ ...party, at: Date.now() }, ...this.missed.value].slice(0, MAX_MISSED)
  }
}
