// What a 2xx to REGISTER says of our binding (RFC 3261 §10.2.4, §10.3) and of the ways through which it is reached.
import { readSeconds } from './delta-seconds.ts'
import { tokensOf } from './list.ts'
import { fieldOf, fieldsOf, type SipResponse } from './message.ts'
import { type NameAddr, parseContacts, parseNameAddrs, printNameAddr } from './name-addr.ts'
import { parameterOf } from './parameters.ts'
import type { OutboundSettings } from './register-request.ts'
import { areSameUriText } from './uri-text-equality.ts'

export interface Binding {
  /** Seconds from now, at least 1. May be more than was asked for: Kamailio 5.6 raises a brief time instead of answering 423. */
  readonly expires: number
  /** Route values for the requests that we send from now on (RFC 3608 §6.1). */
  readonly serviceRoute: readonly string[]
  /** The proxies through which requests come (RFC 3327 §5.2). */
  readonly path: readonly string[]
  /** Null where nobody asks for keep-alives. */
  readonly keepAlive: KeepAlive | null
}

/** The flow is Outbound's: it is to be kept open by a sign of life after a time between these two, in milliseconds, each time another (RFC 5626 §4.4.1). */
export interface KeepAlive {
  readonly atLeast: number
  readonly atMost: number
}

export interface AskedBinding {
  readonly contact: string
  readonly outbound: OutboundSettings | null
  /** Seconds. */
  readonly expires: number
}

const MOST_ROUTES = 32

/** Null where the registrar says that it keeps no binding of ours. */
export function readBinding(response: SipResponse, asked: AskedBinding): Binding | null {
  const contacts = parseContacts(fieldsOf(response, 'Contact'))
  const listed = contacts !== null && contacts !== '*' && contacts.length > 0 ? contacts : null
  const ours = listed && findOurs(listed, asked)
  if (listed && !ours) return null
  const given = ours ? parameterOf(ours.parameters, 'expires') : null
  const expires = readSeconds(given) ?? readSeconds(fieldOf(response, 'Expires')) ?? asked.expires
  if (expires === 0) return null
  return {
    expires,
    serviceRoute: readRoutes(response, 'Service-Route'),
    path: readRoutes(response, 'Path'),
    keepAlive: readKeepAlive(response, asked.outbound),
  }
}

/** The registrar lists all bindings of the address of record (§10.3 step 8). */
function findOurs(listed: readonly NameAddr[], { contact, outbound }: AskedBinding): NameAddr | null {
  const flow = outbound && listed.find((other) => isFlow(other, outbound))
  const same = flow ?? listed.find(({ uri }) => areSameUriText(uri, contact))
  // Some registrars and the proxies before them write the address into it that they saw the request come from.
  return same ?? (listed.length === 1 ? (listed[0] ?? null) : null)
}

/** RFC 5626 §6: the instance and the number of the flow say whose binding it is. */
function isFlow({ parameters }: NameAddr, { instance, regId }: OutboundSettings): boolean {
  const given = parameterOf(parameters, '+sip.instance')?.toLowerCase()
  return given === `<${instance.toLowerCase()}>` && parameterOf(parameters, 'reg-id') === String(regId)
}

/** A list that is malformed would make every request that uses it so. */
function readRoutes(response: SipResponse, name: string): string[] {
  const routes = parseNameAddrs(fieldsOf(response, name)) ?? []
  // Names say nothing there, and may hold what cannot be printed.
  return routes.length > MOST_ROUTES ? [] : routes.map((route) => printNameAddr({ ...route, displayName: '' }))
}

/** Only a registrar that requires `outbound` in its answer does Outbound (RFC 5626 §6). */
function readKeepAlive(response: SipResponse, outbound: OutboundSettings | null): KeepAlive | null {
  if (!outbound || !tokensOf(fieldsOf(response, 'Require')).some((tag) => tag.toLowerCase() === 'outbound')) return null
  const flowTimer = readSeconds(fieldOf(response, 'Flow-Timer')) ?? 0
  if (flowTimer > 0) return { atLeast: flowTimer * 800, atMost: flowTimer * 1000 }
  return outbound.reliable ? { atLeast: 95_000, atMost: 120_000 } : { atLeast: 24_000, atMost: 29_000 }
}
