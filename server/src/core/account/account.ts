import type { Auth, AuthOutcome } from '../../ports/auth.ts'
import type { Log } from '../../ports/log.ts'
import type { PushToken, PushTokens } from '../../ports/push-tokens.ts'
import type { Line, LineEvent, LineRequest, SipCalls, SipIdentity, SipParty } from '../../ports/sip-calls.ts'
import { accountKey, type Device } from '../devices.ts'
import type { AccountEvent } from '../events.ts'
import { Failure } from '../failure.ts'
import { type DeviceToken, pushTokenOf } from './device-token.ts'
import { type RegistrationReport, type RegistrationState, reportRegistration } from './registration.ts'

export interface AccountDetails {
  /** AOR, verbatim as the client wrote it. */
  readonly address: string
  /** HA1 or clear text, as the authority of its domain wants it. In memory only. */
  readonly password: string
  readonly displayName: string | null
  readonly userAgent: string | null
  readonly headerPrefixes: readonly string[]
  /** The client understands who is writing; others are told nothing of it. */
  readonly composingIndications: boolean
}

export interface AccountNeeds {
  readonly auth: Auth
  readonly sipCalls: SipCalls
  readonly pushTokens: PushTokens
  readonly log: Log
}

export interface AccountListener {
  /** Runs a job in the connection's order. */
  enqueue(job: () => void | Promise<void>): void
  /** The first success: from now on this is a device of the account. The client hears of it when this has resolved. Never rejects. */
  authenticated(device: Device): Promise<void>
  /** What happens to the account on any of its devices; called in the connection's order. */
  accountEvent(event: AccountEvent): void
  /** What to tell the client; called in the connection's order. */
  report(report: RegistrationReport): void
  /** Incoming and missed calls. */
  lineEvent(event: Extract<LineEvent, { kind: 'incoming' | 'missed' }>): void
}

/** One account on one connection: its registration, and whether it ever succeeded. */
export class Account implements Device {
  readonly address: string
  readonly clientAddress: string
  readonly #details: AccountDetails
  readonly #needs: AccountNeeds
  readonly #listener: AccountListener
  #device: DeviceToken | null = null
  #line: Line | null = null
  #outcome: AuthOutcome | null = null
  #state: RegistrationState = null
  #authenticated = false
  /** Counts registrations, so that late events of one that was given up are recognised. */
  #generation = 0

  /** `clientAddress`: IP address that the client comes from. */
  constructor(details: AccountDetails, clientAddress: string, needs: AccountNeeds, listener: AccountListener) {
    this.address = details.address
    this.clientAddress = clientAddress
    this.#details = details
    this.#needs = needs
    this.#listener = listener
  }

  /** True from the first success on this connection; neither unregistering nor a later failure resets it (§2.2). */
  get authenticated(): boolean {
    return this.#authenticated
  }

