// Errors of stanzas (RFC 6120 §8.3).
import { NS } from './namespaces.ts'
import { attributeOf, childOf, childText, elementsOf, textOf, type XmlElement, xml } from './xml.ts'

export type StanzaErrorType = 'auth' | 'cancel' | 'continue' | 'modify' | 'wait'

/** Each with the type that goes with it where nothing else is known (RFC 6120 §8.3.3). */
const CONDITIONS = {
  'bad-request': 'modify',
  conflict: 'cancel',
  'feature-not-implemented': 'cancel',
  forbidden: 'auth',
  gone: 'cancel',
  'internal-server-error': 'cancel',
  'item-not-found': 'cancel',
  'jid-malformed': 'modify',
  'not-acceptable': 'modify',
  'not-allowed': 'cancel',
  'not-authorized': 'auth',
  'policy-violation': 'modify',
  'recipient-unavailable': 'wait',
  redirect: 'modify',
  'registration-required': 'auth',
  'remote-server-not-found': 'cancel',
  'remote-server-timeout': 'wait',
  'resource-constraint': 'wait',
  'service-unavailable': 'cancel',
  'subscription-required': 'auth',
  'undefined-condition': 'cancel',
  'unexpected-request': 'wait',
} as const satisfies Record<string, StanzaErrorType>

export type StanzaErrorCondition = keyof typeof CONDITIONS

export interface StanzaError {
  readonly condition: StanzaErrorCondition
  readonly type: StanzaErrorType
  /** For people; null where nothing is said. */
  readonly text: string | null
  /** Of `gone` and `redirect`: where to go instead, as a URI; null where nothing is said. */
  readonly address: string | null
}

const TYPES: readonly string[] = ['auth', 'cancel', 'continue', 'modify', 'wait'] satisfies StanzaErrorType[]

/** Whether that is a condition of RFC 6120. */
export function isCondition(name: string): name is StanzaErrorCondition {
  return Object.hasOwn(CONDITIONS, name)
}

export function stanzaError(condition: StanzaErrorCondition, more: Partial<Omit<StanzaError, 'condition'>> = {}): StanzaError {
  return { condition, type: CONDITIONS[condition], text: null, address: null, ...more }
}

/** What a stanza of type `error` says; `undefined-condition` where it does not say it in words of RFC 6120. */
export function readStanzaError(stanza: XmlElement): StanzaError {
  const error = childOf(stanza, 'error', stanza.namespace)
  const told = error ? elementsOf(error).find(({ name, namespace }) => namespace === NS.stanzaErrors && isCondition(name)) : null
  const condition = told && isCondition(told.name) ? told.name : 'undefined-condition'
  const type = error && attributeOf(error, 'type')
  const address = told && (condition === 'gone' || condition === 'redirect') ? textOf(told) : ''
  return {
    condition,
    type: isType(type) ? type : CONDITIONS[condition],
    text: childText(error, 'text', NS.stanzaErrors),
    address: address === '' ? null : address,
  }
}

/** The element `error` of a stanza. */
export function stanzaErrorElement({ condition, type, text, address }: StanzaError): XmlElement {
  return xml('error', NS.server, { type }, [
    xml(condition, NS.stanzaErrors, {}, [address]),
    text === null ? null : xml('text', NS.stanzaErrors, {}, [text]),
  ])
}

function isType(type: string | null): type is StanzaErrorType {
  return type !== null && TYPES.includes(type)
}
