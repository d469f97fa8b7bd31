import { isIP } from 'node:net'
import { printHostPort } from '@weft/protocols/sip/host'
import type { SipHeaderField, SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { parameterOf } from '@weft/protocols/sip/parameters'
import { printMessage } from '@weft/protocols/sip/print-message'
import { parseUri } from '@weft/protocols/sip/uri'
import type { Dns } from '../../ports/dns.ts'
import type { Random } from '../../ports/random.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { OutgoingRequest, SipAgent } from '../../ports/sip-agent.ts'
import type { SipLocator, SipRoute } from '../../ports/sip-locator.ts'
import type { SipClient } from './sip-client.ts'
import type { Hop } from './ways.ts'

export interface SipAgentNeeds {
  readonly client: Pick<SipClient, 'request'>
  /** Knows the outbound proxy, where there is one. */
  readonly locator: SipLocator
  /** For the name of an outbound proxy. */
  readonly dns: Dns
  readonly random: Random
}

/** Bytes beyond which a request has to go over a transport with congestion control (RFC 3261 §18.1.1). */
const LONGEST_DATAGRAM = 1300
/** Each may take 32 s to be given up. */
const MOST_ATTEMPTS = 6
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
    const destination = destinationOf(request.uri)
    const make = (hop: Hop) => this.#complete(request, identity, hop)
    const isLong = printMessage(make({ transport: 'udp', host: '192.0.2.1', port: 65_535 })).length > LONGEST_DATAGRAM
    let unavailable: SipResponse | null = null
    let why = 'no route'
    for (const route of await this.#routes(destination.where, isLong)) {
      const outcome = await client.request(make, route, destination.host)
      if (outcome.response === null) why = outcome.why
      else if (outcome.response.status === 503) unavailable = outcome.response
      else return outcome.response
    }
    if (unavailable) return unavailable
    throw new Refusal('backend-timeout', `no SIP server of ${destination.host} answered: ${why}`)
  }

  async #routes(where: string, isLong: boolean): Promise<SipRoute[]> {
    const { dns, locator } = this.#needs
    const routes: SipRoute[] = []
    for (const route of await locator.locate(where)) {
      const addresses = isIP(route.host) === 0 ? await dns.addresses(route.host) : [route.host]
      if (addresses.length === 0) throw new Refusal('dns', `${route.host} has no address`)
      for (const host of addresses) {
        // Who does not take TCP, as each element must, still gets it in fragments.
        if (isLong && route.transport === 'udp') routes.push({ ...route, host, transport: 'tcp' })
        routes.push({ ...route, host })
      }
    }
    return routes.slice(0, MOST_ATTEMPTS)
  }

  #complete(request: OutgoingRequest, { callId, tag }: { readonly callId: string; readonly tag: string }, hop: Hop): SipRequest {
    const place = printHostPort(hop)
    const headers: SipHeaderField[] = [
      { name: 'Via', value: `SIP/2.0/${hop.transport.toUpperCase()} ${place};branch=z9hG4bK${this.#needs.random.id()};rport` },
      { name: 'Max-Forwards', value: '70' },
      { name: 'From', value: `${request.from};tag=${tag}` },
      { name: 'To', value: request.to },
      { name: 'Call-ID', value: callId },
      { name: 'CSeq', value: `1 ${request.method}` },
    ]
    if (WITH_CONTACT.has(request.method))
      headers.push({
        name: 'Contact',
        value: `<sip:weft@${place}${hop.transport === 'udp' ? '' : `;transport=${hop.transport}`}>`,
      })
    headers.push({ name: 'User-Agent', value: this.#product }, ...request.headers)
    if (request.contentType !== null) headers.push({ name: 'Content-Type', value: request.contentType })
    return { kind: 'request', method: request.method, uri: request.uri, headers, body: request.body }
  }
}

/** `where` is for the locator, `host` the domain that a certificate has to be for. What is no SIP URI goes to an outbound proxy or nowhere. */
function destinationOf(text: string): { readonly where: string; readonly host: string } {
  const uri = parseUri(text)
  if (uri?.kind !== 'sip') return { where: text, host: text }
  const transport = uri.scheme === 'sips' ? 'tls' : parameterOf(uri.parameters, 'transport')
  return { where: `${printHostPort(uri)}${transport ? `;transport=${transport}` : ''}`, host: uri.host }
}
