// Instant message disposition notifications (RFC 5438 §7): the XML that says what became of a message.
import type { SaxesTagNS } from 'saxes'
import { printXmlText, readXml, type XmlFault, type XmlVisitor } from './strict-xml.ts'

export type ImdnStatus = 'delivered' | 'failed' | 'displayed' | 'processed' | 'stored' | 'forbidden' | 'error'
export type ImdnKind = 'delivery' | 'display' | 'processing'

export interface Imdn {
  /** Of the message it is about. */
  readonly messageId: string
  /** As its sender wrote it: the time of the message it is about. */
  readonly dateTime: string
  /** Null when left out. SylkRTC clients put the original sender here (sylkrtc-protocol.md §5.4). */
  readonly recipientUri: string | null
  readonly originalRecipientUri: string | null
  readonly kind: ImdnKind
  readonly status: ImdnStatus
}

export type ImdnFault = XmlFault | 'not-imdn' | 'bad-value'

/** The one error of this file. Its message never quotes the document. */
export class ImdnError extends Error {
  override readonly name = 'ImdnError'
  readonly fault: ImdnFault

  constructor(fault: ImdnFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

export const IMDN_CONTENT_TYPE = 'message/imdn+xml'

const NAMESPACE = 'urn:ietf:params:xml:ns:imdn'
const LIMITS = { length: 16_384, depth: 8 }
/** Characters of one value: longer than any id or address in the field, and so short that what was read can be printed and read again. */
const MAXIMUM_VALUE = 512
const KINDS: ReadonlyMap<string, ImdnKind> = new Map([
  ['delivery-notification', 'delivery'],
  ['display-notification', 'display'],
  ['processing-notification', 'processing'],
])
/** Each status and the notification it is sent in. `error` and `forbidden` fit all three (RFC 5438 §7.2); SylkServer sends them for display. */
const KIND_OF: Readonly<Record<ImdnStatus, ImdnKind>> = {
  delivered: 'delivery',
  failed: 'delivery',
  displayed: 'display',
  error: 'display',
  forbidden: 'display',
  processed: 'processing',
  stored: 'processing',
}

export function isImdnStatus(name: string): name is ImdnStatus {
  return Object.hasOwn(KIND_OF, name)
}

/** The notification in which a status is sent. */
export function imdnKind(status: ImdnStatus): ImdnKind {
  return KIND_OF[status]
}

/** Parses a document of at most 16 KiB; elements of other namespaces are skipped. Throws ImdnError. */
export function parseImdn(input: Uint8Array | string): Imdn {
  const reader = new ImdnReader()
  readXml(input, LIMITS, reader)
  return reader.result()
}

/** Prints a document as sylkrtc-protocol.md §5.4 has it. Throws ImdnError where a field is too long or holds what XML cannot carry. */
export function printImdn(imdn: Imdn): string {
  const values = [
    element('message-id', imdn.messageId),
    element('datetime', imdn.dateTime),
    imdn.recipientUri === null ? '' : element('recipient-uri', imdn.recipientUri),
    imdn.originalRecipientUri === null ? '' : element('original-recipient-uri', imdn.originalRecipientUri),
  ]
  const notification = `<${imdn.kind}-notification><status><${imdn.status}/></status></${imdn.kind}-notification>`
  return `<?xml version='1.0' encoding='UTF-8'?>\n<imdn xmlns="${NAMESPACE}">${values.join('')}${notification}</imdn>`
}

function element(name: string, value: string): string {
  if (value.length > MAXIMUM_VALUE) throw new ImdnError('bad-value', `the ${name} is too long`)
  const text = printXmlText(value)
  if (text === null) throw new ImdnError('bad-value', `the ${name} holds characters that XML cannot carry`)
  return `<${name}>${text}</${name}>`
}

/** Collects what the parser meets. Elements are known by their path, so that a value in the wrong place counts for nothing. */
class ImdnReader implements XmlVisitor {
  readonly #path: string[] = []
  readonly #values = new Map<string, string>()
  #found: { kind: ImdnKind; status: ImdnStatus } | null = null

  open(tag: SaxesTagNS): void {
    this.#path.push(tag.uri === NAMESPACE ? tag.local : `{${tag.uri}}${tag.local}`)
    const path = this.#path.join('/')
    if (this.#path.length === 2 && tag.uri === NAMESPACE) {
      if (this.#values.has(path)) throw new ImdnError('not-imdn', 'an element of <imdn> is there twice')
      this.#values.set(path, '')
    }
    if (this.#path.length === 4) this.#meetStatus()
  }

  close(): void {
    this.#path.pop()
  }

  text(text: string): void {
    const path = this.#path.join('/')
    const value = this.#values.get(path)
    if (value !== undefined) this.#values.set(path, value + text)
  }

  refuse(fault: XmlFault, detail: string): ImdnError {
    return new ImdnError(fault, detail)
  }

  result(): Imdn {
    const messageId = this.#value('message-id')
    const dateTime = this.#value('datetime')
    if (!messageId || !dateTime || !this.#found)
      throw new ImdnError('not-imdn', 'a message-id, a datetime or a known status is missing')
    return {
      messageId,
      dateTime,
      recipientUri: this.#value('recipient-uri'),
      originalRecipientUri: this.#value('original-recipient-uri'),
      ...this.#found,
    }
  }

  #meetStatus(): void {
    const [root, notification = '', parent, name = ''] = this.#path
    const kind = KINDS.get(notification)
    if (root !== 'imdn' || parent !== 'status' || !kind || !isImdnStatus(name)) return
    if (this.#found) throw new ImdnError('not-imdn', 'there is more than one status')
    this.#found = { kind, status: name }
  }

  #value(name: string): string | null {
    const value = this.#values.get(`imdn/${name}`)?.trim() ?? null
    if (value !== null && value.length > MAXIMUM_VALUE) throw new ImdnError('bad-value', `the ${name} is too long`)
    return value
  }
}
