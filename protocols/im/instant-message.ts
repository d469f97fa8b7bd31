// A message as SylkRTC peers send it in SIP: text in a CPIM envelope, with an id and what its sender wants to be told (sylkrtc-protocol.md §5.3, §5.4).
import { CpimError, parseCpim, printCpim } from './cpim.ts'
import type { CpimIdentity } from './cpim-headers.ts'
import { IMDN_CONTENT_TYPE, type Imdn, printImdn } from './imdn.ts'
import { imdnHeaders, readDispositions, readMessageId } from './imdn-headers.ts'
import { MimeError, readText, textPart } from './mime.ts'

export interface InstantMessage {
  readonly from: CpimIdentity
  readonly to: CpimIdentity
  /** RFC 3339. */
  readonly dateTime: string
  readonly id: string
  /** Empty: nothing is asked for. */
  readonly dispositions: readonly string[]
  readonly contentType: string
  readonly content: string
}

/** What others sent, who leave out much of it. */
export interface ReceivedInstantMessage {
  /** Who it says it is from, which proves nothing; null when missing or unreadable. */
  readonly from: CpimIdentity | null
  /** RFC 3339, verbatim; null when missing or none. */
  readonly dateTime: string | null
  readonly id: string | null
  /** Null when its sender did not say. */
  readonly dispositions: readonly string[] | null
  /** Lower-case `type/subtype`. */
  readonly contentType: string
  readonly content: string
}

/** What senders of ordinary messages want to be told. */
export const USUAL_DISPOSITIONS: readonly string[] = ['positive-delivery', 'display']

/** Throws CpimError where a field could not stand in the message. */
export function printInstantMessage(message: InstantMessage): Uint8Array<ArrayBuffer> {
  const { from, to, dateTime, id, dispositions, contentType, content } = message
  const part = asCpimError(() => textPart(contentType, content))
  return printCpim({ from, to: [to], cc: [], dateTime, headers: imdnHeaders(id, dispositions), part })
}

/** Reads a message of at most 2 MiB. Throws CpimError. */
export function parseInstantMessage(input: Uint8Array | string): ReceivedInstantMessage {
  const { from, dateTime, headers, part } = parseCpim(input)
  return {
    ...{ from, dateTime },
    id: readMessageId(headers),
    dispositions: readDispositions(headers),
    contentType: part.type,
    content: asCpimError(() => readText(part)),
  }
}

/** The envelope of a notification, which has an id of its own and asks for nothing. Throws ImdnError. */
export function imdnMessage(imdn: Imdn, envelope: Pick<InstantMessage, 'from' | 'to' | 'dateTime' | 'id'>): InstantMessage {
  return { ...envelope, dispositions: [], contentType: IMDN_CONTENT_TYPE, content: printImdn(imdn) }
}

function asCpimError<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    if (error instanceof MimeError) throw new CpimError('bad-part', error.message)
    throw error
  }
}
