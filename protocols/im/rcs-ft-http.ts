// A file that is kept on a web server and offered in a message (GSMA RCC.07 §3.2.5.3.2, "file transfer via HTTP"), as SIP clients of this field
// write it (sylkrtc-protocol.md §5.10).
import type { SaxesTagNS } from 'saxes'
import { parseContentType } from './content-type.ts'
import { normaliseDateTime } from './date-time.ts'
import { normaliseFileHash } from './file-hash.ts'
import { printXmlText, readXml, type XmlFault, type XmlVisitor } from './strict-xml.ts'
import { isWebUrl } from './web-url.ts'

export interface RcsFile {
  /** As its owner calls it, for people: it may hold anything but control characters, and is no path. At most 255 UTF-16 units. */
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** MIME type. */
  readonly contentType: string
  /** `http` or `https`. */
  readonly url: string
  /** RFC 3339: when the server lets go of the file. Null when missing or no date-time. */
  readonly until: string | null
  /** As file-hash.ts prints it. Null when missing or none. */
  readonly hash: string | null
}

export type RcsFtHttpFault = XmlFault | 'not-rcs-ft-http' | 'bad-value'

/** The one error of this file. Its message never quotes the document. */
export class RcsFtHttpError extends Error {
  override readonly name = 'RcsFtHttpError'
  readonly fault: RcsFtHttpFault

