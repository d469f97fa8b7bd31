// STUN Binding (RFC 8489) as far as SIP uses it to keep a UDP flow open and to notice that a NAT has moved it (RFC 5626 §4.4.2): no credentials, IPv4 and
// IPv6. STUN comes to the same port as SIP; its first two bits are 0, which no SIP message begins with.

export interface StunAddress {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array
  readonly port: number
}

export type StunMessage =
  /** `unknown`: types of attributes that have to be understood and are not, which is answered 420 (§6.3.1). */
  | { readonly kind: 'request'; readonly transactionId: Uint8Array; readonly unknown: readonly number[] }
  /** `mapped`: the address that the server saw the request come from; null where it does not say so that it could be read. */
  | { readonly kind: 'success'; readonly transactionId: Uint8Array; readonly mapped: StunAddress | null }
  /** Null where the code cannot be read. */
  | { readonly kind: 'error'; readonly transactionId: Uint8Array; readonly code: number | null }

export const TRANSACTION_ID_BYTES = 12

const HEADER = 20
const COOKIE = 0x2112a442
const TYPES = { request: 0x0001, success: 0x0101, error: 0x0111 } as const
const MAPPED_ADDRESS = 0x0001
const ERROR_CODE = 0x0009
const UNKNOWN_ATTRIBUTES = 0x000a
const XOR_MAPPED_ADDRESS = 0x0020
/** Types from here on may be ignored by who does not know them (§14). */
const OPTIONAL = 0x8000
const MOST_UNKNOWN = 16

/** Whether a datagram that came to a SIP port is STUN, or means to be: SIP begins with a letter or a line end. */
export function isStun(datagram: Uint8Array): boolean {
  return datagram.length >= HEADER && (datagram[0] ?? 0xff) < 4 && viewOf(datagram).getUint32(4) === COOKIE
}

/** Null where the bytes are no Binding message of this kind of STUN. */
export function parseStun(bytes: Uint8Array): StunMessage | null {
  const view = viewOf(bytes)
  if (!isStun(bytes) || view.getUint16(2) !== bytes.length - HEADER || bytes.length % 4 !== 0) return null
  const attributes = readAttributes(bytes)
  if (!attributes) return null
  const transactionId = bytes.slice(8, HEADER)
  switch (view.getUint16(0)) {
    case TYPES.request: {
      const unknown = attributes.flatMap(({ type }) => (type < OPTIONAL ? [type] : []))
      return { kind: 'request', transactionId, unknown: unknown.slice(0, MOST_UNKNOWN) }
    }
    case TYPES.success:
      return { kind: 'success', transactionId, mapped: mappedIn(attributes, bytes) }
    case TYPES.error:
      return { kind: 'error', transactionId, code: errorIn(attributes) }
    default:
      return null
  }
}

/** `transactionId`: 12 fresh random bytes; others are a RangeError. */
export function printStunRequest(transactionId: Uint8Array): Uint8Array {
  return print(TYPES.request, transactionId, [])
}

/** The answer to a request from that address: where it came from, or 420 where it has attributes that are not known (§6.3.1). */
export function printStunResponse(request: StunMessage & { readonly kind: 'request' }, from: StunAddress): Uint8Array {
  const { transactionId, unknown } = request
  if (unknown.length === 0)
    return print(TYPES.success, transactionId, [{ type: XOR_MAPPED_ADDRESS, value: printAddress(from, transactionId) }])
  const listed = new Uint8Array(2 * unknown.length)
  for (const [index, type] of unknown.entries()) viewOf(listed).setUint16(2 * index, type)
  return print(TYPES.error, transactionId, [
    { type: ERROR_CODE, value: Uint8Array.of(0, 0, 4, 20) },
    { type: UNKNOWN_ATTRIBUTES, value: listed },
  ])
}

interface Attribute {
  readonly type: number
  readonly value: Uint8Array
}

function readAttributes(bytes: Uint8Array): Attribute[] | null {
  const view = viewOf(bytes)
  const attributes: Attribute[] = []
  for (let at = HEADER; at < bytes.length; ) {
    const length = view.getUint16(at + 2)
    if (at + 4 + length > bytes.length) return null
    attributes.push({ type: view.getUint16(at), value: bytes.subarray(at + 4, at + 4 + length) })
    at += 4 + padded(length)
  }
  return attributes
}

/** Servers of the older RFC 3489 say it without disguise. */
function mappedIn(attributes: readonly Attribute[], message: Uint8Array): StunAddress | null {
  const hidden = attributes.find(({ type }) => type === XOR_MAPPED_ADDRESS)
  if (hidden) return readAddress(hidden.value, message.subarray(4, HEADER))
  const plain = attributes.find(({ type }) => type === MAPPED_ADDRESS)
  return plain ? readAddress(plain.value, new Uint8Array(16)) : null
}

/** `mask`: the cookie and the transaction id, or zeros (§14.2). */
function readAddress(value: Uint8Array, mask: Uint8Array): StunAddress | null {
  const size = value[1] === 1 ? 4 : value[1] === 2 ? 16 : 0
  if (size === 0 || value.length !== 4 + size) return null
  const port = viewOf(value).getUint16(2) ^ viewOf(mask).getUint16(0)
  return { address: masked(value.subarray(4), mask), port }
}

function printAddress({ address, port }: StunAddress, transactionId: Uint8Array): Uint8Array {
  if (address.length !== 4 && address.length !== 16) throw new RangeError('an IP address has 4 or 16 bytes')
  const mask = new Uint8Array(16)
  viewOf(mask).setUint32(0, COOKIE)
  mask.set(transactionId, 4)
  const value = new Uint8Array(4 + address.length)
  value[1] = address.length === 4 ? 1 : 2
  viewOf(value).setUint16(2, port ^ (COOKIE >>> 16))
  value.set(masked(address, mask), 4)
  return value
}

function masked(address: Uint8Array, mask: Uint8Array): Uint8Array {
  return address.map((byte, index) => byte ^ (mask[index] ?? 0))
}

function errorIn(attributes: readonly Attribute[]): number | null {
  const { value } = attributes.find(({ type }) => type === ERROR_CODE) ?? {}
  const [, , hundreds = 0, rest = 0] = value ?? []
  return hundreds >= 3 && hundreds <= 6 && rest < 100 ? 100 * hundreds + rest : null
}

function print(type: number, transactionId: Uint8Array, attributes: readonly Attribute[]): Uint8Array {
  if (transactionId.length !== TRANSACTION_ID_BYTES) throw new RangeError(`a transaction id has ${TRANSACTION_ID_BYTES} bytes`)
  const length = attributes.reduce((sum, { value }) => sum + 4 + padded(value.length), 0)
  const bytes = new Uint8Array(HEADER + length)
  const view = viewOf(bytes)
  view.setUint16(0, type)
  view.setUint16(2, length)
  view.setUint32(4, COOKIE)
  bytes.set(transactionId, 8)
  let at = HEADER
  for (const attribute of attributes) {
    view.setUint16(at, attribute.type)
    view.setUint16(at + 2, attribute.value.length)
    bytes.set(attribute.value, at + 4)
    at += 4 + padded(attribute.value.length)
  }
  return bytes
}

/** §14: values end at multiples of 4 bytes. */
function padded(length: number): number {
  return Math.ceil(length / 4) * 4
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
