// Keeps one contact registered (RFC 3261 §10.2): REGISTER, refresh, answer challenges, wait after failures (RFC 5626 §4.5), remove.
//
//            start                        2xx                  it is time
//   idle ─────────────▶ registering ─────────────▶ registered ─────────────▶ registering
//     ▲                  │      ▲                       │
//     │ for good         │      │ it is time            │ stop
//     ├◀─────────────────┤      │                       ▼
//     │       transient  └▶ waiting ──────stop──▶ unregistering ──▶ idle
//
// A refresh that fails does not end the binding: it stays good until it expires, and its end is told on its own.
import { readSeconds } from './delta-seconds.ts'
import { type DigestClient, type DigestExchange, type DigestRefusal, NEW_EXCHANGE } from './digest-client.ts'
import { fieldOf, type SipHeaderField, type SipRequest, type SipResponse } from './message.ts'
import { cseqOf } from './message-identity.ts'
import { type RegistrationSettings, registerRequest } from './register-request.ts'
import { type Binding, readBinding } from './register-response.ts'
import { backOff, isTransient, refreshAfter, retryAfterOf } from './registration-times.ts'
import type { ClientFailure } from './transaction.ts'

export type RegistrationInput =
  | { readonly kind: 'start' }
  /** A response to the last request that was sent; others are ignored. */
  | { readonly kind: 'response'; readonly response: SipResponse }
  /** The last request that was sent gets none, or could not be sent. */
  | { readonly kind: 'transport-error'; readonly reason: ClientFailure }
  /** The flow of the binding is dead, as its keep-alive found: requests to us go nowhere until it is registered over another (RFC 5626 §4.4). */
  | { readonly kind: 'flow-failed' }
  | { readonly kind: 'wake' }
  | { readonly kind: 'stop' }

export type RegistrationEffect =
  /** To be sent as a transaction, whose response or failure is to come back as input. There is one at a time. */
  | { readonly do: 'send'; readonly request: SipRequest }
  /** Also after each refresh, which may bring another binding. `until` is in milliseconds. */
  | { readonly do: 'registered'; readonly until: number; readonly binding: Binding }
  /** `retryAt`: when it is tried again, in milliseconds; null where only another start tries again. */
  | { readonly do: 'failed'; readonly code: number; readonly reason: RegistrationFailure; readonly retryAt: number | null }
  /** `stopped`: after stop. `unconfirmed`: after stop, but the registrar did not say so. `expired`: no refresh came through in time. */
  | { readonly do: 'unregistered'; readonly reason: 'stopped' | 'unconfirmed' | 'expired' }

export type RegistrationFailure =
  | ClientFailure
  | DigestRefusal
  /** Any other final response; its status is the code. */
  | 'refused'
  /** 423 without a longer time than what was asked for (§10.2.8). */
  | 'interval-too-brief'
  /** 2xx, but our contact is not in it. */
  | 'no-binding'
  /** As the input says; the code is 430 (RFC 5626 §11.5). */
  | 'flow-failed'

interface Flight {
  readonly removes: boolean
  readonly request: SipRequest
  readonly exchange: DigestExchange
  /** How often it was sent again for other reasons than a challenge. */
  readonly corrections: number
}

const MOST_CORRECTIONS = 3
/** After so many milliseconds registered, failures before count no longer ("min-regtime", RFC 5626 §4.5). */
const STABLE = 120_000

export class Registration {
  readonly #settings: RegistrationSettings
  readonly #digest: DigestClient
  readonly #random: () => number
  #wanted = false
  #flight: Flight | null = null
  #nextAttempt: number | null = null
  #boundUntil: number | null = null
  #cseq = 0
  #expires: number
  #outbound: boolean
  #failures = 0
  #stableSince: number | null = null

