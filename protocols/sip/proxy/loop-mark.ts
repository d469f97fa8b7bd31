// Loops (RFC 3261 §16.3 item 4, §16.6 item 8, as RFC 5393 §4.2 has it): each branch of ours carries a mark of everything that decided where the request
// went. A request that comes again with the same mark would go the same way again; one with another mark is a spiral.

import { fieldsOf, type SipRequest } from '../message.ts'
import { parameterOf } from '../parameters.ts'
import type { Via } from '../via.ts'

const COOKIE = 'z9hG4bK'
/** Of two hashes in base 36. */
const MARK_LENGTH = 14
const MARKED = new RegExp(`^${COOKIE}[0-9a-z]+\\.([0-9a-z]{${MARK_LENGTH}})$`)
/**
 * Besides the Request-URI. Method and Via are none of them: RFC 5393 §4.2.1 has only what a routing decision rests on, and an ACK and a CANCEL have to go
 * where their INVITE went.
 */
const DECISIVE = ['Route', 'From', 'To', 'Call-ID', 'Proxy-Require', 'Authorization', 'Proxy-Authorization', 'X-Sylk-App']

/**
 * The mark of a request as it came, before its routes are looked at. `seed` is text of this proxy alone, so that marks of others are no marks to us. It is
 * no secret that holds anything up: who makes a mark that fits has only its own request refused.
 */
export function loopMarkOf(request: SipRequest, seed: string): string {
  let text = `${seed}\n${request.uri}`
  for (const name of DECISIVE) for (const value of fieldsOf(request, name)) text += `\n${name}:${value}`
  // The number only: a CANCEL has the CSeq of its INVITE but for the method.
  for (const value of fieldsOf(request, 'CSeq')) text += `\n${value.split(' ', 1)[0]}`
  return hash(text)
}

/** What follows the cookie in the branch of a Via of ours. `unique` is fresh text of digits and lower-case letters. */
export function markedId(unique: string, mark: string): string {
  return `${unique}.${mark}`
}

/** Whether a request that has come this way and bears that mark now has borne it before. */
export function isLoop(vias: readonly Via[], mark: string): boolean {
  return vias.some((via) => MARKED.exec(parameterOf(via.parameters, 'branch') ?? '')?.[1] === mark)
}

/** FNV-1a with two offsets and primes: 64 bits, so that chance makes no loop. */
function hash(text: string): string {
  let one = 0x811c9dc5
  let other = 0x9747b28c
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    one = Math.imul(one ^ code, 0x01000193)
    other = Math.imul(other ^ code, 0x85ebca6b)
    other ^= other >>> 15
  }
  const half = (bits: number) => (bits >>> 0).toString(36).padStart(MARK_LENGTH / 2, '0')
  return half(one) + half(other)
}
