// What a message says in words (RFC 6121 §5.2.3 to §5.2.5). Markup beside it (XHTML-IM) is not looked at.
import { NS } from './namespaces.ts'
import { attributeOf, childrenOf, textOf, type XmlElement, xml } from './xml.ts'

/** What no text that people read has in it: C0 but for tab and line feed, and C1. */
const CONTROL = /[^\P{Cc}\t\n]/gu

/**
 * The body of a message in the language asked for, else in that of the message itself, else the first. Null where there is none.
 * `lang`: a language tag; a body of a part of it (`de` for `de-AT`) will do.
 */
export function bodyOf(message: XmlElement, lang: string | null = null): string | null {
  return textIn(message, 'body', lang)
}

/** The subject, chosen like the body; "" where it is taken away (XEP-0045 §8.1). */
export function subjectOf(message: XmlElement, lang: string | null = null): string | null {
  return textIn(message, 'subject', lang)
}

export function bodyElement(text: string): XmlElement {
  return xml('body', NS.server, {}, [cleanText(text)])
}

export function subjectElement(text: string): XmlElement {
  return xml('subject', NS.server, {}, [cleanText(text)])
}

/** The text without control characters, with lines that end in LF. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROL, '')
}

/** The text of the child of that name that suits the language best; null where there is no such child. */
function textIn(element: XmlElement, name: string, lang: string | null): string | null {
  const candidates = childrenOf(element, name, element.namespace)
  const suits = (tag: string | null) => (candidate: XmlElement) => isWithin(tag, attributeOf(candidate, 'xml:lang'))
  const chosen =
    (lang !== null && candidates.find(suits(lang))) ||
    candidates.find(suits(attributeOf(element, 'xml:lang'))) ||
    candidates.find((candidate) => attributeOf(candidate, 'xml:lang') === null) ||
    candidates[0]
  return chosen ? cleanText(textOf(chosen)) : null
}

function isWithin(wanted: string | null, tag: string | null): boolean {
  if (wanted === null || tag === null) return false
  const [one, other] = [wanted.toLowerCase(), tag.toLowerCase()]
  return one === other || one.startsWith(`${other}-`)
}
