import { fieldsOf, type SipRequest } from '@weft/protocols/sip/message'
import type { OutgoingRequest, SipAgent } from '../../ports/sip-agent.ts'
import type { SipCaller } from '../../ports/sip-caller.ts'
import type { SipSubscriber } from '../../ports/sip-subscriber.ts'
import { addressOf } from './address-of-record.ts'

/** For what is to be seen by us alone, and hidden in traces. */
export const CREDENTIALS = 'Proxy-Authorization'

/**
 * Tells this server's own requests, which come to its domains over the network as all others do: they carry credentials of a scheme of their own, and what
 * they say of themselves is believed. Their address would not tell, since others on this machine have the same, nor their port, which TCP makes up.
 */
export class OwnRequests {
  readonly #credentials: string
  readonly #domains: ReadonlySet<string>

  /** `mark`: fresh letters and digits of at least 80 random bits. `domains` in lower case. */
  constructor(mark: string, domains: readonly string[]) {
    this.#credentials = `Weft ${mark}`
    this.#domains = new Set(domains)
  }

  isOwn(request: SipRequest): boolean {
    return fieldsOf(request, CREDENTIALS).includes(this.#credentials)
  }

  /** An agent whose requests to our domains are known as our own. To others the mark never goes. */
  agent<Response>(agent: SipAgent<Response>): SipAgent<Response> {
    return { send: (request) => agent.send(this.#goesHere(request) ? this.#marked(request) : request) }
  }

  /** A caller, likewise. */
  caller<Request>(caller: SipCaller<Request>): SipCaller<Request> {
    return { call: (call, ...others) => caller.call(this.#goesHere(call) ? this.#marked(call) : call, ...others) }
  }

  /** A subscriber, likewise. */
  subscriber(subscriber: SipSubscriber): SipSubscriber {
    return {
      subscribe: (wanted, listener) => subscriber.subscribe(this.#goesHere(wanted) ? this.#marked(wanted) : wanted, listener),
    }
  }

  #goesHere({ uri }: Pick<OutgoingRequest, 'uri'>): boolean {
    return this.#domains.has(addressOf(uri)?.domain ?? '')
  }

  #marked<Sent extends Pick<OutgoingRequest, 'headers'>>(request: Sent): Sent {
    return { ...request, headers: [...request.headers, { name: CREDENTIALS, value: this.#credentials }] }
  }
}
