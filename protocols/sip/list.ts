// Comma lists (RFC 3261 §7.3.1): commas within quoted strings and angle brackets separate nothing.
import { trimBlanks } from './field-text.ts'
import { endOfQuoted } from './quoted-string.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN = 0x3c

/** The elements of one field value without white space around them, empty ones too; null where a quote or a bracket does not end. */
export function splitList(value: string): string[] | null {
  const elements: string[] = []
  let start = 0
  let at = 0
  while (at < value.length) {
    const code = value.charCodeAt(at)
    if (code === QUOTE || code === OPEN) {
      at = code === QUOTE ? endOfQuoted(value, at) : value.indexOf('>', at) + 1
      if (at <= 0) return null
      continue
    }
    if (code === COMMA) {
      elements.push(trimBlanks(value, start, at))
      start = at + 1
    }
    at++
  }
  elements.push(trimBlanks(value, start))
  return elements
}

/** What `parse` makes of all elements of all values in order; null where one of them is nothing, or empty. */
export function parseList<Item>(values: readonly string[], parse: (element: string) => Item | null): Item[] | null {
  const items: Item[] = []
  for (const value of values) {
    const elements = splitList(value)
    if (!elements) return null
    for (const element of elements) {
      const item = parse(element)
      if (item === null) return null
      items.push(item)
    }
  }
  return items
}

/** The tokens of fields such as Supported, Require and Allow, as they came. Empty elements are forgiven. */
export function tokensOf(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(',')).flatMap((element) => trimBlanks(element) || [])
}
