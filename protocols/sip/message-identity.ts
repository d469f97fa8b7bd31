// What tells SIP messages apart: top Via, CSeq and tags.
import { type CSeq, parseCSeq } from './cseq.ts'
import { splitList } from './list.ts'
import { fieldOf, type SipMessage } from './message.ts'
import { parseNameAddr } from './name-addr.ts'
import { parameterOf } from './parameters.ts'
import { parseVia, type Via } from './via.ts'

/** The first Via value of a message as it stands there, without those that follow it in the same field; null where there is none. */
export function topViaText(message: SipMessage): string | null {
  return splitList(fieldOf(message, 'Via') ?? '')?.[0] || null
}

/** Null where there is none, or none that can be read. */
export function topViaOf(message: SipMessage): Via | null {
  const text = topViaText(message)
  return text === null ? null : parseVia(text)
}

/** Null where there is none, or none that can be read. */
export function cseqOf(message: SipMessage): CSeq | null {
  return parseCSeq(fieldOf(message, 'CSeq') ?? '')
}

/** The tag of a From or To value (RFC 3261 §19.3); null where it has none, where it cannot be read, or where there is no such field. */
export function tagOf(value: string | null): string | null {
  const nameAddr = value === null ? null : parseNameAddr(value)
  return (nameAddr && parameterOf(nameAddr.parameters, 'tag')) || null
}
