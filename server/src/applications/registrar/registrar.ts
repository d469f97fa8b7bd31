import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { reasonPhrase } from '@weft/protocols/sip/reason-phrase'
import { decideRegister } from '@weft/protocols/sip/registrar/register-change'
import { readRegister } from '@weft/protocols/sip/registrar/register-order'
import type { RegisterOutcome } from '@weft/protocols/sip/registrar/register-outcome'
import { targetSet } from '@weft/protocols/sip/registrar/target-set'
import { parseUri, type SipUri } from '@weft/protocols/sip/uri'
import type { Location } from '../../ports/location.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { SipSource } from '../../ports/sip-agent.ts'
import type { SipContactTarget, SipRouter, SipRouting, SipRoutingQuestion, SipTarget } from '../../ports/sip-router.ts'
import { type AddressOfRecord, addressOf, partyOf, textOf } from './address-of-record.ts'
import { Authenticator, type AuthenticatorNeeds } from './authenticator.ts'
import { forwardedHeaders, isCommand, isForEndpointsAlone, OF_SERVERS, type Sender } from './forwarded-headers.ts'
import type { OwnRequests } from './own-requests.ts'
import { type RegistrarRefusal, refuse } from './refusals.ts'

export interface RegistrarSettings {
  /** In lower case. */
  readonly domains: readonly string[]
  /** Seconds. */
  readonly minExpires: number
  readonly maxExpires: number
  readonly defaultExpires: number
  readonly maxContacts: number
  /** ms. */
  readonly nonceLifetime: number
  /** The application that gets each MESSAGE to a user of ours as well; null for none. */
  readonly messagesTo: string | null
  /** Domains of others that an application here is the way to, in lower case: who of ours writes to them is asked who he is as well. */
  readonly gatewayDomains: readonly string[]
  /** Whether others than our users reach them, and the applications. */
  readonly strangersMayCall: boolean
  /** Whether requests of our users go to other domains. */
  readonly usersMayCallOut: boolean
}

export interface RegistrarNeeds extends AuthenticatorNeeds {
  readonly location: Location
  readonly own: OwnRequests
}

/** Methods that begin dialogs, whose later requests are to come through here: behind a NAT nobody else reaches the phone. */
const RECORDED: ReadonlySet<string> = new Set(['INVITE', 'SUBSCRIBE', 'REFER'])
/** ms between two times that expired contacts are cleared away; until then they are there, but do not count. */
const BETWEEN_PURGES = 300_000
/** Seconds after which to try again while the store writes nothing. */
const STORE_RETRY = '30'

/** The registrar and proxy of our own SIP domains: who may send what where. What it decides the edge carries out. */
export class Registrar implements SipRouter<SipRequest> {
  readonly ofServers = OF_SERVERS
  readonly #settings: RegistrarSettings
  readonly #needs: RegistrarNeeds
  readonly #domains: ReadonlySet<string>
  readonly #gatewayDomains: ReadonlySet<string>
  readonly #authenticator: Authenticator
  #stopPurging = () => {}

  constructor(settings: RegistrarSettings, needs: RegistrarNeeds) {
    this.#settings = settings
    this.#needs = needs
    this.#domains = new Set(settings.domains)
    this.#gatewayDomains = new Set(settings.gatewayDomains)
    this.#authenticator = new Authenticator(settings, needs)
  }

  /** Clears expired contacts away, now and from time to time. */
  start(): void {
    void this.#purge()
  }

  stop(): void {
    this.#stopPurging()
  }

  serves(host: string): boolean {
    const domain = host.toLowerCase()
    return this.#domains.has(domain) || this.#gatewayDomains.has(domain)
  }

  async route({ request, source, application }: SipRoutingQuestion<SipRequest>): Promise<SipRouting> {
    if (request.method === 'REGISTER') return this.#register(request, source)
    const sender = await this.#senderOf(request, source)
    if ('refusal' in sender) return sender.refusal
    const target = await this.#targetsOf(request, sender, application)
    if ('refusal' in target) return target.refusal
    const recordRoute = RECORDED.has(request.method)
    return { do: 'forward', ...target, recordRoute, ...forwardedHeaders(request, sender) }
  }

  /** RFC 3261 §10.3. */
  async #register(request: SipRequest, source: SipSource): Promise<SipRouting> {
    const registrar = parseUri(request.uri)
    const address = partyOf(request, 'To')
    if (registrar?.kind !== 'sip' || !address) return refuse('malformed-address')
    const { domain, user } = address
    // Who registers at our own address means the domain in To.
    if (!this.#domains.has(domain) || (registrar.host !== domain && !this.#needs.isHere(registrar)))
      return refuse('other-registrar')
    const isFamiliar = (user: string) => this.#refreshes(request, { user, domain })
    const sender = await this.#authenticator.authenticate(request, { role: 'origin', domain, claimed: user, source, isFamiliar })
    if ('refusal' in sender) return sender.refusal
    if (sender.user !== user) return refuse('not-own-address')
    return this.#bind(request, source, address)
  }

