import { FILE_TRANSFER, type FileTransfer, readFileTransfer } from '@weft/client/file-transfer'
import type { Message } from '@weft/client/message'
import type { Protection } from '@weft/client/message-cipher'
import { INSTEAD, NAMELESS_FILE, PICTURE, previewFile, UNREADABLE } from '../words/messages.ts'
import { htmlText } from './html-text.ts'

/** What a message has to show. */
export type MessageContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly file: FileTransfer }
  /** An image within the message. */
  | { readonly kind: 'picture'; readonly url: string }
  /** Nothing; that is what to say of it. */
  | { readonly kind: 'instead'; readonly words: string }

/** What is looked at of a message; only conversations know how it came. */
type ReadMessage = Pick<Message, 'content' | 'contentType'> & { readonly protection?: Protection | null }

const typeOf = (contentType: string): string => (contentType.split(';')[0] ?? '').trim().toLowerCase()

/** Types of images that every browser shows; SVG, which may be a program, is not among them. */
const IMAGES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

/** An image that came as base64 within a message, as what an `img` shows; null for anything else. */
export function imageUrl({ content, contentType }: Pick<Message, 'content' | 'contentType'>): string | null {
  const type = typeOf(contentType)
  return IMAGES.includes(type) && /^[A-Za-z0-9+/=\s]+$/.test(content) ? `data:${type};base64,${content}` : null
}

/** Messages never change, and those in sight are looked at again and again. */
const read = new WeakMap<ReadMessage, MessageContent>()

export function messageContent(message: ReadMessage): MessageContent {
  const known = read.get(message)
  if (known !== undefined) return known
  const content = readContent(message)
  read.set(message, content)
  return content
}

/** What a message says, in words. */
export function messageText(message: ReadMessage): string {
  const content = messageContent(message)
  switch (content.kind) {
    case 'text':
      return content.text
    case 'file':
      return previewFile(content.file.isEncrypted ? content.file.name.replace(/\.asc$/i, '') : content.file.name)
    case 'picture':
      return PICTURE
    case 'instead':
      return content.words
  }
}

function readContent(message: ReadMessage): MessageContent {
  const { content, contentType, protection } = message
  if (protection?.kind === 'unreadable') return { kind: 'instead', words: UNREADABLE[protection.reason] }
  if (/^\s*-----BEGIN PGP MESSAGE-----/.test(content)) return { kind: 'instead', words: INSTEAD.encrypted }
  const type = typeOf(contentType)
  if (type === FILE_TRANSFER) {
    const file = readFileTransfer(message)
    return file === null ? { kind: 'instead', words: previewFile(NAMELESS_FILE) } : { kind: 'file', file }
  }
  if (type.startsWith('image/')) {
    const url = imageUrl(message)
    return url === null ? { kind: 'instead', words: INSTEAD.unknown } : { kind: 'picture', url }
  }
  if (!type.startsWith('text/')) return { kind: 'instead', words: INSTEAD.unknown }
  const text = type === 'text/html' ? htmlText(content) : content
  return text.trim() === '' ? { kind: 'instead', words: INSTEAD.empty } : { kind: 'text', text }
}
