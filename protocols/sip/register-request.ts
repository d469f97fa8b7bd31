// The REGISTER request of a user agent (RFC 3261 §10.2) and what it says of Outbound (RFC 5626 §4.2) and Path (RFC 3327 §5.1).
import { printCSeq } from './cseq.ts'
import type { SipHeaderField, SipRequest } from './message.ts'
import { printNameAddr } from './name-addr.ts'
import type { SipParameter } from './parameters.ts'
import { quote } from './quoted-string.ts'
import { SipPrintError } from './sip-error.ts'
import { parseUri } from './uri.ts'

/** Whom to register where, as what. Its texts come from configuration or from who makes the contact, and stay the same for one registration. */
export interface RegistrationSettings {
  /** The Request-URI: a SIP URI of the domain, without a user (§10.2). */
  readonly registrar: string
  /** The address of record, a URI without parameters. */
  readonly aor: string
  readonly callId: string
  readonly fromTag: string
  readonly contact: {
    readonly uri: string
    /** Feature tags and the like; `expires`, `reg-id` and `+sip.instance` are added. */
    readonly parameters: readonly SipParameter[]
  }
  /** The binding's lifetime that is asked for, in seconds. */
  readonly expires: number
  readonly outbound: OutboundSettings | null
  /** Route values of the way to the registrar, such as an outbound proxy. */
  readonly route: readonly string[]
  /** Other fields of each request, such as User-Agent and Allow. */
  readonly headers: readonly SipHeaderField[]
}

export interface OutboundSettings {
  /** A URN that stays the same for the device, mostly `urn:uuid:…`. */
  readonly instance: string
  /** The flow's number, from 1. */
  readonly regId: number
  /** Whether the flow is a connection (TCP, TLS) or UDP. */
  readonly reliable: boolean
}

export interface RegisterRequest {
  readonly cseq: number
  /** Seconds; 0 removes the binding. */
  readonly expires: number
  /** False where the first hop said that it does not do Outbound (439). */
  readonly outbound: boolean
  /** Authorization and Proxy-Authorization. */
  readonly authorization: readonly SipHeaderField[]
}

const NOTHING = new Uint8Array()

/** A REGISTER as it goes to the transaction layer, which adds the Via. Throws SipPrintError where the settings hold what cannot stand there. */
export function registerRequest(settings: RegistrationSettings, request: RegisterRequest): SipRequest {
  const { registrar, aor, callId, fromTag, contact, route, headers } = settings
  const { cseq, expires, authorization } = request
  const outbound = request.outbound ? settings.outbound : null
  const uri = parseUri(registrar)
  if (uri?.kind !== 'sip' || uri.user !== null) throw new SipPrintError('the registrar is no SIP URI of a domain')
  const fields: (readonly [string, string])[] = [
    ['Max-Forwards', '70'],
    ...route.map((value) => ['Route', value] as const),
    ['From', printNameAddr({ displayName: '', uri: aor, parameters: [{ name: 'tag', value: fromTag }] })],
    ['To', printNameAddr({ displayName: '', uri: aor, parameters: [] })],
    ['Call-ID', callId],
    ['CSeq', printCSeq({ number: cseq, method: 'REGISTER' })],
    [
      'Contact',
      printNameAddr({
        displayName: '',
        uri: contact.uri,
        parameters: [...contact.parameters, ...outboundParameters(outbound), { name: 'expires', value: String(expires) }],
      }),
    ],
    // Both ways to say it, for registrars that read one only.
    ['Expires', String(expires)],
    ['Supported', outbound ? 'path, outbound' : 'path'],
  ]
  const own = fields.map(([name, value]) => ({ name, value }))
  return { kind: 'request', method: 'REGISTER', uri: registrar, headers: [...own, ...authorization, ...headers], body: NOTHING }
}

function outboundParameters(outbound: OutboundSettings | null): SipParameter[] {
  if (!outbound) return []
  return [
    { name: '+sip.instance', value: quote(`<${outbound.instance}>`) },
    { name: 'reg-id', value: String(outbound.regId) },
  ]
}
