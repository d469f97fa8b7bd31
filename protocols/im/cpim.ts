// CPIM (RFC 3862): a message with its own From, To and DateTime around a MIME part, as SylkRTC peers exchange it in SIP and MSRP.
// What is sent follows sylkrtc-protocol.md §5.3, what is taken is what §5.3 and msrp-conference.md §6 saw peers send.
import {
  CPIM_NAMESPACE,
  type CpimHeader,
  type CpimIdentity,
  escapeValue,
  parseHeaderLine,
  parseIdentity,
  parseNamespace,
  printHeaderLine,
  printIdentity,
  printNamespace,
  type RawHeader,
  unescapeValue,
} from './cpim-headers.ts'
import { normaliseDateTime } from './date-time.ts'
import { readHeaderBlock } from './header-block.ts'
import { MimeError, type MimePart, parseMime, printMime } from './mime.ts'

export type CpimFault =
  | 'too-large'
  | 'bad-header-block'
  | 'bad-header'
  | 'duplicate-header'
  | 'bad-identity'
  | 'bad-date-time'
  | 'bad-part'

/** The one error of this file. Its message never quotes the message it is about. */
export class CpimError extends Error {
  override readonly name = 'CpimError'
  readonly fault: CpimFault

  constructor(fault: CpimFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

/** All of a message but its MIME part. */
export interface CpimHead {
  /** Null when missing or unreadable: who sent it is then what the carrying protocol says. */
  readonly from: CpimIdentity | null
  readonly to: readonly CpimIdentity[]
  readonly cc: readonly CpimIdentity[]
  /** RFC 3339, verbatim; null when missing or no date-time. */
  readonly dateTime: string | null
  /** All other headers, in order. Headers whose prefix was not declared are left out. */
  readonly headers: readonly CpimHeader[]
}

export interface Cpim extends CpimHead {
  readonly part: MimePart
}

const HEADER_LIMITS = { bytes: 16_384, lines: 128 }
const MAXIMUM_BYTES = 2 * 1024 * 1024

/**
 * Parses a CPIM message of at most `maximumBytes` bytes in one pass. Header lines may end in CRLF or LF. Throws CpimError; a broken
 * identity or date-time is none, it only counts as missing.
 */
export function parseCpim(input: Uint8Array | string, maximumBytes = MAXIMUM_BYTES): Cpim {
  if (input.length > maximumBytes) throw new CpimError('too-large', `the message is larger than ${maximumBytes} bytes`)
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
  const block = readHeaderBlock(bytes, 0, HEADER_LIMITS)
  if (typeof block === 'string') throw new CpimError('bad-header-block', `the message's headers are wrong: ${block}`)
  const headers = resolveNames(block.lines)
  const core = (name: string) => headers.filter((header) => header.namespace === CPIM_NAMESPACE && header.name === name)
  const identities = (name: string) => core(name).flatMap((header) => parseIdentity(header.value) ?? [])
  for (const name of ['From', 'DateTime']) {
    // Two of them would let sender checks and display read different ones.
    if (core(name).length > 1) throw new CpimError('duplicate-header', `there is more than one ${name}`)
  }
  const dateTime = core('DateTime')[0]?.value ?? ''
  return {
    from: identities('From')[0] ?? null,
    to: identities('To'),
    cc: identities('cc'),
    dateTime: normaliseDateTime(dateTime) === null ? null : dateTime,
    headers: headers.filter((header) => !isCore(header)).map((header) => ({ ...header, value: unescapeValue(header.value) })),
    part: readPart(bytes.subarray(block.next)),
  }
}

/** Prints a message with CRLF in all headers. Throws CpimError where a field could not stand in its line. */
export function printCpim(message: Cpim): Uint8Array<ArrayBuffer> {
  return wrapInCpim(message, partBytes(message.part))
}

/** The same around a part that is printed already, as others sent it, whose bytes must stay as they are. */
export function wrapInCpim({ from, to, cc, dateTime, headers }: CpimHead, part: Uint8Array): Uint8Array<ArrayBuffer> {
  const lines: string[] = []
  if (from) lines.push(`From: ${identityText(from)}`)
  for (const one of to) lines.push(`To: ${identityText(one)}`)
  for (const one of cc) lines.push(`cc: ${identityText(one)}`)
  if (dateTime !== null) {
    if (normaliseDateTime(dateTime) === null) throw new CpimError('bad-date-time', 'the DateTime is none')
    lines.push(`DateTime: ${dateTime}`)
  }
  lines.push(...printExtensions(headers), '', '')
  const head = new TextEncoder().encode(lines.join('\r\n'))
  const bytes = new Uint8Array(head.length + part.length)
  bytes.set(head)
  bytes.set(part, head.length)
  return bytes
}

/** The headers with their namespaces, values still escaped. */
function resolveNames(lines: readonly string[]): CpimHeader[] {
  const namespaces = new Map([['', CPIM_NAMESPACE]])
  const headers: CpimHeader[] = []
  for (const [index, line] of lines.entries()) {
    const header = parseHeaderLine(line)
    if (!header) throw new CpimError('bad-header', `line ${index + 1} is not a CPIM header`)
    const namespace = namespaces.get(header.prefix)
    if (isDeclaration(header, namespace)) {
      const declared = parseNamespace(header.value)
      if (!declared) throw new CpimError('bad-header', `line ${index + 1} is not a namespace declaration`)
      namespaces.set(declared.prefix, declared.namespace)
    } else if (namespace !== undefined) headers.push({ ...header, namespace })
  }
  return headers
}

/** NS without prefix always declares, or a message that changed its default namespace could not change it back. */
function isDeclaration({ prefix, name }: RawHeader, namespace: string | undefined): boolean {
  return name === 'NS' && (prefix === '' || namespace === CPIM_NAMESPACE)
}

function isCore({ namespace, name }: CpimHeader): boolean {
  return namespace === CPIM_NAMESPACE && ['From', 'To', 'cc', 'DateTime', 'NS'].includes(name)
}

/** Header lines, each namespace declared in front of the first header that needs it. */
function printExtensions(headers: readonly CpimHeader[]): string[] {
  const namespaces = new Map([['', CPIM_NAMESPACE]])
  const lines: string[] = []
  for (const header of headers) {
    const { prefix, namespace } = header
    const line =
      isCore(header) || (header.name === 'NS' && prefix === '')
        ? null
        : printHeaderLine({ ...header, value: escapeValue(header.value) })
    const declaration = namespaces.get(prefix) === namespace ? '' : printNamespace(prefix, namespace)
    if (line === null || declaration === null)
      throw new CpimError('bad-header', 'a header has a name, prefix, namespace or language that it cannot have')
    if (declaration) lines.push(declaration)
    lines.push(line)
    namespaces.set(prefix, namespace)
  }
  return lines
}

function identityText(identity: CpimIdentity): string {
  const text = printIdentity(identity)
  if (text === null) throw new CpimError('bad-identity', 'the URI of an identity is none')
  return text
}

function readPart(bytes: Uint8Array): MimePart {
  return asCpimError(() => parseMime(bytes))
}

function partBytes(part: MimePart): Uint8Array {
  return asCpimError(() => printMime(part))
}

function asCpimError<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    if (error instanceof MimeError) throw new CpimError('bad-part', error.message)
    throw error
  }
}
