// Why a stream ends (RFC 6120 §4.9).
import { NS } from './namespaces.ts'
import { childText, elementsOf, type XmlElement, xml } from './xml.ts'

const CONDITIONS = [
  'bad-format',
  'bad-namespace-prefix',
  'conflict',
  'connection-timeout',
  'host-gone',
  'host-unknown',
  'improper-addressing',
  'internal-server-error',
  'invalid-from',
  'invalid-namespace',
  'invalid-xml',
  'not-authorized',
  'not-well-formed',
  'policy-violation',
  'remote-connection-failed',
  'reset',
  'resource-constraint',
  'restricted-xml',
  'see-other-host',
  'system-shutdown',
  'undefined-condition',
  'unsupported-encoding',
  'unsupported-feature',
  'unsupported-stanza-type',
  'unsupported-version',
] as const

export type StreamErrorCondition = (typeof CONDITIONS)[number]

/** What is wrong with a stream, in the word that tells the other side. Its message never quotes what came. */
export class StreamError extends Error {
  override readonly name = 'StreamError'
  readonly condition: StreamErrorCondition

  constructor(condition: StreamErrorCondition, detail: string) {
    super(detail)
    this.condition = condition
  }
}

export interface ToldStreamError {
  readonly condition: StreamErrorCondition
  /** For people; null where nothing is said. Foreign text, of any length that a stanza can have. */
  readonly text: string | null
}

/** What a `stream:error` says; `undefined-condition` where it does not say it in words of RFC 6120. */
export function readStreamError(element: XmlElement): ToldStreamError {
  const told = elementsOf(element).find(({ namespace, name }) => namespace === NS.streamErrors && isCondition(name))
  const condition = told && isCondition(told.name) ? told.name : 'undefined-condition'
  return { condition, text: childText(element, 'text', NS.streamErrors) }
}

/** What tells the other side before the stream ends. */
export function streamErrorElement({ condition, message }: StreamError): XmlElement {
  return xml('error', NS.streams, {}, [
    xml(condition, NS.streamErrors),
    message === '' ? null : xml('text', NS.streamErrors, { 'xml:lang': 'en' }, [message]),
  ])
}

function isCondition(name: string): name is StreamErrorCondition {
  return CONDITIONS.some((condition) => condition === name)
}
