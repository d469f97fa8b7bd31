import { randomBytes } from 'node:crypto'
import type { Agent, DialogEnd, Invitation, Net } from './dialog.ts'
import { type Contact, Fork } from './fork.ts'
import { FakePhone, type FakePhoneOptions } from './phone.ts'
import { phrase } from './status.ts'

/** A binding as a registrar sees it. */
export interface Binding {
  readonly userAgent: string | null
  /** Parameters of the Contact URI. */
  readonly parameters: Readonly<Record<string, string>>
  readonly proxy: string
  readonly contact: Contact
  /** The registrar has answered a periodic refresh: null, or the status of its refusal. */
  readonly refreshed: (refusal: number | null) => void
}

/** The SIP side of the fake Janus: a registrar and proxy for some users, and phones that a test drives. */
export class SipWorld {
  readonly #users = new Map<string, { readonly ha1: string; readonly bindings: Set<Binding> }>()
  readonly #phones = new Map<string, Set<FakePhone>>()
  readonly #net: Net = (task) => void setImmediate(task)
  /** Set to make every REGISTER and INVITE fail with this code, as a proxy in trouble does. */
  outage: number | null = null
  /** Proxy URIs (`sip:192.0.2.1:5060;transport=udp`) behind which nobody answers. */
  readonly deadProxies = new Set<string>()

  /** An account that can register through Janus. `ha1`: MD5 of `user:realm:password` in hex. */
  addUser(address: string, ha1: string): void {
    this.#users.set(address, { ha1, bindings: new Set() })
  }

  /** A phone that is registered under this address, beside the others there. */
  addPhone(address: string, options: FakePhoneOptions = {}): FakePhone {
    const phone = new FakePhone(address, this, options)
    const phones = this.#phones.get(address) ?? new Set()
    this.#phones.set(address, phones.add(phone))
    return phone
  }

  /** Nobody has a phone any more. */
  removePhones(): void {
    this.#phones.clear()
  }

  /** Where an account is registered from. */
  bindings(address: string): readonly Binding[] {
    return [...(this.#users.get(address)?.bindings ?? [])]
  }

  /** The time has come to refresh an account's registrations; `refusal` is what the registrar says, null when it takes them. */
  refresh(address: string, refusal: number | null = null): void {
    for (const binding of this.bindings(address)) {
      if (refusal !== null) this.unregister(address, binding)
      this.later(() => binding.refreshed(refusal))
    }
  }

  /** For the plugin: null, or the status of the refusal; 904 is what Sofia says when the registrar challenges a second time. */
  register(address: string, ha1: string | null, binding: Binding): number | null {
    if (this.outage !== null) return this.outage
    if (this.deadProxies.has(binding.proxy)) return 503
    const user = this.#users.get(address)
    if (!user || user.ha1 !== ha1) return 904
    user.bindings.add(binding)
    return null
  }

  unregister(address: string, binding: Binding): void {
    this.#users.get(address)?.bindings.delete(binding)
  }

  /** True when the proxy takes a call from this account with this secret. Strangers may call: guests do. */
  mayCall(address: string, ha1: string | null): boolean {
    const user = this.#users.get(address)
    return !user || user.ha1 === ha1
  }

  /** Sends an INVITE, through a proxy where there is one. */
  invite(
    invitation: Omit<Invitation, 'callId'>,
    caller: Agent,
    proxy = '',
  ): { readonly callId: string; readonly end: DialogEnd } {
    const callId = randomBytes(9).toString('base64url')
    const outage = this.deadProxies.has(proxy) ? 503 : this.outage
    const contacts = outage === null ? this.#contacts(invitation.to) : []
    const end = Fork.invite(this.#net, { ...invitation, callId }, contacts, caller)
    const code = outage ?? 480
    if (contacts.length === 0) this.#net(() => caller.refused(code, phrase(code)))
    return { callId, end }
  }

  later(task: () => void): void {
    this.#net(task)
  }

  #contacts(address: string): Contact[] {
    const phones = [...(this.#phones.get(address) ?? [])].map((phone) => phone.contact)
    return [...phones, ...this.bindings(address).map(({ contact }) => contact)]
  }
}