  get party(): SipParty {
    return { uri: this.address, displayName: this.#details.displayName ?? '' }
  }

  /** Calls count on it from the next registration on, messages as soon as the account has been registered. Rejects with Refusal where it could not be kept. */
  async setDevice(device: DeviceToken): Promise<void> {
    this.#device = device
    if (this.#authenticated) await this.#keepToken()
  }

  tell(event: AccountEvent): void {
    if (event.kind === 'composing' && !this.#details.composingIndications) return
    this.#listener.enqueue(() => this.#listener.accountEvent(event))
  }

  async ha1(): Promise<string | null> {
    const outcome = await this.#check()
    return outcome.kind === 'sip' ? outcome.ha1 : null
  }

  /** Replaces a registration there may be. Rejects with Refusal `dns`; everything else is reported. */
  async register(): Promise<void> {
    const before = this.#giveUp()
    const generation = this.#generation
    await before?.close()
    // Asked anew: a registration is the moment at which a changed password must show.
    this.#outcome = null
    const outcome = await this.#check()
    if (generation !== this.#generation) return
    if (outcome.kind === 'refused') {
      this.#inOrder(generation, () => this.#report({ state: 'failed', reason: outcome.reason }))
      return
    }
    const request: LineRequest = {
      identity: this.#identity(outcome),
      contactParameters: this.#device ? contactParameters(this.#device) : [],
      register: outcome.kind === 'sip',
    }
    const line = await this.#needs.sipCalls.openLine(request, (event) => this.#take(event, generation))
    if (generation === this.#generation) this.#line = line
    else await line.close()
  }

  /** Gives the registration up, silently. */
  async unregister(): Promise<void> {
    await this.#giveUp()?.close()
  }

  /** The device is not to be woken any more. Rejects with Refusal where that could not be kept. */
  async forgetDevice(): Promise<void> {
    const token = this.#pushToken
    if (token !== null && this.#authenticated)
      await this.#needs.pushTokens.remove(accountKey(this.address), { appId: token.appId, deviceId: token.deviceId })
  }

  /** Who the account is when it calls: guests call without ever registering. */
  async callerIdentity(): Promise<SipIdentity> {
    const outcome = await this.#check()
    if (outcome.kind === 'refused') throw new Failure('account-not-authenticated')
    return this.#identity(outcome)
  }

  /** From here on nothing of the registration counts any more; its line, if there is one, is the caller's to close. */
  #giveUp(): Line | null {
    this.#generation++
    this.#state = null
    const line = this.#line
    this.#line = null
    return line
  }

  /** What the password is good for; a success is remembered, so that a call does not wait for the authority again. */
  async #check(): Promise<AuthOutcome> {
    const outcome = this.#outcome ?? (await this.#needs.auth.check(this.address, this.#details.password))
    if (outcome.kind !== 'refused') this.#outcome = outcome
    return outcome
  }

  #identity(outcome: AuthOutcome): SipIdentity {
    const { address, displayName, userAgent, headerPrefixes } = this.#details
    return { address, displayName, userAgent, headerPrefixes, ha1: outcome.kind === 'sip' ? outcome.ha1 : null }
  }

  #take(event: LineEvent, generation: number): void {
    if (event.kind !== 'incoming' && event.kind !== 'missed') {
      this.#inOrder(generation, () => {
        const report = reportRegistration(this.#state, event)
        return report === null ? undefined : this.#report(report)
      })
    } else if (generation === this.#generation) this.#listener.lineEvent(event)
  }

  /** Runs a job in its turn, unless the registration it belongs to was given up before. */
  #inOrder(generation: number, job: () => void | Promise<void>): void {
    this.#listener.enqueue(() => (generation === this.#generation ? job() : undefined))
  }

  #report(report: RegistrationReport): void | Promise<void> {
    this.#state = report.state
    if (report.state === 'registered') return this.#registered(report)
    this.#listener.report(report)
  }

  async #registered(report: RegistrationReport): Promise<void> {
    const isFirst = !this.#authenticated
    this.#authenticated = true
    if (isFirst) await this.#listener.authenticated(this)
    // Calls go on without it.
    await this.#keepToken().catch((error: unknown) =>
      this.#needs.log.error('a push token was not kept', { error: String(error) }),
    )
    this.#listener.report(report)
  }

  get #pushToken(): PushToken | null {
    return this.#device && pushTokenOf(this.#device, this.#details.userAgent)
  }

  async #keepToken(): Promise<void> {
    const token = this.#pushToken
    if (token !== null) await this.#needs.pushTokens.put(accountKey(this.address), token)
  }
}

/** The push parameters of the Contact, as SIP proxies of this field know them (sylkrtc-protocol §8.2). */
function contactParameters(device: DeviceToken): LineRequest['contactParameters'] {
  return [
    ['pn-app', device.app],
    ['pn-tok', device.token],
    ['pn-type', device.platform],
    ['pn-device', device.device],
    ['pn-silent', device.silent ? '1' : '0'],
  ]
}
