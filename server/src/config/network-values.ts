import { isIP, isIPv4 } from 'node:net'
import { integer, listOf, optional, type Parsed, splitList, type ValueType } from './values.ts'

export interface NetworkAddress {
  /** An IP address (IPv6 without brackets) or a host name in lower case. */
  readonly host: string
  readonly port: number
}

export type SipTransport = 'udp' | 'tcp' | 'tls'

/** Where all requests go, whatever their own URI says. */
export interface SipProxy extends NetworkAddress {
  readonly transport: SipTransport
}

/** An address range in CIDR form; one address has the longest prefix. Bits beyond the prefix are as given. */
export interface Network {
  readonly address: string
  readonly prefix: number
}

/** Who may send: everybody, or these ranges and the addresses of these hosts (to be looked up by who uses the list). */
export type Peers = 'any' | { readonly networks: readonly Network[]; readonly hosts: readonly string[] }

export interface PortRange {
  readonly first: number
  readonly last: number
}

const LABEL = '[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?'
const HOST_NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*\\.?$`)

export const port = integer(0, 65535)

/** A listening port: 0 lets the system choose one, null (empty, none, off …) closes the door. */
export const listeningPort: ValueType<number | null> = {
  parse: (given, directory) =>
    ['off', 'no', 'false', 'disabled'].includes(given.toLowerCase()) ? { value: null } : optional(port).parse(given, directory),
  show: (value) => (value === null ? '' : String(value)),
}

export const ipAddress: ValueType<string> = {
  parse: (given) => (isIP(given) === 0 ? { problem: 'is not an IP address' } : { value: given }),
  show: (value) => value,
}

export const hostName: ValueType<string> = {
  parse: (given) => {
    const value = given.toLowerCase().replace(/\.$/, '')
    // "10.0.0" and "1.2.3.400" look like names to the pattern, but whoever wrote them meant an address.
    if (!HOST_NAME.test(given) || /^[\d.]+$/.test(value)) return { problem: 'is not a host name' }
    return { value }
  },
  show: (value) => value,
}

/** `host[:port]`; an IPv6 address with a port stands in brackets. */
export function address(defaultPort: number): ValueType<NetworkAddress> {
  return {
    parse: (given) => parseAddress(given, defaultPort),
    show: (value) => `${bracketed(value.host)}:${value.port}`,
  }
}

/** `host[:port][;transport=udp|tcp|tls]`; without them UDP, and 5060 or for TLS 5061 (RFC 3261 §19.1.2). */
export const sipProxy: ValueType<SipProxy> = {
  parse: (given) => {
    const [where = '', ...parameters] = given.split(';').map((part) => part.trim())
    const transport = transportOf(parameters)
    if (transport === null) return { problem: 'has something other than ;transport=udp, tcp or tls behind the address' }
    const parsed = parseAddress(where, transport === 'tls' ? 5061 : 5060)
    return 'problem' in parsed ? parsed : { value: { ...parsed.value, transport } }
  },
  show: (value) => `${bracketed(value.host)}:${value.port};transport=${value.transport}`,
}

/** An IP address or a range `address/prefix`. */
export const network: ValueType<Network> = {
  parse: (given) => {
    const [address = '', prefix, ...rest] = given.split('/')
    const bits = isIPv4(address) ? 32 : 128
    if (isIP(address) === 0 || rest.length > 0) return { problem: 'is not an IP address or address/prefix' }
    const length = integer(0, bits).parse(prefix ?? String(bits), '')
    return 'problem' in length
      ? { problem: `has a prefix that is not from 0 to ${bits}` }
      : { value: { address, prefix: length.value } }
  },
  show: ({ address, prefix }) => (prefix === (isIPv4(address) ? 32 : 128) ? address : `${address}/${prefix}`),
}

export const networkList = listOf(network)

/** `any`, `none`, or a list of addresses, ranges and host names. */
export const peers: ValueType<Peers> = {
  parse: (given, directory) => {
    const items = splitList(given)
    if (items.some((item) => item.toLowerCase() === 'any')) return { value: 'any' }
    const networks = networkList.parse(items.filter((item) => !mayBeName(item)).join(), directory)
    const hosts = listOf(hostName).parse(items.filter(mayBeName).join(), directory)
    if ('problem' in networks || 'problem' in hosts) return { problem: 'is not a list of addresses' }
    const value = { networks: networks.value, hosts: hosts.value }
    const remark = [networks.remark, hosts.remark].filter((part) => part !== undefined).join('; ')
    return remark === '' ? { value } : { value, remark }
  },
  show: (value) => {
    if (value === 'any') return 'any'
    return [...value.networks.map((item) => network.show(item)), ...value.hosts].join(', ') || 'none'
  },
}

/** `first:last`, both even, from 1024. */
export const portRange: ValueType<PortRange> = {
  parse: (given) => {
    const [first = 0, last = 0, ...rest] = given.split(':').map((part) => (/^\d{1,5}$/.test(part.trim()) ? Number(part) : 0))
    const right = rest.length === 0 && first >= 1024 && last <= 65536 && first < last && first % 2 === 0 && last % 2 === 0
    return right ? { value: { first, last } } : { problem: 'is not first:last with even ports from 1024 to 65536' }
  },
  show: ({ first, last }) => `${first}:${last}`,
}

function parseAddress(given: string, defaultPort: number): Parsed<NetworkAddress> {
  // A bare IPv6 address has colons of its own and so cannot carry a port.
  if (isIP(given) !== 0) return { value: { host: given, port: defaultPort } }
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(given) ?? []
  const host = bracketed === undefined ? parseHost(plain ?? '') : ipAddress.parse(bracketed, '')
  const chosen = digits === undefined ? { value: defaultPort } : port.parse(digits, '')
  if ('problem' in host || 'problem' in chosen) return { problem: 'is not host or host:port' }
  return { value: { host: host.value, port: chosen.value } }
}

function parseHost(given: string): Parsed<string> {
  return isIP(given) === 0 ? hostName.parse(given, '') : { value: given }
}

function transportOf(parameters: readonly string[]): SipTransport | null {
  if (parameters.length === 0) return 'udp'
  const [, name] = (parameters.length === 1 && /^transport=(udp|tcp|tls)$/i.exec(parameters[0] ?? '')) || []
  return name === undefined ? null : (name.toLowerCase() as SipTransport)
}

function mayBeName(item: string): boolean {
  return !item.includes('/') && !item.includes(':') && !/^[\d.]+$/.test(item)
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
