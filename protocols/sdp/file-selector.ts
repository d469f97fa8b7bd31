// file-selector (RFC 5547 §6): which file an offer is about, by what is known of it.
// `name:"photo.jpg" type:image/jpeg size:4092 hash:sha-1:72:24:5F:…:2E`
import { parseContentType } from '../im/content-type.ts'
import { normaliseFileHash } from '../im/file-hash.ts'
import { unescapeText } from '../sip/uri-escapes.ts'
import { SdpError } from './sdp-error.ts'

export interface FileSelector {
  /** As its owner calls it, whatever that is: no path, and no name in a file system, is to be made of it as it is. Null where it is not said. */
  readonly name: string | null
  /** Lower-case `type/subtype`. */
  readonly type: string | null
  /** Bytes. */
  readonly size: number | null
  /** `sha-1:` or `sha-256:` and pairs of upper-case hex digits with colons between them; others as they came. */
  readonly hashes: readonly string[]
}

/** What is known of a file. */
export interface KnownFile {
  readonly name: string
  /** Null where it is not known; it counts for nothing then. */
  readonly type: string | null
  readonly size: number
  /** In the spelling of FileSelector. */
  readonly hashes: readonly string[]
}

export type FileMatch = { readonly matches: true } | { readonly matches: false; readonly by: 'name' | 'type' | 'size' | 'hash' }

const SELECTOR = /^([a-z][a-z-]*):/i
/** The quote that ends a name is the one that the next selector follows, or nothing: AG Projects' clients put quotes into names as they are. */
const END_OF_NAME = /"(?= +[a-z][a-z-]*:| *$)/gi
const TYPE = /^[^\s;"]+(?:;[^\s="]+=(?:"[^"]*"|[^\s;"]*))*/
const HASH = /^([\w-]{1,32}):([0-9a-f]{2}(?::[0-9a-f]{2}){0,127})$/i
const SHA256_PAIRS = 32
const MOST_HASHES = 8
const LARGEST = 15

/** The value of the attribute; null where a selector cannot be read. Selectors that nobody knows are skipped; of two of a kind the first one counts. */
export function parseFileSelector(text: string): FileSelector | null {
  const found = new Map<string, string>()
  const hashes: string[] = []
  let rest = text.trim()
  while (rest !== '') {
    const [prefix, word = ''] = SELECTOR.exec(rest) ?? []
    if (prefix === undefined) return null
    const kind = word.toLowerCase()
    const value = selectorValue(kind, rest.slice(prefix.length))
    if (value === null) return null
    if (kind === 'hash') hashes.push(value.text)
    else if (!found.has(kind)) found.set(kind, value.text)
    rest = value.rest.trimStart()
  }
  const read = hashes.map(readHash)
  const whole = read.filter((hash) => hash !== null)
  if (whole.length < read.length || whole.length > MOST_HASHES) return null
  const size = found.get('size') ?? null
  const type = found.get('type') ?? null
  const plainType = type === null ? null : (parseContentType(type)?.type ?? null)
  if ((size !== null && !isSize(size)) || (type !== null && plainType === null)) return null
  const name = found.get('name')
  return {
    name: name === undefined ? null : unescapeText(name),
    type: plainType,
    size: size === null ? null : Number(size),
    hashes: whole,
  }
}

/** The value of the attribute. Throws SdpError where a part would not stay that part. */
export function printFileSelector(selector: FileSelector): string {
  const { name, type, size, hashes } = selector
  const pieces = [
    ...(name === null ? [] : [`name:"${name.replace(/["%\0\r\n]/g, escapeOf)}"`]),
    ...(type === null ? [] : [`type:${type}`]),
    ...(size === null ? [] : [`size:${size}`]),
    ...hashes.map((hash) => `hash:${hash}`),
  ]
  const text = pieces.join(' ')
  const again = parseFileSelector(text)
  const isSame = again?.name === name && again.type === type && again.size === size && again.hashes.join(' ') === hashes.join(' ')
  if (!isSame) throw new SdpError('bad-value', 'a file-selector has a part that cannot stand there')
  return text
}

/**
 * Whether the selector means that file: all that it says must be so (§6). Of hashes at least one must be known, and none of the same kind another one. A
 * selector that says nothing means every file.
 */
export function matchFile(selector: FileSelector, file: KnownFile): FileMatch {
  if (selector.name !== null && selector.name !== file.name) return { matches: false, by: 'name' }
  if (selector.type !== null && file.type !== null && selector.type !== file.type.toLowerCase())
    return { matches: false, by: 'type' }
  if (selector.size !== null && selector.size !== file.size) return { matches: false, by: 'size' }
  const comparable = selector.hashes.filter((hash) => file.hashes.some((known) => algorithmOf(known) === algorithmOf(hash)))
  const isSame = comparable.length > 0 && comparable.every((hash) => file.hashes.includes(hash))
  return selector.hashes.length === 0 || isSame ? { matches: true } : { matches: false, by: 'hash' }
}

/** What stands behind `kind:`, and what is left of the text then. */
function selectorValue(kind: string, text: string): { readonly text: string; readonly rest: string } | null {
  if (kind === 'name') {
    if (!text.startsWith('"')) return null
    END_OF_NAME.lastIndex = 1
    const end = END_OF_NAME.exec(text)?.index
    return end === undefined ? null : { text: text.slice(1, end), rest: text.slice(end + 1) }
  }
  const end = text.search(/ |$/)
  const length = kind === 'type' ? (TYPE.exec(text)?.[0].length ?? 0) : end
  return { text: text.slice(0, length), rest: text.slice(length) }
}

function readHash(text: string): string | null {
  const [whole, algorithm = '', digits = ''] = HASH.exec(text) ?? []
  if (whole === undefined) return null
  // AG Projects' clients write the name of SHA-1 in either way.
  const name = algorithm.toLowerCase() === 'sha1' ? 'sha-1' : algorithm.toLowerCase()
  const hash = `${name}:${digits.toUpperCase()}`
  if (name === 'sha-1') return normaliseFileHash(hash)
  return name === 'sha-256' && digits.split(':').length !== SHA256_PAIRS ? null : hash
}

function algorithmOf(hash: string): string {
  return hash.slice(0, hash.indexOf(':'))
}

function isSize(text: string): boolean {
  return text.length <= LARGEST && /^\d+$/.test(text)
}

function escapeOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
