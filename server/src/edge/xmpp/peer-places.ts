import { orderSrv } from '@weft/protocols/sip/srv'
import { domainToAscii } from '@weft/protocols/xmpp/domain'
import type { Dns } from '../../ports/dns.ts'

/** Where a server of a domain may be. */
export interface PeerPlace {
  /** A name, or an IP address. */
  readonly host: string
  readonly port: number
  /** Encrypted from the first byte (XEP-0368). */
  readonly isDirectTls: boolean
}

export interface PlaceNeeds {
  readonly dns: Dns
  /** Domains whose servers are where the operator says, in their one form. */
  readonly overrides: ReadonlyMap<string, PeerPlace>
  /** From 0 up to, not including, 1. */
  readonly chance: () => number
}

const DEFAULT_PORT = 5269
const MOST_PLACES = 8

/**
 * Where to connect to for a domain, in the order to try (RFC 6120 §3.2, XEP-0368 §2): SRV of both kinds as one list; the domain itself where there are none. None
 * where DNS says that the service is not there. Rejects with Refusal `dns`.
 */
export async function findPlaces(domain: string, { dns, overrides, chance }: PlaceNeeds): Promise<readonly PeerPlace[]> {
  const override = overrides.get(domain)
  if (override) return [override]
  const name = domainToAscii(domain) ?? domain
  const [direct, plain] = await Promise.all([dns.srv(`_xmpps-server._tcp.${name}`), dns.srv(`_xmpp-server._tcp.${name}`)])
  if (direct.length + plain.length === 0) return [{ host: name, port: DEFAULT_PORT, isDirectTls: false }]
  const isDirect = new Set(direct)
  const ordered = orderSrv([...direct, ...plain], chance).slice(0, MOST_PLACES)
  return ordered.map((record) => ({ host: record.name, port: record.port, isDirectTls: isDirect.has(record) }))
}
