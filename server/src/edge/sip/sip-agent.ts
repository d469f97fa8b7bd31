import type { SipHeaderField, SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { printMessage } from '@weft/protocols/sip/print-message'
import type { Random } from '../../ports/random.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { OutgoingRequest, SipAgent } from '../../ports/sip-agent.ts'
import { contactUri, type Hop, viaOf } from './hop.ts'
import { LONGEST_DATAGRAM, type Locating, nextHopOf, routesTo } from './next-hop.ts'
import type { SipClient } from './sip-client.ts'

export interface SipAgentNeeds extends Locating {
  readonly client: Pick<SipClient, 'request'>
  readonly random: Random
}

/** Requests whose Contact says where others send theirs to; a MESSAGE must not have one (RFC 3428 §4). */
const WITH_CONTACT: ReadonlySet<string> = new Set(['SUBSCRIBE', 'REFER'])

/** Sends requests to the outbound proxy or to the servers of their domain, one after the other until one answers (RFC 3263 §4.3). */
export class EdgeSipAgent implements SipAgent<SipResponse> {
  readonly #product: string
  readonly #needs: SipAgentNeeds

  /** `product` is the User-Agent. */
  constructor(product: string, needs: SipAgentNeeds) {
    this.#product = product
    this.#needs = needs
  }

  async send(request: OutgoingRequest): Promise<SipResponse> {
    const { client, random } = this.#needs
    const identity = { callId: random.id(), tag: random.id() }
    const destination = nextHopOf(request.uri)
    const make = (hop: Hop) => this.#complete(request, identity, hop)
    const isLong = printMessage(make({ transport: 'udp', host: '192.0.2.1', port: 65_535 })).length > LONGEST_DATAGRAM
    let unavailable: SipResponse | null = null
    let why = 'no route'
    for (const route of await routesTo(destination.where, isLong, this.#needs)) {
      const outcome = await client.request(make, route, destination.host)
      if (outcome.response === null) why = outcome.why
      else if (outcome.response.status === 503) unavailable = outcome.response
      else return outcome.response
    }
    if (unavailable) return unavailable
    throw new Refusal('backend-timeout', `no SIP server of ${destination.host} answered: ${why}`)
  }

  #complete(request: OutgoingRequest, { callId, tag }: { readonly callId: string; readonly tag: string }, hop: Hop): SipRequest {
    const headers: SipHeaderField[] = [
      viaOf(hop, this.#needs.random.id()),
      { name: 'Max-Forwards', value: '70' },
      { name: 'From', value: `${request.from};tag=${tag}` },
      { name: 'To', value: request.to },
      { name: 'Call-ID', value: callId },
      { name: 'CSeq', value: `1 ${request.method}` },
    ]
    if (WITH_CONTACT.has(request.method)) headers.push({ name: 'Contact', value: `<${contactUri(hop)}>` })
    headers.push({ name: 'User-Agent', value: this.#product }, ...request.headers)
    if (request.contentType !== null) headers.push({ name: 'Content-Type', value: request.contentType })
    return { kind: 'request', method: request.method, uri: request.uri, headers, body: request.body }
  }
}
