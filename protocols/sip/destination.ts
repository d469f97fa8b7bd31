// Where a SIP request is to go, as text says it: `host[:port][;transport=udp|tcp|tls]` (the hostport and transport of RFC 3261 §19.1).

export type SipTransport = 'udp' | 'tcp' | 'tls'

export interface SipDestination {
  /** A name in lower case without its final dot, or an address; IPv6 without brackets. */
  readonly host: string
  /** Null when it is to be found out. */
  readonly port: number | null
  /** Null when it is to be found out. */
  readonly transport: SipTransport | null
}

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/
const HOST_PORT = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/
const LONGEST = 512

/** Null where `text` is no destination. Parameters other than `transport` do not matter to where a request goes and are skipped. */
export function parseDestination(text: string): SipDestination | null {
  if (text.length > LONGEST) return null
  const [where = '', ...parameters] = text.trim().toLowerCase().split(';')
  const [, bracketed, plain, digits] = HOST_PORT.exec(isIpv6(where) ? `[${where}]` : where) ?? []
  const host = bracketed ?? plain?.replace(/\.$/, '')
  const port = digits === undefined ? null : Number(digits)
  if (host === undefined || (port !== null && (port < 1 || port > 65_535))) return null
  if (bracketed === undefined ? !isAddress(host) && !isName(host) : !isIpv6(host)) return null
  const transport = transportOf(parameters)
  return transport === 'unknown' ? null : { host, port, transport }
}

/** True for an IPv4 address, and for an IPv6 address without brackets and zone. */
export function isAddress(host: string): boolean {
  return IPV4.test(host) || isIpv6(host)
}

function transportOf(parameters: readonly string[]): SipTransport | null | 'unknown' {
  const given = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('transport='))
  switch (given?.slice('transport='.length)) {
    case undefined:
      return null
    case 'udp':
      return 'udp'
    case 'tcp':
      return 'tcp'
    case 'tls':
      return 'tls'
    default:
      return 'unknown'
  }
}

function isName(host: string): boolean {
  // What ends in a number would be an address (RFC 3696 §2), and was none.
  return host.length <= 253 && host.split('.').every((label) => LABEL.test(label)) && !/(?:^|\.)\d+$/.test(host)
}

/** RFC 4291 §2.2: eight groups, one run of them `::`, the last two perhaps an IPv4 address. */
function isIpv6(host: string): boolean {
  const halves = host.split('::')
  if (!host.includes(':') || halves.length > 2) return false
  const groups = halves.flatMap((half, index) => {
    const parts = half === '' ? [] : half.split(':')
    const last = parts.at(-1) ?? ''
    const endsInIpv4 = index === halves.length - 1 && IPV4.test(last)
    return endsInIpv4 ? [...parts.slice(0, -1), '0', '0'] : parts
  })
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false
  return halves.length === 2 ? groups.length <= 7 : groups.length === 8
}