  /**
   * `random` gives numbers from 0 up to, not including, 1. `digest` is for this registration's servers and may serve other requests to them.
   * Throws SipPrintError where the settings cannot be printed, so that no step will.
   */
  constructor(settings: RegistrationSettings, digest: DigestClient, random: () => number) {
    this.#settings = settings
    this.#digest = digest
    this.#random = random
    this.#expires = settings.expires
    this.#outbound = settings.outbound !== null
    registerRequest(settings, { cseq: 1, expires: settings.expires, outbound: this.#outbound, authorization: [] })
  }

  /** When `wake` is wanted, in milliseconds; null while nothing waits for time. */
  get nextWake(): number | null {
    const attempt = this.#flight ? null : this.#nextAttempt
    const expiry = this.#wanted ? this.#boundUntil : null
    return attempt === null || expiry === null ? (attempt ?? expiry) : Math.min(attempt, expiry)
  }

  /** `now` is in milliseconds. A stop that no start takes back is followed by one `unregistered`, at once or later. Throws nothing. */
  step(input: RegistrationInput, now: number): RegistrationEffect[] {
    switch (input.kind) {
      case 'start':
        return this.#start()
      case 'stop':
        return this.#stop(now)
      case 'wake':
        return this.#wake(now)
      case 'transport-error':
        return this.#lost(input.reason, now)
      case 'flow-failed':
        return this.#flowFailed(now)
      case 'response':
        return this.#answered(input.response, now)
    }
  }

  #start(): RegistrationEffect[] {
    if (this.#wanted) return []
    this.#wanted = true
    this.#failures = 0
    this.#expires = this.#settings.expires
    this.#outbound = this.#settings.outbound !== null
    // What is in flight is waited for: there is one REGISTER at a time (§10.2).
    return this.#flight ? [] : this.#register()
  }

  #stop(now: number): RegistrationEffect[] {
    this.#wanted = false
    this.#nextAttempt = null
    return this.#flight ? [] : this.#remove(now)
  }

  #wake(now: number): RegistrationEffect[] {
    const effects: RegistrationEffect[] = []
    if (this.#wanted && this.#boundUntil !== null && this.#boundUntil <= now) {
      this.#boundUntil = null
      effects.push({ do: 'unregistered', reason: 'expired' })
    }
    if (!this.#flight && this.#nextAttempt !== null && this.#nextAttempt <= now) effects.push(...this.#register())
    return effects
  }

  #lost(reason: ClientFailure, now: number): RegistrationEffect[] {
    const flight = this.#flight
    this.#flight = null
    if (!flight) return []
    if (flight.removes) return this.#removed('unconfirmed')
    // As if these had come (§8.1.3.1).
    const code = reason === 'transport' ? 503 : 408
    return this.#failed({ code, reason, transient: true, retryAfter: 0 }, now)
  }

  /** A REGISTER under way goes over another flow, or fails by itself. */
  #flowFailed(now: number): RegistrationEffect[] {
    if (!this.#wanted || this.#flight || this.#boundUntil === null) return []
    return this.#failed({ code: 430, reason: 'flow-failed', transient: true, retryAfter: 0 }, now)
  }

  #answered(response: SipResponse, now: number): RegistrationEffect[] {
    const flight = this.#flight
    const cseq = cseqOf(response)
    if (!flight || response.status < 200 || cseq?.method !== 'REGISTER' || cseq.number !== this.#cseq) return []
    this.#flight = null
    if (response.status < 300) this.#digest.accepted(flight.request, response)
    if (response.status === 401 || response.status === 407) return this.#challenged(flight, response, now)
    if (flight.removes) return this.#removed(response.status < 300 ? 'stopped' : 'unconfirmed')
    if (response.status < 300) return this.#accepted(response, now)
    if (this.#wanted && flight.corrections < MOST_CORRECTIONS && this.#correct(response))
      return this.#send({ ...flight, corrections: flight.corrections + 1 }, this.#authorize())
    return this.#failed(
      {
        code: response.status,
        reason: response.status === 423 ? 'interval-too-brief' : 'refused',
        transient: isTransient(response),
        retryAfter: retryAfterOf(response),
      },
      now,
    )
  }

