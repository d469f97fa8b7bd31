import { NS } from '@weft/protocols/xmpp/namespaces'
import { StreamReader } from '@weft/protocols/xmpp/stream-reader'
import { SaxesParser } from 'saxes'
import { type Measurement, median } from '../measurement.ts'

const HEADER = `<stream:stream xmlns='${NS.server}' xmlns:stream='${NS.streams}' xmlns:db='${NS.dialback}' version='1.0'>`
const STANZA = `<message type='chat' id='m1' from='juliet@capulet.test/balcony' to='romeo@sip.test'><body>${'x'.repeat(200)}</body><active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/></message>`
/** Stanzas of one measurement, in pieces as a socket has them, and how often it is repeated. */
const [COUNT, PIECE, ROUNDS] = [20_000, 65_536, 5]

/** Chat messages of 400 B read from a stream a second on one core, beside the XML parser alone, which bounds nothing, on the same bytes. */
export function measureParsing(report: (measurement: Measurement) => void): void {
  const bytes = Buffer.from(STANZA.repeat(COUNT))
  const pieces = Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, at) => bytes.subarray(at * PIECE, (at + 1) * PIECE))
  const ours = rate(() => readAll(pieces))
  const bare = rate(() => scanAll(pieces))
  report({ variant: 'weft', metric: 'parse_stanzas_per_s', value: ours, unit: '1/s' })
  report({ variant: 'weft', metric: 'ratio_to_saxes', value: ours / bare, unit: '1' })
}

function rate(run: () => number): number {
  const seconds = Array.from({ length: ROUNDS + 1 }, () => {
    const began = performance.now()
    if (run() !== COUNT) throw new Error('not all stanzas were read')
    return (performance.now() - began) / 1000
  })
  return COUNT / median(seconds.slice(1))
}

function readAll(pieces: readonly Buffer[]): number {
  const reader = new StreamReader()
  reader.push(Buffer.from(HEADER))
  let count = 0
  for (const piece of [Buffer.alloc(0), ...pieces]) {
    if (piece.length > 0) reader.push(piece)
    for (let event = reader.next(); event !== null; event = reader.next()) if (event.kind === 'element') count++
  }
  return count
}

function scanAll(pieces: readonly Buffer[]): number {
  const parser = new SaxesParser({ xmlns: true, position: false })
  let count = 0
  parser.on('closetag', ({ name }) => {
    if (name === 'message') count++
  })
  parser.write(HEADER)
  for (const piece of pieces) parser.write(piece.toString('latin1'))
  return count
}
