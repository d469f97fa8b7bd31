import { parseMessage } from '@weft/protocols/sip/parse-message'
import { type Measurement, median } from '../measurement.ts'

/** ms of one measurement, and how often each is repeated, taking turns, so that what else the machine does hits them alike. */
const DURATION = 400
const ROUNDS = 9
/** How many operations lie between two looks at the clock. */
const BATCH = 500

const invite = messageOf(
  [
    'INVITE sip:bob@192.0.2.4:5060;transport=tcp SIP/2.0',
    'Via: SIP/2.0/TCP proxy.example.com:5060;branch=z9hG4bK7f3b.a1c4d9e2f.1',
    'Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK5673123;received=198.51.100.7;rport=50123',
    'Record-Route: <sip:proxy.example.com;transport=tcp;lr>',
    'Max-Forwards: 69',
    'From: "Alice" <sip:alice@example.com>;tag=9fxced76sl',
    'To: <sip:bob@example.com>',
    'Call-ID: 3848276298220188511@client.example.com',
    'CSeq: 1 INVITE',
    'Contact: <sip:alice@client.example.com:5060;transport=tcp>;+sip.instance="<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>"',
    'Allow: INVITE, ACK, CANCEL, BYE, UPDATE, PRACK, MESSAGE, REFER, NOTIFY, INFO, OPTIONS',
    'Supported: replaces, 100rel, timer, norefersub, gruu, outbound',
    'Session-Expires: 1800',
    'User-Agent: Example/4.2',
    'Content-Type: application/sdp',
  ],
  1300,
  'v=0\r\no=- 3724394400 3724394405 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\nm=audio 50000 RTP/AVP 0 8 101\r\n',
)

const message = messageOf(
  [
    'MESSAGE sip:bob@example.com SIP/2.0',
    'Via: SIP/2.0/UDP 198.51.100.7:5060;rport;branch=z9hG4bKPj7e1a0c52',
    'Max-Forwards: 70',
    'From: "Alice" <sip:alice@example.com>;tag=49583',
    'To: <sip:bob@example.com>',
    'Call-ID: asd88asd77a@198.51.100.7',
    'CSeq: 1 MESSAGE',
    'Route: <sip:proxy.example.com;lr>',
    'User-Agent: Example/4.2',
    'Content-Type: message/cpim',
  ],
  800,
  'From: <sip:alice@example.com>\r\nTo: <sip:bob@example.com>\r\nDateTime: 2026-07-17T08:41:52Z\r\n\r\nContent-Type: text/plain\r\n\r\n',
)

const messages = [
  { variant: 'invite', metric: 'parse_invite_per_s', bytes: invite },
  { variant: 'message', metric: 'parse_message_per_s', bytes: message },
]

const parse = (bytes: Uint8Array) => parseMessage(bytes).headers.length
/** The least that takes note of each byte. */
const scan = (bytes: Uint8Array) => {
  let lines = 0
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 10) lines++
  return lines
}

/** Messages read a second, beside one pass over the same bytes. */
export function measureParsing(report: (measurement: Measurement) => void): void {
  const samples = messages.map((one) => ({ ...one, parsed: [] as number[], scanned: [] as number[] }))
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { bytes, parsed, scanned } of samples) {
      const [parses, scans] = [measure(parse, bytes), measure(scan, bytes)]
      // The first round warms up.
      if (round === 0) continue
      parsed.push(parses)
      scanned.push(scans)
    }
  }
  for (const { variant, metric, parsed, scanned } of samples) {
    report({ variant, metric, value: median(parsed), unit: '1/s' })
    report({ variant, metric: 'ratio_to_scan', value: median(parsed) / median(scanned), unit: '1' })
  }
}

/** Runs a second. */
function measure(work: (bytes: Uint8Array) => number, bytes: Uint8Array): number {
  // Each run has bytes of its own, as messages have that come in.
  const copies = Array.from({ length: BATCH }, () => bytes.slice())
  const start = performance.now()
  let runs = 0
  let sum = 0
  let elapsed = 0
  while (elapsed < DURATION) {
    for (const copy of copies) sum += work(copy)
    runs += BATCH
    elapsed = performance.now() - start
  }
  if (sum === 0) throw new Error('nothing was done')
  return (runs / elapsed) * 1000
}

/** Of exactly that many bytes: the body is filled up. */
function messageOf(lines: readonly string[], size: number, body: string): Uint8Array {
  const head = [...lines, 'Content-Length: '].join('\r\n')
  const length = size - head.length - 3 - 4
  return new TextEncoder().encode(
    `${head}${length}\r\n\r\n${body.padEnd(length, 'a=candidate:1 1 UDP 2130706431 198.51.100.7 50000 typ host\r\n')}`,
  )
}
