// XMPP addresses (RFC 7622). Each has one form, so that two are the same address where their parts are the same strings.
import { parseDomain } from './domain.ts'
import { opaqueString, usernameCaseMapped } from './precis.ts'

export interface Jid {
  /** Null in the address of a domain. */
  readonly local: string | null
  /** A name of U-labels in lower case, or, where they were allowed, an IP address as a URI has it. */
  readonly domain: string
  /** Null in a bare address. */
  readonly resource: string | null
}

/** Bytes of each part (RFC 7622 §3.1). */
const LONGEST_PART = 1023
/** Within PRECIS' IdentifierClass, and not allowed (RFC 7622 §3.3.1). */
const NOT_IN_LOCAL = /["&'/:<>@]/

export interface JidOptions {
  /** Whether a domain may be an IP address. */
  readonly addresses?: boolean
}

/** `local@domain/resource` in its one form; null where it is no address. */
export function parseJid(text: string, options: JidOptions = {}): Jid | null {
  // Of a part, no form is shorter than a third of another; what is much longer is not even looked at.
  if (text.length > 4 * LONGEST_PART) return null
  const slash = text.indexOf('/')
  const bare = slash < 0 ? text : text.slice(0, slash)
  const at = bare.indexOf('@')
  return jid(at < 0 ? null : bare.slice(0, at), bare.slice(at + 1), slash < 0 ? null : text.slice(slash + 1), options)
}

/** An address of its parts, in its one form; null where one of them cannot be a part. */
export function jid(local: string | null, domain: string, resource: string | null = null, options: JidOptions = {}): Jid | null {
  const host = parseDomain(domain, options.addresses ?? false)
  if (host === null) return null
  const user = local === null ? null : parseLocal(local)
  const device = resource === null ? null : parseResource(resource)
  if ((user === null && local !== null) || (device === null && resource !== null)) return null
  return { local: user, domain: host, resource: device }
}

export function printJid({ local, domain, resource }: Jid): string {
  return `${local === null ? '' : `${local}@`}${domain}${resource === null ? '' : `/${resource}`}`
}

/** The address without its resource. */
export function bareJid({ local, domain }: Jid): Jid {
  return { local, domain, resource: null }
}

export function sameJid(one: Jid, other: Jid): boolean {
  return sameBareJid(one, other) && one.resource === other.resource
}

export function sameBareJid(one: Jid, other: Jid): boolean {
  return one.local === other.local && one.domain === other.domain
}

/** The one form of a local part (RFC 7622 §3.3); null where it is none. */
export function parseLocal(text: string): string | null {
  const local = usernameCaseMapped(text)
  return local === null || NOT_IN_LOCAL.test(local) || isTooLong(local) ? null : local
}

/** The one form of a resource (RFC 7622 §3.4); null where it is none. */
export function parseResource(text: string): string | null {
  const resource = opaqueString(text)
  return resource === null || isTooLong(resource) ? null : resource
}

function isTooLong(part: string): boolean {
  // No character of a string takes more than three bytes.
  return 3 * part.length > LONGEST_PART && new TextEncoder().encode(part).length > LONGEST_PART
}
