// INVITEs in the manner of the PROTOS test suite c07-sip (University of Oulu, 2003): a good INVITE in which elements are replaced by anomalies.
import { mutate } from '../fuzz/mutation.ts'
import type { SeededRandom } from '../fuzz/seeded-random.ts'

/** A good INVITE. Braces are around what is replaced. */
const TEMPLATE = `{INVITE} {sip}:{bob}@{example.com}:{5060};{transport}={udp} {SIP}/{2.0}
{Via}: {SIP}/{2.0}/{UDP} {192.0.2.1}:{5060};{branch}={z9hG4bK776asdhds};{rport};received={192.0.2.2}
From{:} {"Alice"} <{sip:alice@example.com}>;{tag}={1928301774}
To: {Bob} {<}sip:{bob}@{example.com}{>}
Call-ID: {a84b4c76e66710@192.0.2.1}
CSeq: {314159} {INVITE}
Max-Forwards: {70}
Contact: {<sip:alice@192.0.2.1;x=y?z=a>};q={0.7};expires={3600}
Record-Route: {<sip:p1.example.com;lr>}{,} <{sip:p2.example.com;lr}>
Date: {Sat, 13 Nov 2010 23:29:00 GMT}
Require: {timer}
Content-Type: {application/sdp}
Content-Length: {6}
{X-Header}: {value}{
}{
}{v=0
s=}
`
const PIECES = TEMPLATE.replaceAll('\n', '\r\n').split(/[{}]/)
/** Every other piece is one that is replaced. */
const SLOTS = PIECES.flatMap((_, index) => (index % 2 === 1 ? [index] : []))

const repeated = [
  'a',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '@',
  '/',
  '"',
  '\\',
  '<',
  '>',
  '[',
  '(',
  '%',
  '%00',
  '=',
  '&',
  '0',
  '1',
  '\r\n',
  '\r\n ',
  '\0',
  'é',
  'a=b;',
  '<sip:a>,',
  '"a",',
]
const lengths = [1, 2, 17, 256, 1023, 8193]
const oddities = [
  '',
  '-1',
  '0',
  '255',
  '256',
  '65535',
  '65536',
  '2147483647',
  '2147483648',
  '4294967295',
  '4294967296',
  '36893488147419103232',
  '1e9',
  '0x10',
  '%s%n%x%d',
  '%.9999d',
  '%s'.repeat(200),
  '\x1b[2J',
  '\u202e\u0000',
  '\r\nVia: SIP/2.0/UDP evil.example',
  '\r\n\r\nINVITE sip:x SIP/2.0\r\n',
  '\n\n',
  '../../../etc/passwd',
  '\\"',
  '"',
  '*',
  '::',
  '[::1',
  '[fe80::1%25eth0]',
  '999.999.999.999',
  'SIP/2.0',
  'sip:sip:sip:',
  '<<<>>>',
  '<sip:a@b>;tag=1;tag=2',
  'ACK',
  'ACK\r\nContent-Length: 0',
  '\ud800',
]
const ANOMALIES = [...repeated.flatMap((piece) => lengths.map((length) => piece.repeat(length))), ...oddities]

/** How many INVITEs have one element replaced. */
export const SINGLE_ANOMALIES = SLOTS.length * ANOMALIES.length

/** Each anomaly in each place, one after the other; from there on two at random, and every other time bytes mutated on top. Without end. */
export function* mutatedInvites(random: SeededRandom): Generator<Uint8Array> {
  const good = encode(PIECES)
  yield good
  for (const slot of SLOTS) for (const anomaly of ANOMALIES) yield encode(PIECES.with(slot, anomaly))
  for (let count = 0; ; count++) {
    const twice = PIECES.with(random.pick(SLOTS), random.pick(ANOMALIES)).with(random.pick(SLOTS), random.pick(ANOMALIES))
    const bytes = encode(twice)
    yield count % 2 === 0 ? bytes : mutate(bytes, good, [], random)
  }
}

function encode(pieces: readonly string[]): Uint8Array {
  return new TextEncoder().encode(pieces.join(''))
}
