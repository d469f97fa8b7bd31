import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import type { OutgoingRequest, SipAgent } from '../../ports/sip-agent.ts'
import { addressOf } from './address-of-record.ts'

/** Carries the mark; whoever else sends it guesses. */
export const OWN_FIELD = 'X-Weft-Own'

/**
 * Tells this server's own requests, which come to its domains over the network as all others do: they need no password, and what they say of
 * themselves is believed. Neither their address would tell, since others on this machine have the same, nor their port, which TCP makes up.
 */
export class OwnRequests {
  readonly #mark: string
  readonly #domains: ReadonlySet<string>

  /** `mark`: fresh text of at least 80 random bits. `domains` in lower case. */
  constructor(mark: string, domains: readonly string[]) {
    this.#mark = mark
    this.#domains = new Set(domains)
  }

  isOwn(request: SipRequest): boolean {
    return fieldOf(request, OWN_FIELD) === this.#mark
  }

  /** An agent whose requests to our domains are known as our own. To others the mark never goes. */
  agent<Response>(agent: SipAgent<Response>): SipAgent<Response> {
    return { send: (request) => agent.send(this.#goesHere(request) ? this.#marked(request) : request) }
  }

  #goesHere({ uri }: OutgoingRequest): boolean {
    return this.#domains.has(addressOf(uri)?.domain ?? '')
  }

  #marked(request: OutgoingRequest): OutgoingRequest {
    return { ...request, headers: [...request.headers, { name: OWN_FIELD, value: this.#mark }] }
  }
}
