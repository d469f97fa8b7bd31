// Locating SIP servers (RFC 3263 §4): which records to ask for, and which servers the answers name. Pure: the asking is done elsewhere.
//
//   destination ─► planLocate ─┬─► targets                            numeric host, or a port was given
//                              ├─► services ──► SRV ──► targetsFrom   a transport was given
//                              └─► NAPTR ──► servicesFrom ──► SRV ──► targetsFrom
//
// Host names among the targets are then looked up (A, AAAA), each address being one server.
import { isAddress, type SipDestination, type SipTransport } from './destination.ts'
import { orderSrv, type SrvRecord } from './srv.ts'

export interface NaptrRecord {
  readonly order: number
  readonly preference: number
  readonly flags: string
  readonly service: string
  readonly replacement: string
}

/** A server to try. `host` is an address (IPv6 without brackets) or a name still to be looked up. */
export interface SipTarget {
  readonly host: string
  readonly port: number
  readonly transport: SipTransport
}

/** SRV records to ask for, in the order in which their servers are to be tried. */
export interface SipServices {
  readonly services: readonly SipService[]
  /** Where to go when none of them exists (RFC 3263 §4.2): the host itself. */
  readonly fallback: SipTarget
}

export interface SipService {
  readonly name: string
  readonly transport: SipTransport
}

export type LocatePlan =
  | { readonly ask: 'nothing'; readonly target: SipTarget }
  | { readonly ask: 'srv'; readonly found: SipServices }
  | { readonly ask: 'naptr'; readonly name: string }

/** The transports we would rather use, the best first, where the domain does not say (RFC 3263 §4.1 leaves it to us). */
const PREFERENCE: readonly SipTransport[] = ['tls', 'tcp', 'udp']
const SERVICE: Readonly<Record<SipTransport, string>> = { tls: '_sips._tcp', tcp: '_sip._tcp', udp: '_sip._udp' }
const NAPTR_SERVICE: ReadonlyMap<string, SipTransport> = new Map([
  ['SIPS+D2T', 'tls'],
  ['SIP+D2T', 'tcp'],
  ['SIP+D2U', 'udp'],
])
const MOST_SERVICES = 8
const MOST_TARGETS = 16

/** What has to be asked first. */
export function planLocate({ host, port, transport }: SipDestination): LocatePlan {
  // §4.1: "If the TARGET is a numeric IP address", or "not numeric, but an explicit port is provided": UDP unless the URI says otherwise.
  if (isAddress(host) || port !== null) return { ask: 'nothing', target: targetAt(host, port, transport ?? 'udp') }
  if (transport !== null) return { ask: 'srv', found: servicesOf(host, [transport], transport) }
  return { ask: 'naptr', name: host }
}

/** The services that a host's NAPTR records name, or, where there are none that we can use, those that it may have all the same. */
export function servicesFrom(host: string, records: readonly NaptrRecord[]): SipServices {
  const services = records
    .filter((record) => record.flags.toLowerCase() === 's' && record.replacement !== '' && record.replacement !== '.')
    .toSorted((a, b) => a.order - b.order || a.preference - b.preference)
    .flatMap((record) => {
      const transport = NAPTR_SERVICE.get(record.service.toUpperCase())
      return transport ? [{ name: record.replacement, transport }] : []
    })
    .slice(0, MOST_SERVICES)
  // §4.1: without NAPTR and SRV records it is UDP for a SIP URI. A domain that names its services is not taken below the best of them.
  return services[0] ? { services, fallback: targetAt(host, null, services[0].transport) } : servicesOf(host, PREFERENCE, 'udp')
}

/**
 * The servers in the order in which to try them, at most 16: `answers[i]` are the SRV records of `services[i]`, `random` gives numbers
 * from 0 up to, not including, 1. Empty only where the domain says that it has no such service.
 */
export function targetsFrom(found: SipServices, answers: readonly (readonly SrvRecord[])[], random: () => number): SipTarget[] {
  if (answers.every((records) => records.length === 0)) return [found.fallback]
  const targets = found.services.flatMap(({ transport }, index) =>
    orderSrv(answers[index] ?? [], random).map(({ name, port }) => ({ host: name, port, transport })),
  )
  return targets.slice(0, MOST_TARGETS)
}

function servicesOf(host: string, transports: readonly SipTransport[], fallback: SipTransport): SipServices {
  const services = transports.map((transport) => ({ name: `${SERVICE[transport]}.${host}`, transport }))
  return { services, fallback: targetAt(host, null, fallback) }
}

function targetAt(host: string, port: number | null, transport: SipTransport): SipTarget {
  return { host, port: port ?? (transport === 'tls' ? 5061 : 5060), transport }
}
