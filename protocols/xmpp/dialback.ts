// Server Dialback (XEP-0220): a domain is who can answer for it at the place that DNS gives.
//
//   originating ── result: key ──► receiving ── verify: key ──► authoritative (of the originating domain)
//               ◄── result: valid ──        ◄── verify: valid ──
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { NS } from './namespaces.ts'
import { isCondition, type StanzaErrorCondition } from './stanza-error.ts'
import { attributeOf, childOf, elementsOf, textOf, type XmlElement, xml } from './xml.ts'

/** A domain of ours and one of somebody else. */
export interface DomainPair {
  readonly local: string
  readonly remote: string
}

export type DialbackOutcome =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid' }
  /** It is not known whether it is valid. */
  | { readonly kind: 'error'; readonly condition: StanzaErrorCondition }

export interface DialbackMessage {
  readonly name: 'result' | 'verify'
  /** As they stand there. */
  readonly from: string
  readonly to: string
  /** Of the stream that is asked about; null in a `result`. */
  readonly id: string | null
  /** A question with its key, or an answer. */
  readonly content: { readonly kind: 'key'; readonly key: string } | DialbackOutcome
}

/** XEP-0185: whoever knows the secret can tell whether a key is one of its own, without having kept it. `id`: of the stream that the key is for. */
export function dialbackKey(secret: string, receiving: string, originating: string, id: string): string {
  const encoder = new TextEncoder()
  const hashed = bytesToHex(sha256(encoder.encode(secret)))
  return bytesToHex(hmac(sha256, encoder.encode(hashed), encoder.encode(`${receiving} ${originating} ${id}`)))
}

/** What an element of dialback says; null where it says nothing of the kind. */
export function readDialback(element: XmlElement): DialbackMessage | null {
  const { name, namespace } = element
  const [from, to, id, type] = [
    attributeOf(element, 'from'),
    attributeOf(element, 'to'),
    attributeOf(element, 'id'),
    attributeOf(element, 'type'),
  ]
  if (namespace !== NS.dialback || (name !== 'result' && name !== 'verify') || from === null || to === null) return null
  if (name === 'verify' && id === null) return null
  const head = { name, from, to, id } as const
  switch (type) {
    case null:
      return { ...head, content: { kind: 'key', key: textOf(element).trim() } }
    case 'valid':
    case 'invalid':
      return { ...head, content: { kind: type } }
    case 'error':
      return { ...head, content: { kind: 'error', condition: conditionOf(element) } }
    default:
      return null
  }
}

export function dialbackElement({ name, from, to, id, content }: DialbackMessage): XmlElement {
  const head = { from, to, id }
  switch (content.kind) {
    case 'key':
      return xml(name, NS.dialback, head, [content.key])
    case 'error': {
      const error = xml('error', NS.server, { type: 'cancel' }, [xml(content.condition, NS.stanzaErrors)])
      return xml(name, NS.dialback, { ...head, type: 'error' }, [error])
    }
    default:
      return xml(name, NS.dialback, { ...head, type: content.kind })
  }
}

/** Compares all of both, however much of them is the same. */
export function sameKey(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at % Math.max(other.length, 1))
  return difference === 0
}

function conditionOf(element: XmlElement): StanzaErrorCondition {
  const error = childOf(element, 'error', NS.server)
  const told = error && elementsOf(error).find(({ namespace, name }) => namespace === NS.stanzaErrors && isCondition(name))
  return told && isCondition(told.name) ? told.name : 'undefined-condition'
}
