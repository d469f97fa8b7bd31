import type { SipHeader } from '@weft/wire/header'
import type { SipHeaders } from '../../ports/sip-calls.ts'

/**
 * Headers that a client may not give along: the stack writes them itself (RFC 3261 §20), or servers behind us believe them (RFC 3325 identities,
 * the gateway's own X-Sylk headers). Everything else passes, `X-Sylk-ZRTP` among it, on which end-to-end encryption of mobile apps rests.
 */
const RESERVED = new Set([
  ...[
    'accept',
    'allow',
    'allow-events',
    'authorization',
    'call-id',
    'contact',
    'cseq',
    'date',
    'event',
    'expires',
    'from',
    'max-forwards',
  ],
  ...[
    'min-se',
    'path',
    'proxy-authorization',
    'proxy-require',
    'rack',
    'record-route',
    'require',
    'route',
    'rseq',
    'session-expires',
  ],
  ...['service-route', 'supported', 'timestamp', 'to', 'user-agent', 'via', 'www-authenticate', 'proxy-authenticate'],
  ...['remote-party-id', 'identity', 'history-info', 'diversion', 'max-breadth'],
  ...['x-sylk-app', 'x-sylk-from-sip', 'x-sylk-to-sip', 'x-replicated-message'],
])
/** Compact forms (RFC 3261 §7.3.3 and its extensions) are one letter, and all of them are spoken for. */
const COMPACT = /^.$/
const CONTENT = /^content-|^mime-version$/
/** What networks that trust each other tell: who somebody is, whom a call serves, who pays for it (RFC 3325, RFC 7315, RFC 5502). */
const TRUSTED = /^p-/

export interface OutgoingHeaders {
  readonly headers: SipHeaders
  /** Names that were left out. */
  readonly refused: readonly string[]
}

/** What of a client's headers goes out; of several of one name the last, names being case-insensitive. */
export function outgoingHeaders(given: readonly SipHeader[] | null | undefined): OutgoingHeaders {
  const headers = new Map<string, SipHeader>()
  const refused: string[] = []
  for (const header of given ?? []) {
    const name = header.name.toLowerCase()
    if (RESERVED.has(name) || [COMPACT, CONTENT, TRUSTED].some((pattern) => pattern.test(name))) refused.push(header.name)
    else headers.set(name, header)
  }
  return { headers: Object.fromEntries([...headers.values()].map(({ name, value }) => [name, value])), refused }
}
