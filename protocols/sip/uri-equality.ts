// Which URIs are the same (RFC 3261 §19.1.4, RFC 3966 §5, RFC 5954 §4.1).
import { parameterOf } from './parameters.ts'
import type { SipUri, TelUri, Uri, UriHeader } from './uri.ts'
import { normaliseEscapes } from './uri-escapes.ts'

/** What makes a difference when it is in one URI only. The rules name the first four; that transport does as well is in their examples. */
const DECISIVE = ['user', 'ttl', 'method', 'maddr', 'transport']

/** Not transitive: `sip:a@b;x=1` and `sip:a@b;x=2` both equal `sip:a@b` and not each other. */
export function areSameUri(a: Uri, b: Uri): boolean {
  if (a.kind === 'sip') return b.kind === 'sip' && areSameSip(a, b)
  if (a.kind === 'tel') return b.kind === 'tel' && areSameTel(a, b)
  return b.kind === 'other' && a.scheme === b.scheme && a.rest === b.rest
}

function areSameSip(a: SipUri, b: SipUri): boolean {
  return (
    a.scheme === b.scheme &&
    areSameText(a.user, b.user) &&
    areSameText(a.password, b.password) &&
    expandIpv6(a.host) === expandIpv6(b.host) &&
    a.port === b.port &&
    haveSameParameters(a, b) &&
    haveSameHeaders(a.headers, b.headers)
  )
}

/** "All other uri-parameters appearing in only one URI are ignored". */
function haveSameParameters(a: SipUri, b: SipUri): boolean {
  const valueIn = (uri: SipUri, name: string) => {
    const value = parameterOf(uri.parameters, name)
    return value === null ? null : normaliseEscapes(value).toLowerCase()
  }
  return [...DECISIVE, ...a.parameters.map(({ name }) => name)].every((name) => {
    const [first, second] = [valueIn(a, name), valueIn(b, name)]
    return first === second || (!DECISIVE.includes(name.toLowerCase()) && (first === null || second === null))
  })
}

/** "Any present header component MUST be present in both URIs and match". Values are compared as text. */
function haveSameHeaders(a: readonly UriHeader[], b: readonly UriHeader[]): boolean {
  const sorted = (headers: readonly UriHeader[]) =>
    headers.map(({ name, value }) => `${normaliseEscapes(name).toLowerCase()}=${normaliseEscapes(value)}`).toSorted()
  return sorted(a).join('&') === sorted(b).join('&')
}

/** RFC 3966 §5: without visual separators, parameters the same in any order. */
function areSameTel(a: TelUri, b: TelUri): boolean {
  const numberOf = ({ number }: TelUri) => number.replace(/[-.()]/g, '').toLowerCase()
  const parametersOf = ({ parameters }: TelUri) =>
    parameters.map(({ name, value }) => `${name}=${value === null ? '' : normaliseEscapes(value)}`.toLowerCase()).toSorted()
  return numberOf(a) === numberOf(b) && parametersOf(a).join(';') === parametersOf(b).join(';')
}

function areSameText(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && normaliseEscapes(a) === normaliseEscapes(b))
}

/** RFC 5954 §4.1: IPv6 addresses are compared as numbers: all eight groups without leading zeros. Other hosts as they are. */
function expandIpv6(host: string): string {
  if (!host.includes(':')) return host
  const [left = '', right] = host.split('::')
  const [head, tail] = [groupsOf(left), groupsOf(right ?? '')]
  const zeros = right === undefined ? [] : Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return [...head, ...zeros, ...tail].join(':')
}

function groupsOf(half: string): string[] {
  return half === '' ? [] : half.split(':').flatMap((group) => (group.includes('.') ? ipv4Groups(group) : normalGroup(group)))
}

function ipv4Groups(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)]
}

function normalGroup(group: string): string {
  return group.replace(/^0+(?=.)/, '').toLowerCase()
}
