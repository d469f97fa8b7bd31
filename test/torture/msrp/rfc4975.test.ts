import { MsrpFraming, type MsrpFramingEvent } from '@weft/protocols/msrp/framing'
import { parsePath } from '@weft/protocols/msrp/path'
import { printWithoutBody } from '@weft/protocols/msrp/print'
import { MsrpReceiver, type ReceiverEffect } from '@weft/protocols/msrp/receiver'
import { statusOf } from '@weft/protocols/msrp/status'
import { parseMsrpUri } from '@weft/protocols/msrp/uri'
import { expect, test } from 'vitest'

/*
 * Exchanges in the shape of those in RFC 4975 §4, §5.1 and §11, as Bob receives them.
 */

const own = parseMsrpUri('msrp://biloxi.example.com:12763/kjhd37s2s20w2a;tcp')
const peer = parsePath('msrp://atlanta.example.com:7654/jshA7weztas;tcp')
if (!own || !peer) throw new Error('the test has no paths')
const PATHS = [
  'To-Path: msrp://biloxi.example.com:12763/kjhd37s2s20w2a;tcp',
  'From-Path: msrp://atlanta.example.com:7654/jshA7weztas;tcp',
]
const lines = (...all: string[]) => all.map((line) => `${line}\r\n`).join('')

/** What Bob sends and shows when these bytes come, whole or byte by byte; he likes every message. */
function converse(text: string): { sent: string[]; shown: string[] } {
  const bytes = new TextEncoder().encode(text)
  const whole = play(new MsrpFraming().push(bytes))
  const framing = new MsrpFraming()
  expect(play(Array.from(bytes, (byte) => framing.push(Uint8Array.of(byte))).flat())).toEqual(whole)
  return whole
}

function play(events: readonly MsrpFramingEvent[]): { sent: string[]; shown: string[] } {
  if (!own || !peer) throw new Error('the test has no paths')
  let count = 0
  const receiver = new MsrpReceiver({ own, peer, ids: () => `fresh${count++}`, accepts: () => true, bodies: 'whole' })
  const played = { sent: [] as string[], shown: [] as string[] }
  const obey = (effects: readonly ReceiverEffect[]) => {
    for (const effect of effects) {
      if (effect.do === 'send') played.sent.push(new TextDecoder().decode(printWithoutBody(effect.head)))
      else if (effect.do === 'message') {
        played.shown.push(new TextDecoder().decode(effect.message.body ?? new Uint8Array()))
        obey(receiver.judge(effect.message, statusOf(200)))
      }
    }
  }
  for (const event of events) {
    if (event.kind === 'error') throw event.error
    obey(receiver.step(event, 0))
  }
  return played
}

test('[P6] a message and its response; the RFC counts two bytes more than there are (§4)', () => {
  const { sent, shown } = converse(
    lines(
      ...['MSRP a786hjs2 SEND', ...PATHS, 'Message-ID: 87652491', 'Byte-Range: 1-25/25', 'Content-Type: text/plain', ''],
      ...['Hey Bob, are you there?', '-------a786hjs2$'],
    ),
  )
  expect(shown).toEqual(['Hey Bob, are you there?'])
  expect(sent).toEqual([
    lines(
      ...['MSRP a786hjs2 200 OK', 'To-Path: msrp://atlanta.example.com:7654/jshA7weztas;tcp'],
      ...['From-Path: msrp://biloxi.example.com:12763/kjhd37s2s20w2a;tcp', '-------a786hjs2$'],
    ),
  ])
})

test('[P8] a message in two chunks, with a report of the whole (§5.1, §11.2)', () => {
  const chunk = (id: string, range: string, text: string, flag: string) => [
    ...[
      `MSRP ${id} SEND`,
      ...PATHS,
      'Message-ID: 456s9wlk3',
      `Byte-Range: ${range}`,
      'Success-Report: yes',
      'Content-Type: text/plain',
      '',
    ],
    ...[text, `-------${id}${flag}`],
  ]
  const { sent, shown } = converse(lines(...chunk('dkei38sd', '1-4/8', 'abcd', '+'), ...chunk('dkei38ia', '5-8/8', 'EFGH', '$')))
  expect(shown).toEqual(['abcdEFGH'])
  expect(sent.map((text) => text.split('\r\n')[0])).toEqual([
    'MSRP dkei38sd 200 OK',
    'MSRP dkei38ia 200 OK',
    'MSRP fresh0 REPORT',
  ])
  expect(sent[2]).toContain('\r\nMessage-ID: 456s9wlk3\r\nByte-Range: 1-8/8\r\nStatus: 000 200 OK\r\n')
})

test('[P13] a chunk that was interrupted in the middle of a message within a message (§11)', () => {
  const body = lines(
    'From: <sip:alice@example.com>',
    '',
    'Content-Type: text/plain',
    '',
    '-------d93kswow$',
    '-------dsdfoe38sd+',
  )
  const half = 40
  const chunk = (id: string, start: number, part: string, flag: string) =>
    `${lines(
      `MSRP ${id} SEND`,
      ...PATHS,
      'Message-ID: 12339sdqwer',
      `Byte-Range: ${start}-*/${body.length}`,
      'Content-Type: message/cpim',
      '',
    )}${part}\r\n-------${id}${flag}\r\n`
  const other = lines(
    'MSRP qqqqqqqq SEND',
    ...PATHS,
    'Message-ID: m2',
    'Content-Type: text/plain',
    '',
    'wait!',
    '-------qqqqqqqq$',
  )
  const { shown } = converse(
    chunk('d93kswx0', 1, body.slice(0, half), '+') + other + chunk('d93kswx1', half + 1, body.slice(half), '$'),
  )
  expect(shown).toEqual(['wait!', body])
})
