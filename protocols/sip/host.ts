// host and port of RFC 3261 §25.1: a name, an IPv4 address, or an IPv6 address in brackets.
import { isAddress } from './destination.ts'
import { trimBlanks } from './field-text.ts'
import { SipPrintError } from './sip-error.ts'

export interface HostPort {
  /** Lower case, IPv6 without brackets. */
  readonly host: string
  /** Null where none is given. */
  readonly port: number | null
}

const NAME = /^[a-z0-9_][a-z0-9_.-]{0,254}$/
const PORT = /^\d{1,5}$/

/** `host`, `host:port`, `[address]:port`, white space around the colon (§25.1 has COLON in sent-by). Null where `text` is nothing of the kind. */
export function parseHostPort(text: string): HostPort | null {
  const close = text.startsWith('[') ? text.indexOf(']') : -1
  const colon = text.indexOf(':', Math.max(close, 0))
  const where = trimBlanks(text, 0, colon < 0 ? text.length : colon)
  const port = colon < 0 ? null : parsePort(trimBlanks(text, colon + 1))
  const host = parseHost(where)
  return host === null || (colon >= 0 && port === null) ? null : { host, port }
}

/** Throws SipPrintError where the host is none. */
export function printHostPort({ host, port }: HostPort): string {
  const text = host.includes(':') ? `[${host}]` : host
  if (parseHost(text) === null) throw new SipPrintError('the host is neither a name nor an address')
  if (port !== null && !(Number.isInteger(port) && port > 0 && port <= 65_535)) throw new SipPrintError('the port is none')
  return port === null ? text : `${text}:${port}`
}

function parseHost(text: string): string | null {
  const host = text.toLowerCase()
  if (host.startsWith('[')) {
    // RFC 5118 §4.10: RFC 3261's grammar had some write one colon too many, and no address has three.
    const address = host.slice(1, -1).replace(':::', '::')
    return host.endsWith(']') && address.includes(':') && isAddress(address) ? address : null
  }
  if (!NAME.test(host) || host.includes('..')) return null
  // What ends in a number is an address, or nothing (§25.1, toplabel).
  return /(?:^|\.)\d+\.?$/.test(host) && !isAddress(host) ? null : host
}

function parsePort(text: string): number | null {
  const port = PORT.test(text) ? Number(text) : 0
  return port > 0 && port <= 65_535 ? port : null
}
