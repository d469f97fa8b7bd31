import type { SipHeader } from '@weft/wire/header'
import { Call, type Party } from './call.ts'
import { type Cause, type CauseKind, causeOf, readReason } from './cause.ts'
import type { Connection } from './connection.ts'
import { Emitter } from './emitter.ts'
import type { AccountEvent } from './frame.ts'
import { ha1 } from './ha1.ts'
import { Messages } from './messages.ts'
import { RequestFailure } from './request-failure.ts'

const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 60_000
/** From the request until the gateway has said whether the registrar took it: longer than SIP gives an attempt (RFC 3261 §17.1.2.2). */
const REGISTRATION_TIMEOUT_MS = 45_000

/** Failures that trying again would only repeat, until somebody changes something. */
const LASTING: readonly CauseKind[] = ['credentials', 'forbidden', 'not-found']

export type AccountState =
  | { readonly kind: 'offline' } // the gateway does not know the account: no connection, or removed
  | { readonly kind: 'added' } // may call; cannot be called
  | { readonly kind: 'registering' }
  | { readonly kind: 'registered' }
  /** `retryInMs` is null when nothing more will be tried by itself. */
  | { readonly kind: 'failed'; readonly cause: Cause; readonly retryInMs: number | null }

export interface AccountOptions {
  /** `user@domain` */
  readonly address: string
  /**
   * The clear password; only its HA1 is kept and sent, unless `clearPassword` asks otherwise. Guests have none: they call and join rooms,
   * and do not register.
   */
  readonly password?: string
  /** The HA1 itself instead of the password, for applications that keep it from one start to the next (see `ha1`). */
  readonly ha1?: string
  /** The registrar's digest realm, where it isn't the domain. */
  readonly realm?: string
  /** Sends the password as it is, for domains whose passwords the gateway checks elsewhere than in SIP (sylkrtc-protocol.md §4). */
  readonly clearPassword?: boolean
  /** What others are shown. */
  readonly displayName?: string
  /** The SIP User-Agent of this account's requests. */
  readonly userAgent?: string
  /** SIP headers whose names begin with one of these come up in `Call.headers`. */
  readonly headerPrefixes?: readonly string[]
}

/** Somebody invites this account to a room. */
export interface RoomInvitation {
  /** The same in the push of this invitation. */
  readonly id: string
  /** `room@domain`, to be joined as it is. */
  readonly room: string
  readonly originator: Party
}

interface AccountEvents {
  state: AccountState
  incoming: Call
  /** Somebody called, and nobody answered in time. */
  missed: Party
  invited: RoomInvitation
}

/**
 * One account on one connection (sylkrtc-protocol.md §2.2, §3.1). It is added as soon as the connection is ready, and again after
 * every reconnect, with its registration if it has one.
 *
 * What an application may do without is imported where it is wanted, so that others do not carry it:
 *
 * - `new Conference(account, room, stream)`: video rooms
 * - `Conversations.open(account)`: messages, kept on the device, sent when there is a connection
 * - `new Composing(account)`: who is writing
 * - `new FileTransfers(account)`: files for contacts
 * - `AddressBook.open(account)`: contacts, the same on all devices
 */