  #challenged(flight: Flight, response: SipResponse, now: number): RegistrationEffect[] {
    const step = this.#digest.challenged(flight.request, response, flight.exchange)
    if (!this.#wanted && !flight.removes) return this.#remove(now)
    if (step.retry) return this.#send({ ...flight, exchange: step.exchange }, step.fields)
    if (flight.removes) return this.#removed('unconfirmed')
    // Servers that do not share their nonces may be mended; a wrong password tried for ever gets an address blocked.
    const transient = step.reason === 'too-many-challenges'
    return this.#failed({ code: response.status, reason: step.reason, transient, retryAfter: retryAfterOf(response) }, now)
  }

  #accepted(response: SipResponse, now: number): RegistrationEffect[] {
    const outbound = this.#outbound ? this.#settings.outbound : null
    const binding = readBinding(response, { contact: this.#settings.contact.uri, outbound, expires: this.#expires })
    if (!binding) {
      this.#boundUntil = null
      return this.#failed({ code: response.status, reason: 'no-binding', transient: true, retryAfter: 0 }, now)
    }
    const until = now + binding.expires * 1000
    this.#boundUntil = until
    if (!this.#wanted) return this.#remove(now)
    this.#stableSince ??= now
    this.#nextAttempt = now + refreshAfter(binding.expires * 1000, this.#random())
    return [{ do: 'registered', until, binding }]
  }

  /** True where the next request is another one that may fare better. */
  #correct(response: SipResponse): boolean {
    if (response.status === 423) {
      const least = readSeconds(fieldOf(response, 'Min-Expires')) ?? 0
      if (least <= this.#expires) return false
      this.#expires = least
      return true
    }
    // RFC 5626 §4.2.1: 439 First Hop Lacks Outbound Support.
    if (response.status !== 439 || !this.#outbound) return false
    this.#outbound = false
    return true
  }

  #failed(failure: Failure, now: number): RegistrationEffect[] {
    if (!this.#wanted) return this.#remove(now)
    const { code, reason, transient, retryAfter } = failure
    if (!transient) {
      this.#wanted = false
      this.#nextAttempt = null
      this.#boundUntil = null
      return [{ do: 'failed', code, reason, retryAt: null }]
    }
    if (this.#stableSince !== null && now - this.#stableSince >= STABLE) this.#failures = 0
    this.#stableSince = null
    this.#failures++
    this.#nextAttempt = now + Math.max(backOff(this.#failures, this.#random()), retryAfter)
    return [{ do: 'failed', code, reason, retryAt: this.#nextAttempt }]
  }

  #register(): RegistrationEffect[] {
    this.#nextAttempt = null
    return this.#send({ removes: false, exchange: NEW_EXCHANGE, corrections: 0 }, this.#authorize())
  }

  /** Takes back what may still be bound. Only our own contact: others of the user are not ours to remove (§10.2.2). */
  #remove(now: number): RegistrationEffect[] {
    if (this.#boundUntil === null || this.#boundUntil <= now) return this.#removed('stopped')
    return this.#send({ removes: true, exchange: NEW_EXCHANGE, corrections: 0 }, this.#authorize())
  }

  #removed(reason: 'stopped' | 'unconfirmed'): RegistrationEffect[] {
    this.#boundUntil = null
    this.#stableSince = null
    // It may have been started again meanwhile.
    return [{ do: 'unregistered', reason }, ...(this.#wanted ? this.#register() : [])]
  }

  #authorize(): SipHeaderField[] {
    return this.#digest.authorize({ method: 'REGISTER', uri: this.#settings.registrar })
  }

  #send(
    { removes, exchange, corrections }: Omit<Flight, 'request'>,
    authorization: readonly SipHeaderField[],
  ): RegistrationEffect[] {
    this.#cseq++
    const expires = removes ? 0 : this.#expires
    const request = registerRequest(this.#settings, { cseq: this.#cseq, expires, outbound: this.#outbound, authorization })
    this.#flight = { removes, request, exchange, corrections }
    return [{ do: 'send', request }]
  }
}

interface Failure {
  readonly code: number
  readonly reason: RegistrationFailure
  readonly transient: boolean
  /** Milliseconds. */
  readonly retryAfter: number
}
