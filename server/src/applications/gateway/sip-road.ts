import { CpimError } from '@weft/protocols/im/cpim'
import { ImdnError, imdnKind } from '@weft/protocols/im/imdn'
import { type InstantMessage, imdnMessage, printInstantMessage } from '@weft/protocols/im/instant-message'
import { printHostPort } from '@weft/protocols/sip/host'
import type { SipResponse } from '@weft/protocols/sip/message'
import { printNameAddr } from '@weft/protocols/sip/name-addr'
import { SipPrintError } from '@weft/protocols/sip/sip-error'
import { parseUri } from '@weft/protocols/sip/uri'
import { splitAor } from '@weft/wire/aor'
import type { Log } from '../../ports/log.ts'
import type { Envelope, MessageRoad, RoadOutcome, RoadSender } from '../../ports/message-road.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { OutgoingRequest, SipAgent, SipCredentials, SipField } from '../../ports/sip-agent.ts'
import type { SipParty } from '../../ports/sip-calls.ts'

export interface SipRoadNeeds {
  readonly agent: SipAgent<SipResponse>
  readonly log: Log
  /** ISO 8601. */
  readonly now: () => string
  /** This server's address or name, for what it says itself; IPv6 without brackets. */
  readonly host: () => string
  /** Everything goes through an outbound proxy, which may know who sends it. */
  readonly proxied: boolean
  /** Messages go to this server itself, for its gateway, and to nobody else (option `local_sip_messages`). */
  readonly local: boolean
}

type Written = Pick<OutgoingRequest, 'uri' | 'from' | 'headers' | 'contentType' | 'body'>

const CPIM = 'message/cpim'
/** Marks what is for SIP devices alone, so that no proxy brings it back here (sylkrtc-protocol §5.9). */
const TO_SIP: SipField = { name: 'X-Sylk-To-Sip', value: 'yes' }
const REPLICATED: SipField = { name: 'X-Replicated-Message', value: 'yes' }
const FOR_GATEWAY: SipField = { name: 'X-Sylk-App', value: 'webrtcgateway' }

/** Messages as SIP requests of their own, as SylkServer sends them (sylkrtc-protocol §5.2-§5.7). */
export class SipRoad implements MessageRoad {
  readonly #needs: SipRoadNeeds

  constructor(needs: SipRoadNeeds) {
    this.#needs = needs
  }

  async send(envelope: Envelope): Promise<RoadOutcome> {
    try {
      const { status, reason } = await this.#needs.agent.send(this.#requestOf(envelope))
      return { code: status, reason }
    } catch (error) {
      if (error instanceof CpimError || error instanceof ImdnError || error instanceof SipPrintError)
        return { code: 400, reason: `Cannot Be Said in SIP: ${error.message}` }
      // Apps match the word DNS, and the digits in front.
      if (error instanceof Refusal && error.reason === 'dns') return { code: 502, reason: `DNS lookup error: ${error.detail}` }
      if (error instanceof Refusal) return { code: 408, reason: 'Request Timeout' }
      this.#needs.log.error('a SIP message was not sent', { error: error instanceof Error ? error.stack : String(error) })
      return { code: 500, reason: 'Internal Error' }
    }
  }

  #requestOf(envelope: Envelope): OutgoingRequest {
    const { uri, from, headers, contentType, body } = this.#write(envelope)
    return {
      method: 'MESSAGE',
      ...{ uri, from, contentType, body },
      to: addressOf({ uri: envelope.to, displayName: '' }),
      headers: this.#needs.local ? [...headers, FOR_GATEWAY] : headers,
      credentials: () => this.#credentialsFor(uri, envelope.sender),
    }
  }

  /** A server of somebody else's that asks for them could try out passwords on the answer as long as it likes. */
  async #credentialsFor(uri: string, { account, ha1 }: RoadSender): Promise<readonly SipCredentials[]> {
    const { user, domain } = splitAor(account)
    const secret = this.#needs.proxied || isAt(uri, domain) ? await ha1() : null
    return secret === null ? [] : [{ realm: null, username: user, secret: { kind: 'ha1', ha1: secret } }]
  }

  #write(envelope: Envelope): Written {
    switch (envelope.kind) {
      case 'message':
        return written(
          envelope.from,
          envelope.audience === 'own-sip' ? envelope.from.uri : envelope.to,
          headersFor(envelope.audience),
          {
            ...envelope,
            from: identity(envelope.from),
            to: identity({ uri: envelope.to, displayName: '' }),
            dateTime: envelope.timestamp,
          },
        )
      case 'receipt': {
        const { from, to, id, messageId, messageTimestamp, state } = envelope
        const imdn = {
          ...{ messageId, dateTime: messageTimestamp, status: state, kind: imdnKind(state) },
          // Of the message's author, as SylkServer has it: clients look at nothing but id and status (§5.4).
          ...{ recipientUri: to, originalRecipientUri: to },
        }
        const ends = { from: identity(from), to: identity({ uri: to, displayName: '' }), dateTime: this.#needs.now(), id }
        return written(from, to, [], imdnMessage(imdn, ends))
      }
      case 'notice': {
        const { from, to, contentType, content } = envelope
        const party = { uri: from ?? `sylkserver@${printHostPort({ host: this.#needs.host(), port: null })}`, displayName: '' }
        const body = new TextEncoder().encode(content)
        return { uri: `sip:${to}`, from: addressOf(party), headers: [TO_SIP], contentType, body }
      }
    }
  }
}

function written(from: SipParty, target: string, headers: readonly SipField[], message: InstantMessage): Written {
  return { uri: `sip:${target}`, from: addressOf(from), headers, contentType: CPIM, body: printInstantMessage(message) }
}

function headersFor(audience: 'everybody' | 'sip' | 'own-sip'): readonly SipField[] {
  if (audience === 'everybody') return []
  return audience === 'sip' ? [TO_SIP] : [TO_SIP, REPLICATED]
}

function addressOf({ uri, displayName }: SipParty): string {
  return printNameAddr({ displayName, uri: `sip:${uri}`, parameters: [] })
}

function identity({ uri, displayName }: SipParty): InstantMessage['from'] {
  return { displayName, uri: `sip:${uri}` }
}

function isAt(uri: string, domain: string): boolean {
  const parsed = parseUri(uri)
  return parsed?.kind === 'sip' && parsed.host === domain.toLowerCase()
}
