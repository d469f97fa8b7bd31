/** What the rules know of a message's content. */
export type MessageKind = 'text' | 'transfer' | 'opaque' | 'public-key' | 'private-key' | 'composing' | 'receipt' | 'reserved'

interface KindRules {
  /** What journals keep: all of it, the place where it came, or nothing. */
  readonly keeps: 'entry' | 'place' | 'nothing'
  /** Whether devices of the recipient, and others of the sender, are told. */
  readonly told: boolean
  /** Whether devices that sleep are woken. */
  readonly wakes: boolean
  /** Whether its sender wants to know what becomes of it. */
  readonly asks: boolean
}

/** What to do with each (sylkrtc-protocol §5.5). */
const RULES: Readonly<Record<MessageKind, KindRules>> = {
  text: { keeps: 'entry', told: true, wakes: true, asks: true },
  transfer: { keeps: 'entry', told: true, wakes: true, asks: true },
  /** Of no concern to us. */
  opaque: { keeps: 'entry', told: true, wakes: false, asks: true },
  // Journals never hold keys: clients that find one there lose the whole page.
  'public-key': { keeps: 'place', told: true, wakes: false, asks: true },
  'private-key': { keeps: 'place', told: true, wakes: false, asks: true },
  composing: { keeps: 'nothing', told: false, wakes: false, asks: false },
  receipt: { keeps: 'nothing', told: false, wakes: false, asks: false },
  /** What only this server may say. */
  reserved: { keeps: 'nothing', told: false, wakes: false, asks: false },
}

const KINDS: ReadonlyMap<string, MessageKind> = new Map([
  ['text/plain', 'text'],
  ['text/html', 'text'],
  ['application/sylk-file-transfer', 'transfer'],
  ['text/pgp-public-key', 'public-key'],
  ['text/pgp-private-key', 'private-key'],
  ['application/im-iscomposing+xml', 'composing'],
  ['message/imdn+xml', 'receipt'],
  // How journals keep receipts: clients read these records without looking twice.
  ['message/imdn', 'reserved'],
  ['application/sylk-message-remove', 'reserved'],
  ['application/sylk-conversation-read', 'reserved'],
  ['application/sylk-conversation-remove', 'reserved'],
])
/** Commands that SIP devices send to this server, and to nobody else. */
const COMMAND = /^application\/sylk-api-/

/** Type and subtype of a content type, in the one form in which it is kept and compared. */
export function mediaType(contentType: string): string {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** `contentType` with or without parameters, in any case. */
export function kindOf(contentType: string): MessageKind {
  const type = mediaType(contentType)
  return KINDS.get(type) ?? (COMMAND.test(type) ? 'reserved' : 'opaque')
}

export function rulesOf(kind: MessageKind): KindRules {
  return RULES[kind]
}
