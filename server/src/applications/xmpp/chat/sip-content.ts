import { parseContentType } from '@weft/protocols/im/content-type'
import { CpimError, parseCpim } from '@weft/protocols/im/cpim'
import { IMDN_CONTENT_TYPE, type Imdn, ImdnError, parseImdn } from '@weft/protocols/im/imdn'
import { readDispositions, readMessageId } from '@weft/protocols/im/imdn-headers'
import { IS_COMPOSING_CONTENT_TYPE, type IsComposing, IsComposingError, parseIsComposing } from '@weft/protocols/im/is-composing'
import { MimeError, type MimePart, readText } from '@weft/protocols/im/mime'
import { textOfHtml } from './html-text.ts'

/** What somebody on SIP wrote, be it in a MESSAGE or over MSRP. */
export type SipContent =
  | {
      readonly kind: 'text'
      readonly text: string
      /** Null: it has none. */
      readonly id: string | null
      /** What its sender wants to be told (RFC 5438 §6.3). */
      readonly dispositions: readonly string[]
    }
  | { readonly kind: 'composing'; readonly composing: IsComposing }
  | { readonly kind: 'receipt'; readonly imdn: Imdn }
  /** 400 where it cannot be read, 415 where it is nothing that XMPP clients could be told. */
  | { readonly kind: 'refused'; readonly status: 400 | 415; readonly reason: string }

const CPIM = 'message/cpim'
const TEXT = ['text/plain', 'text/html']
/** Characters of an id that others are told: nothing that could end a line. */
const ID = /^[^\p{Cc}\p{Cs}]{1,255}$/u

/** What a chat over MSRP takes (RFC 4975 §8.6): in an envelope, or without. */
export const ACCEPTED_TYPES: readonly string[] = [CPIM, ...TEXT, IS_COMPOSING_CONTENT_TYPE]
export const ACCEPTED_WRAPPED_TYPES: readonly string[] = [...TEXT, IS_COMPOSING_CONTENT_TYPE, IMDN_CONTENT_TYPE]

export function isAcceptedType(contentType: string): boolean {
  return ACCEPTED_TYPES.includes(parseContentType(contentType)?.type ?? '')
}

/** Reads a body of that Content-Type. Throws nothing for what is in it. Who an envelope says it is from does not count. */
export function readSipContent(contentType: string, body: Uint8Array): SipContent {
  const type = parseContentType(contentType)
  if (!type) return { kind: 'refused', status: 400, reason: 'Content-Type Missing or Malformed' }
  if (type.type !== CPIM) return readPart({ ...type, content: body }, null, [])
  try {
    const { headers, part } = parseCpim(body, body.length)
    const id = readMessageId(headers)
    return readPart(part, id !== null && ID.test(id) ? id : null, readDispositions(headers) ?? [])
  } catch (error) {
    if (error instanceof CpimError) return { kind: 'refused', status: 400, reason: 'Malformed CPIM' }
    throw error
  }
}

function readPart(part: MimePart, id: string | null, dispositions: readonly string[]): SipContent {
  try {
    if (part.type === IS_COMPOSING_CONTENT_TYPE) return { kind: 'composing', composing: parseIsComposing(part.content) }
    if (part.type === IMDN_CONTENT_TYPE) return { kind: 'receipt', imdn: parseImdn(part.content) }
    if (!TEXT.includes(part.type)) return { kind: 'refused', status: 415, reason: 'Unsupported Media Type' }
    const written = readText(part)
    return { kind: 'text', text: part.type === 'text/html' ? textOfHtml(written) : written, id, dispositions }
  } catch (error) {
    if (error instanceof MimeError || error instanceof IsComposingError || error instanceof ImdnError)
      return { kind: 'refused', status: 400, reason: 'Malformed Content' }
    throw error
  }
}
