// Elements of the documents that say who is where, as text.
import { printXmlText } from '../im/strict-xml.ts'

/** Null attributes are left out. */
export type XmlAttributes = Readonly<Record<string, string | number | null>>

/** What stands for a character that XML cannot carry: one of them in a name must not keep a document from everybody. */
const REPLACEMENT = '\ufffd'
/** In an attribute a reader would make spaces of the latter two (XML 1.0 §3.3.3). */
const IN_ATTRIBUTE: ReadonlyMap<string, string> = new Map([
  ['"', '&quot;'],
  ['\t', '&#9;'],
  ['\n', '&#10;'],
])

/** An element around others, which are printed already. Null among them is nothing. */
export function xmlElement(name: string, attributes: XmlAttributes, children: readonly (string | null)[]): string {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : ` ${key}="${attributeText(`${value}`)}"`,
  )
  const inside = children.filter((child) => child !== null).join('')
  return `<${name}${given.join('')}${inside === '' ? '/>' : `>${inside}</${name}>`}`
}

/** An element with a value, of which nothing becomes markup; null where the value is. */
export function xmlValue(name: string, value: string | number | boolean | null): string | null {
  return value === null ? null : xmlElement(name, {}, [xmlText(`${value}`)])
}

/** Text as it stands between the quotes of an attribute; U+FFFD for what XML cannot carry. */
export function attributeText(value: string): string {
  return xmlText(value).replace(/["\t\n]/g, (character) => IN_ATTRIBUTE.get(character) ?? '')
}

/** Text of which nothing becomes markup. */
export function xmlText(text: string): string {
  return printXmlText(text) ?? Array.from(text, (character) => printXmlText(character) ?? REPLACEMENT).join('')
}
