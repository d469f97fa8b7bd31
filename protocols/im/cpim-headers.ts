// The header lines of CPIM (RFC 3862 §2): names in namespaces, backslash escapes, identities.

/** The namespace of From, To, DateTime … (RFC 3862 §3.4): what a name without prefix means until an NS line says otherwise. */
export const CPIM_NAMESPACE = 'urn:ietf:params:cpim-headers:'

export interface CpimHeader {
  /** The local name of the namespace, `''` for the default one. Printing declares it with an NS line where needed. */
  readonly prefix: string
  /** The URI or URN that the prefix stands for. */
  readonly namespace: string
  /** Case-sensitive (RFC 3862 §2.2). */
  readonly name: string
  /** Of the `;lang=` parameter. */
  readonly language: string | null
  /** With its escapes undone. */
  readonly value: string
}

export interface CpimIdentity {
  /** `''` when there is none. */
  readonly displayName: string
  /** As between the angle brackets; file-transfer messages of SylkServer write it without a scheme (sylkrtc-protocol.md §5.3). */
  readonly uri: string
}

/** A header line, its value still escaped. */
export interface RawHeader {
  readonly prefix: string
  readonly name: string
  readonly language: string | null
  readonly value: string
}

const NAME = /^[!#-'*+\-^-`|~0-9A-Za-z]+$/
const LANGUAGE = /^[0-9A-Za-z-]+$/
/** 1*(Token SP): what RFC 3862 §4.1 lets stand without quotes in front of `<`. */
const FORMAL_NAME =
  /^[!#-'*+\-.^-`|~0-9A-Za-z\u00a0-\u2027\u202a-\uffff]+(?: [!#-'*+\-.^-`|~0-9A-Za-z\u00a0-\u2027\u202a-\uffff]+)*$/
const URI = /^[^\s<>"\\^`{|}\p{Cc}\p{Surrogate}]+$/u
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|([btnr"'\\]))/g
/** Control characters that a header line may not hold: all but TAB and those above ASCII, which RFC 3862 lets stand. */
const FORBIDDEN = /[^\P{Cc}\t\u0080-\u009f]/u
/** Controls, what some parsers take for a line end, backslashes, halves of characters, and spaces that trimming would eat. */
const UNSAFE = /[\p{Cc}\p{Surrogate}\u2028\u2029\\]|^ | $/gu
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
])

/** Splits `prefix.name;lang=xx value` (after the colon: parameters, space, value); null where the line is not a header. */
export function parseHeaderLine(line: string): RawHeader | null {
  const colon = line.indexOf(':')
  if (colon < 1 || FORBIDDEN.test(line)) return null
  const names = line.slice(0, colon).split('.')
  const [name = '', prefix = ''] = names.toReversed()
  if (names.length > 2 || !names.every((part) => NAME.test(part))) return null
  const rest = line.slice(colon + 1)
  if (!rest.startsWith(';')) return { prefix, name, language: null, value: trimSpaces(rest) }
  const space = rest.indexOf(' ')
  const end = space < 0 ? rest.length : space
  return { prefix, name, language: languageOf(rest.slice(1, end).split(';')), value: trimSpaces(rest.slice(end)) }
}

/** One header line without its line end; null where its name, prefix or language is not one. Nothing in the value can end the line. */
export function printHeaderLine({ prefix, name, language, value }: RawHeader): string | null {
  if (!NAME.test(name) || (prefix !== '' && !NAME.test(prefix))) return null
  if (language !== null && !LANGUAGE.test(language)) return null
  return `${prefix && `${prefix}.`}${name}:${language === null ? '' : `;lang=${language}`} ${value}`
}

/** The value of an NS line, `prefix <uri>` or `<uri>` (RFC 3862 §4.6). */
export function parseNamespace(value: string): { prefix: string; namespace: string } | null {
  const open = value.indexOf('<')
  if (open < 0 || !value.endsWith('>')) return null
  const prefix = trimSpaces(value.slice(0, open))
  const namespace = trimSpaces(value.slice(open + 1, -1))
  return (prefix === '' || NAME.test(prefix)) && URI.test(namespace) ? { prefix, namespace } : null
}

/** The NS line that gives `namespace` its `prefix`, or null where either is not one. */
export function printNamespace(prefix: string, namespace: string): string | null {
  if ((prefix !== '' && !NAME.test(prefix)) || !URI.test(namespace)) return null
  return `NS: ${prefix && `${prefix} `}<${namespace}>`
}

/** `"Name" <uri>`, `Name <uri>`, `<uri>` or a bare URI (msrp-conference.md §6.1); null where the value is none of them. */
export function parseIdentity(value: string): CpimIdentity | null {
  if (!value.endsWith('>')) return URI.test(value) && value.includes(':') ? { displayName: '', uri: value } : null
  const open = value.lastIndexOf('<')
  if (open < 0) return null
  const uri = trimSpaces(value.slice(open + 1, -1))
  const name = trimSpaces(value.slice(0, open))
  if (!URI.test(uri)) return null
  const quoted = name.length > 1 && name.startsWith('"') && name.endsWith('"')
  return { displayName: unescapeValue(quoted ? name.slice(1, -1) : name), uri }
}

/** The name unquoted where RFC 3862 §4.1 allows it, as SylkServer writes it, else quoted; null where the URI is none. */
export function printIdentity({ displayName, uri }: CpimIdentity): string | null {
  if (!URI.test(uri)) return null
  if (displayName === '') return `<${uri}>`
  if (FORMAL_NAME.test(displayName) && escapeValue(displayName) === displayName) return `${displayName} <${uri}>`
  return `"${escapeValue(displayName).replaceAll('"', '\\"')}" <${uri}>`
}

/** RFC 3862 §2.3.1. A backslash that begins no escape stands for itself, as peers that do not escape mean it. */
export function unescapeValue(value: string): string {
  const unescaped = value.replace(ESCAPE, (_all, code: string | undefined, letter: string) =>
    code === undefined ? (LETTERS.get(letter) ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  )
  return unescaped.replace(/\p{Surrogate}/gu, '\ufffd')
}

/** The inverse of unescapeValue: no control character is left, nor anything that trimming would take away. */
export function escapeValue(value: string): string {
  return value.replace(UNSAFE, (character) =>
    character === '\\' ? '\\\\' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function languageOf(parameters: readonly string[]): string | null {
  const language = parameters.find((parameter) => parameter.startsWith('lang='))?.slice('lang='.length) ?? ''
  return LANGUAGE.test(language) ? language : null
}

/** Not String.trim: a name may well begin with a space of another script. */
function trimSpaces(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text[start])) start++
  while (end > start && isSpace(text[end - 1])) end--
  return text.slice(start, end)
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
