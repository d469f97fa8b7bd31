import { deepStrictEqual } from 'node:assert'
import { MsrpFraming } from '@weft/protocols/msrp/framing'
import type { MsrpHead } from '@weft/protocols/msrp/message'
import { parsePath } from '@weft/protocols/msrp/path'
import { printWithoutBody } from '@weft/protocols/msrp/print'
import { MsrpReceiver, type ReceiverEffect } from '@weft/protocols/msrp/receiver'
import { responseTo } from '@weft/protocols/msrp/response'
import { MsrpSender, SENDER_LIMITS } from '@weft/protocols/msrp/sender'
import { statusOf } from '@weft/protocols/msrp/status'
import { parseMsrpUri } from '@weft/protocols/msrp/uri'

const own = parseMsrpUri('msrp://b.example:1/bob;tcp')
const peer = parsePath('msrp://r.example:3/relay;tcp msrp://a.example:2/alice;tcp')
if (!own || !peer) throw new Error('the target has no paths')
const ends = { own, peer }

const paths = 'To-Path: msrp://x.example:9/bob;tcp\r\nFrom-Path: msrp://r.example:3/relay;tcp msrp://a.example:2/alice;tcp\r\n'
const send = (headers: string, body: string, flag: string) =>
  `MSRP a1b2 SEND\r\n${paths}Message-ID: m1\r\n${headers}Content-Type: message/cpim\r\n\r\n${body}\r\n-------a1b2${flag}\r\n`
const other = (start: string, headers: string) => `MSRP ${start}\r\n${paths}${headers}-------${start.split(' ')[0]}$\r\n`

/** Bytes of an input that count: a session tells the same of longer ones, and takes its time. */
const LONGEST = 4096

export const target = {
  name: 'msrp-session',
  seeds: [
    `${send('Byte-Range: 1-*/6\r\nSuccess-Report: yes\r\n', 'abc', '+')}${send('Byte-Range: 4-*/6\r\nSuccess-Report: yes\r\n', 'def', '$')}`,
    `${send('Failure-Report: no\r\n', 'abc', '#')}${send('Failure-Report: partial\r\nByte-Range: 1-3/99999999999\r\n', 'abc', '+')}`,
    `${other('id-0 200 OK', '')}${other('c3d4 REPORT', 'Message-ID: s0\r\nByte-Range: 1-50/2500\r\nStatus: 000 200 OK\r\n')}${other('id-1 413', '')}`,
    `${other('c3d4 REPORT', 'Message-ID: s1\r\nStatus: 000 403 No\r\n')}${other('id-2 200', '')}${other('c3d4 NICKNAME', 'Use-Nickname: "x"\r\n')}`,
    `${other('c3d4 FILE_OFFSET', '')}${other('c3d4 AUTH', '')}${other('c3d4 FOO', '')}${other('c3d4 SEND', 'Message-ID: m2\r\n')}`,
  ].map((text) => new TextEncoder().encode(text)),
  dictionary: [
    ...[
      '\r\n',
      '-------a1b2$\r\n',
      '-------a1b2+\r\n',
      '-------a1b2#\r\n',
      'id-0',
      'id-1',
      'id-2',
      'id-3',
      's0',
      's1',
      's2',
      ' 200',
      ' 413',
    ],
    ...[
      'Success-Report: yes\r\n',
      'Failure-Report: no\r\n',
      'Byte-Range: 1-*/*\r\n',
      'Message-ID: m2\r\n',
      'From-Path: ',
      'Status: 000 200\r\n',
    ],
  ],

  /** Throws when a session that takes whatever comes sends what is no MSRP, or when a message of ours comes to no end, or to two. */
  run(input: Uint8Array): void {
    for (const bodies of ['whole', 'passing'] as const) {
      let count = 0
      const ids = () => `id-${count++}`
      const receiver = new MsrpReceiver({ ...ends, ids, accepts: (type) => !type.startsWith('t'), bodies })
      const sender = new MsrpSender({ to: peer ?? [own], from: own, ids }, { ...SENDER_LIMITS, chunk: 900 })
      const outcomes = new Map<string, number>()
      const out: Uint8Array[] = []
      const wanted = [
        ['yes', true],
        ['partial', false],
        ['no', true],
      ] as const
      for (const [index, [failureReport, successReport]] of wanted.entries()) {
        const spec = {
          messageId: `s${index}`,
          contentType: 'text/plain',
          total: 2500,
          lane: null,
          headers: [],
          failureReport,
          successReport,
        }
        sender.send(spec, new Uint8Array(2500).fill(45), 0)
      }
      const tell = (effects: ReturnType<MsrpSender['wake']>) => {
        for (const effect of effects)
          if (effect.do === 'tell') outcomes.set(effect.messageId, (outcomes.get(effect.messageId) ?? 0) + 1)
      }
      const pull = (most: number, now: number) => {
        const { bytes, effects } = sender.next(most, now)
        out.push(...bytes)
        tell(effects)
      }
      const obey = (effects: readonly ReceiverEffect[], now: number): void => {
        for (const effect of effects) {
          if (effect.do === 'send') sender.reply(effect.head)
          else if (effect.do === 'response') tell(sender.response(effect.response, now))
          else if (effect.do === 'report') tell(sender.report(effect.report, now))
          else if (effect.do === 'message') obey(receiver.judge(effect.message, statusOf(now % 2 === 0 ? 200 : 403)), now)
          else if (effect.do === 'chunk') obey(receiver.judge(effect.chunk, statusOf(200)), now)
          else if (effect.do === 'request') {
            const response = responseTo(effect.request.head, statusOf(200), own)
            if (response) sender.reply(response)
          }
        }
      }
      for (const [index, event] of new MsrpFraming().push(input.subarray(0, LONGEST)).entries()) {
        if (event.kind !== 'error') obey(receiver.step(event, index), index)
        pull(1 + ((input[index] ?? 0) % 200), index)
      }
      const late = 10_000_000
      obey(receiver.wake(late), late)
      if (receiver.nextWake !== null && receiver.nextWake <= late) throw new Error('the receiver leaves something that is due')
      while (sender.waiting > 0) pull(10_000, late)
      pull(10_000, late)
      tell(sender.wake(2 * late))
      tell(sender.close(2 * late))
      deepStrictEqual([...outcomes].toSorted(), [
        ['s0', 1],
        ['s1', 1],
        ['s2', 1],
      ])
      readBack(out)
    }
  },
}

/** All that was sent is whole messages, and what has no body is printed as it is read. */
function readBack(out: readonly Uint8Array[]): void {
  const framing = new MsrpFraming()
  for (const event of out.flatMap((bytes) => framing.push(bytes))) {
    if (event.kind === 'error') throw event.error
    if (event.kind === 'head' && !event.hasBody) printAgain(event.head)
  }
  if (framing.isWaiting) throw new Error('something was sent in part')
}

function printAgain(head: MsrpHead): void {
  const [event] = new MsrpFraming().push(printWithoutBody(head))
  deepStrictEqual(event, { kind: 'head', head, hasBody: false })
}
