// The content types that an endpoint takes: accept-types and accept-wrapped-types (RFC 4975 §8.6).
import { parseContentType } from '../im/content-type.ts'

/** Lower case, without parameters: `message/cpim`, `text/*`, `*`. */
export type AcceptedTypes = readonly string[]

const ENTRY = /^(?:\*|[!#$%&'*+\-.^_`|~0-9a-z]+\/[!#$%&'*+\-.^_`|~0-9a-z]+)$/
const MOST = 128
/** What holds other content. */
const CONTAINER = /^(?:message\/cpim|multipart\/.+)$/

/** The value of the attribute. Entries that are no types are left out: they match nothing. */
export function parseAcceptedTypes(text: string): AcceptedTypes {
  const entries = text.split(/[ \t]+/, MOST)
  return entries.map((entry) => (entry.split(';', 1)[0] ?? '').toLowerCase()).filter((entry) => ENTRY.test(entry))
}

/** Whether that is among the types; parameters do not count. */
export function isTypeAccepted(types: AcceptedTypes, contentType: string): boolean {
  const type = parseContentType(contentType)?.type
  if (type === undefined) return false
  const family = `${type.slice(0, type.indexOf('/'))}/*`
  return types.some((entry) => entry === '*' || entry === '*/*' || entry === family || entry === type)
}

/**
 * Whether that may be sent within a container: what may stand alone may be wrapped as well. Where only containers may stand alone and nothing is said of
 * what may be in them, anything may be: else nothing at all could be sent.
 */
export function isWrappedTypeAccepted(types: AcceptedTypes, wrapped: AcceptedTypes | null, contentType: string): boolean {
  if (wrapped === null && types.every((entry) => CONTAINER.test(entry))) return parseContentType(contentType) !== null
  return isTypeAccepted([...types, ...(wrapped ?? [])], contentType)
}
