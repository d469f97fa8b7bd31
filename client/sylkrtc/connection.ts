import { Account as SdkAccount } from '../account.ts'
import { type ConnectionState, Connection as SdkConnection } from '../connection.ts'
import { ha1 } from '../ha1.ts'
import { KeyDirectory } from '../pgp/key-directory.ts'
import { browserPlatform, type Platform } from '../platform.ts'
import { Account } from './account.ts'
import { Addressbook } from './addressbook.ts'
import { EventEmitter } from './event-emitter.ts'

export interface ConnectionOptions {
  /** `wss://gateway.example/webrtcgateway/ws` */
  readonly server: string
  /** Becomes the SIP User-Agent of the accounts. */
  readonly userAgent?: { readonly name: string; readonly version: string }
  /** Where there is more to say than that it is a browser: of the SDK, not of sylkrtc.js. */
  readonly platform?: Platform
}

export interface AddAccountOptions {
  /** `user@domain` */
  readonly account: string
  readonly password: string
  readonly displayName?: string
  /** The digest realm, where it isn't the domain. */
  readonly realm?: string
  /** False sends the password as it is, for domains that check it elsewhere than in SIP. */
  readonly ha1?: boolean
  readonly incomingHeaderPrefixes?: readonly string[]
}

interface ConnectionEvents {
  stateChanged: [old: string | null, state: string]
  publicKey: [{ readonly publicKey: string | null; readonly uri: string }]
}

interface AddedAccount {
  readonly account: Account
  /** Tells whoever added it; without effect once that has been done. */
  readonly settle: (error: Error | null) => void
}

/** The connection to a gateway, as sylkrtc.js tells it. With each loss the accounts are gone, and are to be added again when it is ready. */
export class Connection extends EventEmitter<ConnectionEvents> {
  readonly #connection: SdkConnection
  readonly #directory: KeyDirectory
  readonly #addressbook = new Addressbook()
  readonly #userAgent: string | undefined
  readonly #accounts = new Map<string, AddedAccount>()
  #state: string | null = null

  constructor({ server, userAgent, platform = browserPlatform() }: ConnectionOptions) {
    super()
    this.#connection = new SdkConnection({ url: server, platform })
    this.#userAgent = userAgent && `${userAgent.name} ${userAgent.version}`
    this.#connection.on('state', (state) => this.#take(state))
    this.#directory = new KeyDirectory(this.#connection)
    // Not before there was time to listen.
    queueMicrotask(() => {
      if (this.#state === null) this.#connection.connect()
    })
  }

  get state(): string | null {
    return this.#state
  }

  /** Of all accounts. */
  get addressbook(): Addressbook {
    return this.#addressbook
  }

  /** Makes an account usable, which registers it nowhere. `done` is given it, or why not. */
  addAccount(options: AddAccountOptions, done: ((error: Error | null, account: Account | null) => void) | null = null): void {
    const { account: address, password, displayName, realm, incomingHeaderPrefixes: headerPrefixes = [] } = options
    const refusal =
      this.#state !== 'ready'
        ? 'the connection is not ready'
        : this.#accounts.has(address)
          ? `the account ${address} was added before`
          : null
    if (refusal !== null) {
      queueMicrotask(() => done?.(new Error(refusal), null))
      return
    }
    const clearPassword = options.ha1 === false
    const sdk = new SdkAccount(this.#connection, {
      address,
      password,
      clearPassword,
      headerPrefixes,
      ...(realm !== undefined && { realm }),
      ...(displayName !== undefined && { displayName }),
      ...(this.#userAgent !== undefined && { userAgent: this.#userAgent }),
    })
    const account = new Account({
      connection: this.#connection,
      account: sdk,
      closeBook: this.#addressbook.open(sdk),
      directory: this.#directory,
      password: clearPassword ? password : ha1(address, password, realm),
      incomingHeaderPrefixes: headerPrefixes,
    })
    let tell = done
    const settle = (error: Error | null) => {
      unsubscribe()
      tell?.(error, error === null ? account : null)
      tell = null
    }
    const unsubscribe = sdk.on('state', (state) => {
      if (state.kind === 'added') settle(null)
      if (state.kind !== 'failed') return
      settle(new Error(state.cause.text))
      this.#forget(address)
    })
    this.#accounts.set(address, { account, settle })
  }

  /** Takes an account off the connection, with all its calls. `done` is called when that is on its way; it cannot fail. */
  removeAccount(account: Account, done: ((error: Error | null) => void) | null = null): void {
    this.#forget(account.id)
    queueMicrotask(() => done?.(null))
  }

  /** Asks for somebody's public key; `publicKey` brings it. */
  lookupPublicKey(uri: string): void {
    this.#directory.find(uri).then(
      (publicKey) => this.emit('publicKey', { publicKey, uri }),
      () => undefined,
    )
  }

  /** Connects now, without waiting for the next attempt to be due. */
  reconnect(): void {
    if (this.#state === 'disconnected') this.#connection.connect()
  }

  /** Ends the connection for good. */
  close(): void {
    if (this.#state === null) this.#change('closed')
    else this.#connection.close()
  }

  #forget(address: string): void {
    const added = this.#accounts.get(address)
    this.#accounts.delete(address)
    added?.account.close()
    added?.settle(new Error('the account was removed'))
  }

  #take(state: ConnectionState): void {
    switch (state.kind) {
      case 'connecting':
        this.#change('connecting')
        break
      case 'ready':
        this.#change('connected')
        this.#change('ready')
        break
      case 'waiting':
        this.#loseAccounts()
        this.#change('disconnected')
        break
      case 'closed':
        this.#loseAccounts()
        this.#change('closed')
        break
    }
  }

  #loseAccounts(): void {
    const lost = [...this.#accounts.values()]
    this.#accounts.clear()
    // The calls first learn that the connection was lost, so that this is what they say they ended of.
    queueMicrotask(() => {
      for (const { account, settle } of lost) {
        account.close()
        settle(new Error('the connection was closed'))
      }
    })
  }

  #change(state: string): void {
    const old = this.#state
    this.#state = state
    this.emit('stateChanged', old, state)
  }
}
