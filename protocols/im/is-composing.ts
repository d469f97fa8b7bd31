// Who is writing a message just now (RFC 3994): a document sent beside the messages, so that a chat can show it.
import type { SaxesTagNS } from 'saxes'
import { parseContentType } from './content-type.ts'
import { normaliseDateTime } from './date-time.ts'
import { printXmlText, readXml, type XmlFault, type XmlVisitor } from './strict-xml.ts'

export interface IsComposing {
  readonly state: 'active' | 'idle'
  /** RFC 3339, verbatim: when something was last written. Null when missing or no date-time. */
  readonly lastActive: string | null
  /** Of the message that is being written, perhaps its first half alone, as in `text`. Null when missing. */
  readonly contentType: string | null
  /** Seconds until the next document says that the state still is `active`, at least 1. Null when missing or no such number. */
  readonly refresh: number | null
}

export type IsComposingFault = XmlFault | 'not-is-composing' | 'bad-value'

/** The one error of this file. Its message never quotes the document. */
export class IsComposingError extends Error {
  override readonly name = 'IsComposingError'
  readonly fault: IsComposingFault

  constructor(fault: IsComposingFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

export const IS_COMPOSING_CONTENT_TYPE = 'application/im-iscomposing+xml'

const NAMESPACE = 'urn:ietf:params:xml:ns:im-iscomposing'
const LIMITS = { length: 8192, depth: 8 }
const MAXIMUM_CONTENT_TYPE = 128
/** Seconds, as xs:positiveInteger is written; more than nine digits is no time anybody waits. */
const REFRESH = /^\+?(\d{1,9})$/
const MAXIMUM_REFRESH = 999_999_999

/**
 * Parses a document of at most 8 KiB; elements of other namespaces are skipped. A state that is not known is `idle`: nothing is shown for it
 *. Throws IsComposingError; an optional value that cannot be read is none, it only counts as missing.
 */
export function parseIsComposing(input: Uint8Array | string): IsComposing {
  const reader = new IsComposingReader()
  readXml(input, LIMITS, reader)
  return reader.result()
}

/** Prints a document. Throws IsComposingError where a field is not what IsComposing says. */
export function printIsComposing({ state, lastActive, contentType, refresh }: IsComposing): string {
  if (lastActive !== null && !isDateTime(lastActive)) throw new IsComposingError('bad-value', 'the time is no date-time')
  if (contentType !== null && !isContentType(contentType)) throw new IsComposingError('bad-value', 'the content type is none')
  if (refresh !== null && !(Number.isInteger(refresh) && refresh >= 1 && refresh <= MAXIMUM_REFRESH))
    throw new IsComposingError('bad-value', 'the refresh interval is no whole number of seconds')
  const values = [
    element('state', state),
    lastActive === null ? '' : element('lastactive', lastActive),
    contentType === null ? '' : element('contenttype', contentType),
    refresh === null ? '' : element('refresh', String(refresh)),
  ]
  return `<?xml version='1.0' encoding='UTF-8'?>\n<isComposing xmlns="${NAMESPACE}">${values.join('')}</isComposing>`
}

function element(name: string, value: string): string {
  const text = printXmlText(value)
  if (text === null) throw new IsComposingError('bad-value', `the ${name} holds characters that XML cannot carry`)
  return `<${name}>${text}</${name}>`
}

function isDateTime(text: string): boolean {
  return normaliseDateTime(text) !== null
}

/** Senders write a whole content type, or its first half alone. */
function isContentType(text: string): boolean {
  return text.length <= MAXIMUM_CONTENT_TYPE && parseContentType(text.includes('/') ? text : `${text}/*`) !== null
}

/** Collects the values of elements directly below the root. */
class IsComposingReader implements XmlVisitor {
  readonly #values = new Map<string, string>()
  #depth = 0
  /** The element whose text is being read; null where it counts for nothing. */
  #at: string | null = null

  open(tag: SaxesTagNS): void {
    this.#depth++
    this.#at = null
    const ours = tag.uri === NAMESPACE
    if (this.#depth === 1 && !(ours && tag.local === 'isComposing'))
      throw new IsComposingError('not-is-composing', 'the document is no <isComposing>')
    if (this.#depth !== 2 || !ours) return
    if (this.#values.has(tag.local)) throw new IsComposingError('not-is-composing', 'an element of <isComposing> is there twice')
    this.#values.set(tag.local, '')
    this.#at = tag.local
  }

  close(): void {
    this.#depth--
    this.#at = null
  }

  text(text: string): void {
    if (this.#at !== null) this.#values.set(this.#at, `${this.#values.get(this.#at) ?? ''}${text}`)
  }

  refuse(fault: XmlFault, detail: string): IsComposingError {
    return new IsComposingError(fault, detail)
  }

  result(): IsComposing {
    const state = this.#value('state')
    if (!state) throw new IsComposingError('not-is-composing', 'the state is missing')
    const lastActive = this.#value('lastactive') ?? ''
    const contentType = this.#value('contenttype') ?? ''
    const refresh = Number(REFRESH.exec(this.#value('refresh') ?? '')?.[1] ?? '0')
    return {
      state: state === 'active' ? 'active' : 'idle',
      lastActive: isDateTime(lastActive) ? lastActive : null,
      contentType: isContentType(contentType) ? contentType : null,
      refresh: refresh > 0 ? refresh : null,
    }
  }

  #value(name: string): string | null {
    return this.#values.get(name)?.trim() ?? null
  }
}
