import { deepStrictEqual } from 'node:assert'
import { MSRP_LIMITS, MsrpFraming, type MsrpFramingEvent, type MsrpLimits } from '@weft/protocols/msrp/framing'
import type { MsrpHead } from '@weft/protocols/msrp/message'
import { MsrpParseError } from '@weft/protocols/msrp/msrp-error'
import { printEndLine, printHead, printWithoutBody } from '@weft/protocols/msrp/print'
import { readRequest } from '@weft/protocols/msrp/request'
import { hasEndLine } from '@weft/protocols/msrp/transaction-id'

const encode = (text: string) => new TextEncoder().encode(text)
const paths = 'To-Path: msrps://b.example:2855/s1;tcp\r\nFrom-Path: msrp://r.example;tcp msrp://a.example:7654/t1;tcp\r\n'
const send = `MSRP a1b2 SEND\r\n${paths}Message-ID: m1\r\nByte-Range: 1-*/9\r\nSuccess-Report: yes\r\nFailure-Report: partial\r\n`
const typed = `${send}Content-Type: text/plain\r\n\r\n`
const small: MsrpLimits = { head: 120, line: 50, headers: 3 }

export const target = {
  name: 'msrp-framing',
  seeds: [
    `${typed}hi\r\n-------a1b2$\r\n${send}-------a1b2+\r\nMSRP a1b2 200 OK\r\n${paths}-------a1b2$\r\n`,
    `${typed}\r\n-------a1b\r\n-------a1b2!\r\r\n-------a1b2$\r\n-------a1b2#\r\n`,
    `\r\nMSRP x9x9 REPORT\r\n${paths}Message-ID: m1\r\nByte-Range: 1-9/9\r\nStatus: 000 200 OK\r\n-------x9x9$\r\n`,
    `MSRP x9x9 NICKNAME\r\n${paths}Use-Nickname: "A \\"b\\" gr\u00fcn"\r\n-------x9x9$\r\nMSRP x9x9 FILE_OFFSET\r\n${paths}-------x9x9$\r\n`,
    `MSRP x9x9 481 No such\r\n${paths}-------x9x9$\r\n${typed}-------a1b2$\r\n`,
    `${typed}${'-'.repeat(99)}\r\n`,
  ].map(encode),
  dictionary: [
    ...[
      '\r\n',
      '\r',
      '\n',
      '-------',
      '-------a1b2',
      '\r\n-------a1b2',
      '\r\n-------a1b2$\r\n',
      '\r\n-------a1b2+\r\n',
      '$',
      '#',
      '+',
    ],
    ...[
      'MSRP a1b2 SEND\r\n',
      'MSRP a1b2 200\r\n',
      'Byte-Range: ',
      'Status: 000 ',
      'Use-Nickname: ',
      'Message-ID: ',
      'a1b2',
      'msrp://',
    ],
  ],

  /** Throws when pieces give other events than the whole, when a head is read otherwise once it was printed, or when bytes get lost. */
  run(input: Uint8Array): void {
    for (const limits of [MSRP_LIMITS, small]) {
      const events = new MsrpFraming(limits).push(input)
      const whole = joined(events)
      deepStrictEqual(
        inPieces(input, limits, () => 1),
        whole,
      )
      deepStrictEqual(
        inPieces(input, limits, (at) => 1 + ((input[at] ?? 0) % 64)),
        whole,
      )
      for (const event of whole) if (event.kind === 'message' && event.flag !== null) printAgain(event)
    }
  },
}

interface Message {
  readonly kind: 'message'
  readonly head: MsrpHead
  readonly hasBody: boolean
  readonly body: number[]
  flag: '$' | '+' | '#' | null
}

/** Messages with their bodies, wherever these were cut, and the error by what is wrong. */
function joined(
  events: readonly MsrpFramingEvent[],
): (Message | { readonly kind: 'error'; readonly fault: string; readonly why: string })[] {
  const all: ReturnType<typeof joined> = []
  for (const event of events) {
    const last = all.at(-1)
    const open = last?.kind === 'message' && last.flag === null ? last : null
    if (event.kind === 'head' && !open)
      all.push({ kind: 'message', head: event.head, hasBody: event.hasBody, body: [], flag: null })
    else if (event.kind === 'error') {
      if (!(event.error instanceof MsrpParseError)) throw new Error('an error of another kind')
      all.push({ kind: 'error', fault: event.error.fault, why: event.error.message })
    } else if (event.kind === 'body' && open && event.bytes.length > 0) for (const byte of event.bytes) open.body.push(byte)
    else if (event.kind === 'end' && open) open.flag = event.flag
    else throw new Error(`${event.kind} where there can be none`)
  }
  return all
}

function inPieces(input: Uint8Array, limits: MsrpLimits, sizeAt: (at: number) => number): object[] {
  const framing = new MsrpFraming(limits)
  const events: MsrpFramingEvent[] = []
  for (let at = 0; at < input.length; ) {
    const next = at + sizeAt(at)
    events.push(...framing.push(input.subarray(at, next)))
    at = next
  }
  return joined(events)
}

function printAgain({ head, hasBody, body, flag }: Message): void {
  if (head.kind === 'request') readRequest(head)
  const bytes = Uint8Array.from(body)
  // What stands at the beginning of a line ends a body; a sender looks for it anywhere.
  if (hasBody && hasEndLine(bytes, head.transaction)) return
  const printed = hasBody
    ? [...printHead(head, true), ...bytes, ...printEndLine(head.transaction, flag ?? '$', true)]
    : [...printWithoutBody(head)]
  const again = joined(new MsrpFraming({ head: 1_000_000, line: 500_000, headers: 64 }).push(Uint8Array.from(printed)))
  deepStrictEqual(again, [{ kind: 'message', head, hasBody, body, flag: hasBody ? flag : '$' }])
}