  constructor(fault: RcsFtHttpFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

export const RCS_FT_HTTP_CONTENT_TYPE = 'application/vnd.gsma.rcs-ft-http+xml'

const NAMESPACE = 'urn:gsma:params:xml:ns:rcs:rcs:fthttp'
const EXTENSION = 'urn:gsma:params:xml:ns:rcs:rcs:up:fthttpext'
const LIMITS = { length: 65_536, depth: 8 }
const MOST_FILES = 32
const MAXIMUM_NAME = 255
const MAXIMUM_CONTENT_TYPE = 255
const SIZE = /^\d{1,15}$/
const CONTROL = /[\p{Cc}\p{Surrogate}]/u

/**
 * Parses a document of at most 64 KiB and 32 `file-info`, and returns those of the type `file` in order, at least one: thumbnails are
 * skipped, and so are elements that are not known. Elements may be in their namespace or, as older clients write them, in none.
 * Throws RcsFtHttpError; an optional value that cannot be read is none, it only counts as missing.
 */
export function parseRcsFtHttp(input: Uint8Array | string): RcsFile[] {
  const reader = new RcsFtHttpReader()
  readXml(input, LIMITS, reader)
  return reader.result()
}

/** Prints a document that offers these files. Throws RcsFtHttpError where there is none or too many, or where a field is not what RcsFile says. */
export function printRcsFtHttp(files: readonly RcsFile[]): string {
  if (files.length === 0 || files.length > MOST_FILES)
    throw new RcsFtHttpError('bad-value', `a document offers 1 to ${MOST_FILES} files`)
  const infos = files.map(printFile).join('')
  const document = `<?xml version='1.0' encoding='UTF-8'?>\n<file xmlns="${NAMESPACE}" xmlns:x="${EXTENSION}">${infos}</file>`
  // No reader of this kind would take it.
  if (document.length > LIMITS.length) throw new RcsFtHttpError('too-large', 'the files do not fit into one document')
  return document
}

function printFile({ name, size, contentType, url, until, hash }: RcsFile): string {
  demand('name', isName(name))
  demand('size', Number.isSafeInteger(size) && SIZE.test(String(size)))
  demand('content type', isContentType(contentType))
  demand('URL', isWebUrl(url))
  demand('time', until === null || normaliseDateTime(until) !== null)
  demand('hash', hash === null || normaliseFileHash(hash) === hash)
  const values = [
    `<file-size>${size}</file-size>`,
    `<file-name>${escaped(name)}</file-name>`,
    `<content-type>${escaped(contentType)}</content-type>`,
    `<data url="${escaped(url)}"${until === null ? '' : ` until="${until}"`}/>`,
    hash === null ? '' : `<x:file-hash>${hash}</x:file-hash>`,
  ]
  return `<file-info type="file">${values.join('')}</file-info>`
}

function demand(what: string, holds: boolean): void {
  if (!holds) throw new RcsFtHttpError('bad-value', `the ${what} of a file is none`)
}

/** URLs and types hold no quotation mark that could end an attribute: their checks see to it. */
function escaped(value: string): string {
  const text = printXmlText(value)
  if (text === null) throw new RcsFtHttpError('bad-value', 'a value holds characters that XML cannot carry')
  return text
}

function isName(text: string): boolean {
  return text !== '' && text.trim() === text && text.length <= MAXIMUM_NAME && !CONTROL.test(text)
}

function isContentType(text: string): boolean {
  return text.length <= MAXIMUM_CONTENT_TYPE && text.trim() === text && parseContentType(text) !== null
}

/** Collects what the parser meets. Elements are known by their path, so that a value in the wrong place counts for nothing. */
class RcsFtHttpReader implements XmlVisitor {
  readonly #path: string[] = []
  readonly #files: RcsFile[] = []
  #infos = 0
  /** Values of the `file-info` that is being read, by the name of their element or `data@attribute`; null outside, and in thumbnails. */
  #values: Map<string, string> | null = null

  open(tag: SaxesTagNS): void {
    this.#path.push(nameOf(tag))
    const [root, info, value, deeper] = this.#path
    if (root !== 'file') throw new RcsFtHttpError('not-rcs-ft-http', 'the document is no <file>')
    if (value === undefined && info === 'file-info') this.#openInfo(attribute(tag, 'type'))
    else if (value !== undefined && deeper === undefined && this.#values) openValue(this.#values, value, tag)
  }

  close(): void {
    this.#path.pop()
    if (this.#path.length !== 1 || !this.#values) return
    this.#files.push(readFile(this.#values))
    this.#values = null
  }

  text(text: string): void {
    const name = this.#path.length === 3 ? (this.#path[2] ?? '') : ''
    const value = this.#values?.get(name)
    if (value !== undefined) this.#values?.set(name, value + text)
  }

  refuse(fault: XmlFault, detail: string): RcsFtHttpError {
    return new RcsFtHttpError(fault, detail)
  }

  result(): RcsFile[] {
    if (this.#files.length === 0) throw new RcsFtHttpError('not-rcs-ft-http', 'the document offers no file')
    return this.#files
  }

  #openInfo(type: string | null): void {
    if (++this.#infos > MOST_FILES) throw new RcsFtHttpError('bad-value', `there are more than ${MOST_FILES} file-info`)
    this.#values = type === 'file' ? new Map() : null
  }
}

function openValue(values: Map<string, string>, name: string, tag: SaxesTagNS): void {
  if (values.has(name)) throw new RcsFtHttpError('not-rcs-ft-http', 'a value of a file is there twice')
  values.set(name, '')
  if (name !== 'data') return
  for (const key of ['url', 'until']) {
    const value = attribute(tag, key)
    if (value !== null) values.set(`data@${key}`, value)
  }
}

function readFile(values: ReadonlyMap<string, string>): RcsFile {
  const read = (name: string) => values.get(name)?.trim() ?? ''
  const [size, name, contentType, url] = [read('file-size'), read('file-name'), read('content-type'), read('data@url')]
  if (!SIZE.test(size) || !isName(name) || !isContentType(contentType) || !isWebUrl(url))
    throw new RcsFtHttpError('bad-value', 'the size, name, content type or URL of a file is missing or none')
  const until = read('data@until')
  return {
    ...{ name, size: Number(size), contentType, url },
    until: normaliseDateTime(until) === null ? null : until,
    hash: normaliseFileHash(read('file-hash')),
  }
}

/** Without its namespace where that is one of ours or none; others keep it, and so are nothing we know. */
function nameOf({ uri, local }: SaxesTagNS): string {
  return uri === NAMESPACE || uri === EXTENSION || uri === '' ? local : `{${uri}}${local}`
}

function attribute(tag: SaxesTagNS, name: string): string | null {
  return tag.attributes[name]?.value ?? null
}
