// MSRP: chat and files over connections of their own (RFC 4975), with nicknames (RFC 7701) and the resuming of files (AG Projects' FILE_OFFSET).
//
//   bytes in ─► framing ─► head, pieces of the body, end ─► request (what a head means, or how to refuse it)
//                                   │                           │
//                                   ▼                           ▼
//                               receiver: answers, puts chunks together (reassembly), reports once the user has accepted
//
//   sender: what is to go out ─► outgoing-queue (chunks, in turns, interrupted where others wait) ─► bytes out
//      └─ deliveries: responses, reports and time-outs say what became of each message ◄── responses and REPORTs that came in
//
// An edge has one MsrpFraming a connection, and one MsrpReceiver and one MsrpSender a session. It hands events of the framing to the receiver, does what
// the effects say, gives responses and reports to the sender, and asks the sender for bytes whenever the socket takes some. Nothing here knows of sockets,
// clocks or randomness; times are ms of one clock, and identifiers come from an IdentSource.
//
// This file: what stands before the body, as it came. RFC 4975 §9 for the grammar.

/** `+`: more of this message follows; `$`: its last byte is here; `#`: the sender gave it up (§7.1). */
export type ContinuationFlag = '$' | '+' | '#'

export interface MsrpHeader {
  /** As it came. */
  readonly name: string
  /** Without white space around it. */
  readonly value: string
}

export interface MsrpRequestHead {
  readonly kind: 'request'
  readonly transaction: string
  /** Case matters: `SEND`, `REPORT` … */
  readonly method: string
  /** In order, To-Path and From-Path among them. */
  readonly headers: readonly MsrpHeader[]
}

export interface MsrpResponseHead {
  readonly kind: 'response'
  readonly transaction: string
  /** From 0 to 999. */
  readonly status: number
  /** Empty where there is none. */
  readonly comment: string
  readonly headers: readonly MsrpHeader[]
}

export type MsrpHead = MsrpRequestHead | MsrpResponseHead

/** The value of the first header of that name, in whatever case; null where there is none. */
export function headerOf({ headers }: MsrpHead, name: string): string | null {
  const folded = name.toLowerCase()
  for (const header of headers) {
    if (header.name === name || (header.name.length === name.length && header.name.toLowerCase() === folded)) return header.value
  }
  return null
}

/**
 * True where one of these headers is there twice, their names in lower case, though it may be there once only: two of them would let two readers see
 * different messages.
 */
export function hasTwice({ headers }: MsrpHead, names: ReadonlySet<string>): boolean {
  const seen = new Set<string>()
  for (const { name } of headers) {
    const folded = name.toLowerCase()
    if (seen.has(folded) && names.has(folded)) return true
    seen.add(folded)
  }
  return false
}
