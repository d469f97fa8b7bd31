import type { Message } from '@weft/client/message'

const HTML = 'text/html'
const FILE = 'application/sylk-file-transfer'
const FOR_PEOPLE: readonly string[] = ['text/plain', HTML, FILE]

const typeOf = (contentType: string): string => (contentType.split(';')[0] ?? '').trim().toLowerCase()

/** Whether a message of that type is one to show; others are between programs, such as keys and positions. */
export const isForPeople = (contentType: string): boolean => FOR_PEOPLE.includes(typeOf(contentType))

/** Types of images that every browser shows; SVG, which may be a program, is not among them. */
const IMAGES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

/** An image that came as base64 within a message, as what an `img` shows; null for anything else. */
export function imageUrl({ content, contentType }: Pick<Message, 'content' | 'contentType'>): string | null {
  const type = typeOf(contentType)
  return IMAGES.includes(type) && /^[A-Za-z0-9+/=\s]+$/.test(content) ? `data:${type};base64,${content}` : null
}

/** What a message says, as plain text. */
export function messageText({ content, contentType }: Pick<Message, 'content' | 'contentType'>): string {
  if (/^\s*-----BEGIN PGP MESSAGE-----/.test(content)) return 'An encrypted message, which this page cannot read.'
  switch (typeOf(contentType)) {
    case FILE:
      return `File: ${fileName(content)}`
    case HTML:
      // A document that is parsed only: nothing in it is loaded or run.
      return (new DOMParser().parseFromString(content, HTML).body.textContent ?? '').trim()
    default:
      return content
  }
}

function fileName(json: string): string {
  try {
    const file: unknown = JSON.parse(json)
    if (typeof file === 'object' && file !== null && 'filename' in file) return String(file.filename)
  } catch {
    // Nothing to call it by.
  }
  return 'without a name'
}
