import { DigestClient, type DigestExchange, NEW_EXCHANGE } from '@weft/protocols/sip/digest-client'
import type { SipHeaderField, SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { printMessage } from '@weft/protocols/sip/print-message'
import type { Random } from '../../ports/random.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { OutgoingRequest, SipAgent } from '../../ports/sip-agent.ts'
import { LONGEST_DATAGRAM, type Locating, nextHopOf, routesTo } from './next-hop.ts'
import { digestIdentity } from './session/digest-identity.ts'
import type { SipClient } from './sip-client.ts'
import { contactUri, type Hop, viaOf } from './transport/hop.ts'

export interface SipAgentNeeds extends Locating {
  readonly client: Pick<SipClient, 'request'>
  readonly random: Random
}

/** What the attempts at one request have in common, and what each of them has of its own. */
interface Identity {
  readonly callId: string
  readonly tag: string
  readonly cseq: number
  /** What answers the challenges so far. */
  readonly authorization: readonly SipHeaderField[]
}

/** A final response, and the request that it is for. */
interface Exchange {
  readonly request: SipRequest
  readonly response: SipResponse
}

/** Requests whose Contact says where others send theirs to; a MESSAGE must not have one (RFC 3428 §4). */
const WITH_CONTACT: ReadonlySet<string> = new Set(['SUBSCRIBE', 'REFER'])
/** For a proxy and whom it leads to, each with a nonce that has just run out. */
const MOST_CHALLENGES = 4

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
    const { random } = this.#needs
    let identity: Identity = { callId: random.id(), tag: random.id(), cseq: 1, authorization: [] }
    let answered = await this.#attempt(request, identity)
    let digest: DigestClient | null = null
    let exchange: DigestExchange = NEW_EXCHANGE
    for (let challenges = 0; challenges < MOST_CHALLENGES && isChallenge(answered.response); challenges++) {
      const credentials = (await request.credentials?.()) ?? []
      if (credentials.length === 0) break
      digest ??= new DigestClient(credentials.map(digestIdentity), () => random.id())
      const step = digest.challenged(answered.request, answered.response, exchange)
      if (!step.retry) break
      exchange = step.exchange
      identity = { ...identity, cseq: identity.cseq + 1, authorization: step.fields }
      answered = await this.#attempt(request, identity)
    }
    return answered.response
  }

  async #attempt(request: OutgoingRequest, identity: Identity): Promise<Exchange> {
    const { client } = this.#needs
    const destination = nextHopOf(request.uri)
    let sent = this.#complete(request, identity, { transport: 'udp', host: '192.0.2.1', port: 65_535 })
    const isLong = printMessage(sent).length > LONGEST_DATAGRAM
    const make = (hop: Hop) => {
      sent = this.#complete(request, identity, hop)
      return sent
    }
    let unavailable: SipResponse | null = null
    let why = 'no route'
    for (const route of await routesTo(destination.where, isLong, this.#needs)) {
      const outcome = await client.request(make, route, destination.host)
      if (outcome.response === null) why = outcome.why
      else if (outcome.response.status === 503) unavailable = outcome.response
      else return { request: sent, response: outcome.response }
    }
    if (unavailable) return { request: sent, response: unavailable }
    throw new Refusal('backend-timeout', `no SIP server of ${destination.host} answered: ${why}`)
  }

  #complete(request: OutgoingRequest, { callId, tag, cseq, authorization }: Identity, hop: Hop): SipRequest {
    const headers: SipHeaderField[] = [
      viaOf(hop, this.#needs.random.id()),
      { name: 'Max-Forwards', value: '70' },
      { name: 'From', value: `${request.from};tag=${tag}` },
      { name: 'To', value: request.to },
      { name: 'Call-ID', value: callId },
      { name: 'CSeq', value: `${cseq} ${request.method}` },
      ...authorization,
    ]
    if (WITH_CONTACT.has(request.method)) headers.push({ name: 'Contact', value: `<${contactUri(hop)}>` })
    headers.push({ name: 'User-Agent', value: this.#product }, ...request.headers)
    if (request.contentType !== null) headers.push({ name: 'Content-Type', value: request.contentType })
    return { kind: 'request', method: request.method, uri: request.uri, headers, body: request.body }
  }
}

function isChallenge({ status }: SipResponse): boolean {
  return status === 401 || status === 407
}