export class Account extends Emitter<AccountEvents> {
  readonly address: string
  #displayName: string
  /** Has no password, and so can neither be called nor exchange messages. */
  readonly isGuest: boolean
  /** What is said about messages; applications want `Conversations` on top of it. */
  readonly messages: Messages
  readonly connection: Connection
  readonly #options: AccountOptions
  readonly #secret: string
  readonly #subscriptions: readonly (() => void)[]
  readonly #calls = new Set<Call>()
  #state: AccountState = { kind: 'offline' }
  #added = false
  #removed = false
  #wantsRegistration = false
  #failures = 0
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(connection: Connection, options: AccountOptions) {
    super()
    const { address, password = '', ha1: secret, realm, clearPassword = false, displayName = '' } = options
    this.address = address
    this.#displayName = displayName
    this.messages = new Messages(connection, address)
    this.connection = connection
    this.isGuest = password === '' && secret === undefined
    // The gateway wants some password of a guest as well; what existing clients send is the digest of none (§4).
    this.#secret = secret ?? (clearPassword && !this.isGuest ? password : ha1(address, password, realm))
    this.#options = { ...options, password: '' }
    this.#subscriptions = [
      connection.on('state', (state) => (state.kind === 'ready' ? this.#add() : this.#lose())),
      connection.on('account', (event) => event.account === address && this.#take(event)),
    ]
    if (connection.state.kind === 'ready') this.#add()
  }

  /** What others are shown. */
  get displayName(): string {
    return this.#displayName
  }

  get state(): AccountState {
    return this.#state
  }

  /** The calls that are not over, oldest first. */
  get calls(): readonly Call[] {
    return [...this.#calls]
  }

  /**
   * Registers, now and after every reconnect, until `unregister`. Failures that may pass are tried again by themselves. Throws RangeError for
   * a guest.
   */
  register(): void {
    if (this.isGuest) throw new RangeError('guests have no password to register with')
    this.#wantsRegistration = true
    this.#failures = 0
    if (this.#added) this.#register()
  }

  /** Gives the registration up. The account can still call. */
  unregister(): void {
    this.#wantsRegistration = false
    clearTimeout(this.#retry)
    if (!this.#added) return
    // The outcome does not matter: the gateway forgets the registration either way (§2.2).
    this.connection.request({ sylkrtc: 'account-unregister', account: this.address }).catch(() => undefined)
    this.#change({ kind: 'added' })
  }

  /** Changes what others are shown. The gateway has accounts under the name they came with, so that it is added anew: calls and rooms end. */
  rename(displayName: string): void {
    this.#displayName = displayName
    if (!this.#added) return
    this.#lose()
    this.connection.request({ sylkrtc: 'account-remove', account: this.address }).catch(() => undefined)
    void this.#add()
  }

  /** Takes the account off the connection for good, with its calls and rooms. */
  remove(): void {
    if (this.#removed) return
    this.#removed = true
    this.#wantsRegistration = false
    for (const unsubscribe of this.#subscriptions) unsubscribe()
    this.messages.close()
    for (const call of this.#calls) call.hangUp()
    const added = this.#added
    // Those who listen give up what they have on the gateway, rooms for instance, while it still has the account.
    this.#lose()
    if (added) this.connection.request({ sylkrtc: 'account-remove', account: this.address }).catch(() => undefined)
  }

  /**
   * Calls somebody; needs no registration.
   * @param uri `user@domain`
   * @param stream what to send: its tracks decide whether it's an audio or a video call
   */
  call(uri: string, stream: MediaStream, headers: readonly SipHeader[] = []): Call {
    return this.#keep(Call.outgoing(this.connection, this.address, uri, stream, headers))
  }

  async #add(): Promise<void> {
    const { userAgent, headerPrefixes } = this.#options
    try {
      await this.connection.request({
        sylkrtc: 'account-add',
        account: this.address,
        password: this.#secret,
        display_name: this.displayName,
        composing_indications: true,
        ...(userAgent !== undefined && { user_agent: userAgent }),
        ...(headerPrefixes !== undefined && { incoming_header_prefixes: [...headerPrefixes] }),
      })
    } catch (error) {
      // The answer to an attempt before may have been lost.
      const isThere = error instanceof RequestFailure && error.message.endsWith('already added')
      const mayPass = error instanceof RequestFailure && error.kind === 'timeout'
      if (!isThere) return this.#fail(causeOf(error), mayPass ? () => this.#add() : null)
    }
    if (this.#removed) return
    this.#added = true
    this.#change({ kind: 'added' })
    if (this.#wantsRegistration) this.#register()
  }

  #register(): void {
    clearTimeout(this.#retry)
    this.#change({ kind: 'registering' })
    const sent = this.connection.request({ sylkrtc: 'account-register', account: this.address })
    const again = () => this.#register()
    sent.catch((error: unknown) => this.#fail(causeOf(error), again))
    // Something on the way to the registrar may have lost it, and nobody would ever say so.
    const text = `no answer within ${REGISTRATION_TIMEOUT_MS} ms`
    this.#retry = setTimeout(() => this.#fail({ kind: 'failed', code: null, text }, again), REGISTRATION_TIMEOUT_MS)
  }

  #take(event: AccountEvent): void {
    switch (event.event) {
      case 'registration-state':
        if (!this.#wantsRegistration) return
        if (event.state === 'registered') {
          this.#failures = 0
          clearTimeout(this.#retry)
        }
        if (event.state === 'failed') this.#fail(readReason(event.reason), () => this.#register())
        else this.#change({ kind: event.state })
        break
      case 'incoming-session':
        this.emit('incoming', this.#keep(Call.incoming(this.connection, event)))
        break
      case 'missed-session':
        this.emit('missed', { uri: event.originator.uri, displayName: event.originator.display_name })
        break
      case 'conference-invite': {
        const originator = { uri: event.originator.uri, displayName: event.originator.display_name }
        this.emit('invited', { id: event.session_id, room: event.room, originator })
        break
      }
    }
  }

  #keep(call: Call): Call {
    this.#calls.add(call)
    call.on('state', (state) => state.kind === 'terminated' && this.#calls.delete(call))
    return call
  }

  /** @param again to be done after a while, where the cause may pass; null: it does not */
  #fail(cause: Cause, again: (() => void) | null): void {
    // A lost connection has made the account offline already, and it will be added again with the next one.
    if (this.#removed || cause.kind === 'connection-lost') return
    clearTimeout(this.#retry)
    const mayPass = again !== null && !LASTING.includes(cause.kind)
    const retryInMs = mayPass ? Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS) : null
    if (again !== null && retryInMs !== null) this.#retry = setTimeout(again, retryInMs)
    this.#change({ kind: 'failed', cause, retryInMs })
  }

  #lose(): void {
    this.#added = false
    clearTimeout(this.#retry)
    this.#change({ kind: 'offline' })
  }

  #change(state: AccountState): void {
    if (state.kind !== 'failed' && state.kind === this.#state.kind) return
    this.#state = state
    this.emit('state', state)
  }
}