  /** Nobody else has seen the Call-ID of a registration. */
  async #refreshes(request: SipRequest, address: AddressOfRecord): Promise<boolean> {
    const bindings = await this.#needs.location.bindings(textOf(address), this.#needs.clock.now())
    return bindings.some(({ callId }) => callId === fieldOf(request, 'Call-ID'))
  }

  async #bind(request: SipRequest, source: SipSource, address: AddressOfRecord): Promise<SipRouting> {
    const { location, clock, log } = this.#needs
    const isOurs = (uri: SipUri) => this.#domains.has(uri.host) || this.#needs.isHere(uri)
    const reading = readRegister(request, source, { ...this.#settings, isOurs })
    if ('refusal' in reading) return answerOf(reading.refusal)
    const order = reading.value
    if (order.contacts.length === 0) {
      const now = clock.now()
      return answerOf(decideRegister(order, await location.bindings(textOf(address), now), now, this.#settings))
    }
    try {
      const outcome = await location.update(textOf(address), (current) => {
        const outcome = decideRegister(order, current, clock.now(), this.#settings)
        return { change: outcome.change, outcome }
      })
      return answerOf(outcome)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      log.error('a registration was not kept', { error: error.detail })
      return refuse('store-failed', [{ name: 'Retry-After', value: STORE_RETRY }])
    }
  }

  /** Who claims to be one of ours proves it. */
  async #senderOf(request: SipRequest, source: SipSource): Promise<Sender | { readonly refusal: SipRouting }> {
    if (this.#needs.own.isOwn(request)) return { kind: 'self' }
    const from = partyOf(request, 'From')
    if (!from || !this.#domains.has(from.domain)) return { kind: 'stranger' }
    const { domain, user } = from
    const isFamiliar = async () => false
    const sender = await this.#authenticator.authenticate(request, { role: 'proxy', domain, claimed: user, source, isFamiliar })
    if ('refusal' in sender) return sender
    return sender.user === user ? { kind: 'user', user, domain } : { refusal: refuse('not-own-address') }
  }

  async #targetsOf(request: SipRequest, sender: Sender, application: string | null): Promise<Targets> {
    const { strangersMayCall } = this.#settings
    const address = addressOf(request.uri)
    const ours = address !== null && this.#domains.has(address.domain)
    const { messagesTo } = this.#settings
    if (messagesTo !== null && isCommand(request, sender))
      return { targets: [{ kind: 'application', name: messagesTo }], why: 'a command for the gateway' }
    if (sender.kind === 'stranger' && !ours && application === null) return refused('no-relay')
    if (sender.kind === 'stranger' && !strangersMayCall) return refused('no-strangers')
    if (application !== null) return { targets: [{ kind: 'application', name: application }], why: 'for an application' }
    if (address === null) return refused('no-route')
    if (ours) return this.#contactsOf(request, address, sender)
    if (!this.#settings.usersMayCallOut) return refused('no-way-out')
    const target: SipContactTarget = { kind: 'contact', uri: request.uri, routes: [], q: 1000, flow: null }
    return { targets: [target], why: 'to another domain' }
  }

  async #contactsOf(request: SipRequest, address: AddressOfRecord, sender: Sender): Promise<Targets> {
    const { location, clock, subscribers } = this.#needs
    // Nobody here keeps event state, and the contacts are who publishes it (RFC 3903 §6).
    if (request.method === 'PUBLISH') return refused('no-event-state')
    const bindings = targetSet(await location.bindings(textOf(address), clock.now()))
    const targets: SipTarget[] = bindings.map(({ uri, path, q, flow }) => ({ kind: 'contact', uri, routes: path, q, flow }))
    if (targets.length === 0 && (await subscribers.find(address.user, address.domain)) === null) return refused('unknown-user')
    const { messagesTo } = this.#settings
    if (request.method === 'MESSAGE' && messagesTo !== null && !isForEndpointsAlone(request, sender))
      targets.push({ kind: 'application', name: messagesTo })
    return targets.length === 0 ? refused('offline') : { targets, why: 'to a user' }
  }

  async #purge(): Promise<void> {
    const { location, clock, log } = this.#needs
    this.#stopPurging = clock.after(BETWEEN_PURGES, () => void this.#purge())
    try {
      const expired = await location.expire(clock.now())
      if (expired > 0) log.debug('registrations expired', { contacts: expired })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      log.error('expired registrations are still there', { error: error.detail })
    }
  }
}

type Targets = { readonly targets: readonly SipTarget[]; readonly why: string } | { readonly refusal: SipRouting }

function refused(cause: RegistrarRefusal): { readonly refusal: SipRouting } {
  return { refusal: refuse(cause) }
}

function answerOf({ status, reason, headers, why }: RegisterOutcome): SipRouting {
  return { do: 'answer', answer: { status, reason: reason ?? reasonPhrase(status), headers }, why }
}
