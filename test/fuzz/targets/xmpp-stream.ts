import { deepStrictEqual } from 'node:assert'
import { NS } from '@weft/protocols/xmpp/namespaces'
import { StreamError } from '@weft/protocols/xmpp/stream-error'
import { STREAM_LIMITS, type StreamLimits } from '@weft/protocols/xmpp/stream-limits'
import { type StreamEvent, StreamReader } from '@weft/protocols/xmpp/stream-reader'
import type { XmlElement } from '@weft/protocols/xmpp/xml'
import { printElement } from '@weft/protocols/xmpp/xml-print'

const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' from='a.example' to='b.example' id='1' version='1.0' xml:lang='de'>"
const small: StreamLimits = { stanza: 200, depth: 4, elements: 12, tag: 120, attributes: 6, attribute: 80, name: 20 }

export const target = {
  name: 'xmpp-stream',
  seeds: [
    `${HEADER}\n<message id='1' to='b@c'><body>gr\u00fcn \ud83d\udcf1 &amp;&#x41;</body><active xmlns='urn:a'/></message> </stream:stream>`,
    `${HEADER}<stream:features><starttls xmlns='urn:t'><required/></starttls></stream:features><db:result from='a' to="b">k</db:result>`,
    `${HEADER}<a b='"&gt;/' c="'"><![CDATA[<x>]]]]></a><y:z xmlns:y='urn:y' y:a='1' xml:lang='en'><y:b/><c xmlns=''/></y:z>`,
    `${HEADER}<stream:error><not-authorized xmlns='urn:e'/></stream:error></stream:stream>`,
  ].map((text) => new TextEncoder().encode(text)),
  dictionary: [
    ...[
      '<',
      '>',
      '/>',
      '</',
      '<!',
      '<?',
      '?>',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '&#x',
      '&lol;',
      ';',
      "='",
      '"',
      "'",
      ' ',
      '\0',
      '\u00a0',
    ],
    ...['xmlns=', 'xmlns:x=', 'xml:lang=', 'stream:', 'db:', '</stream:stream>', '<!DOCTYPE', '<!--', '__proto__', 'constructor'],
  ],

  /** Throws when pieces give other events than the whole, or when an element that was read is another one once it was printed. */
  run(input: Uint8Array): void {
    for (const limits of [STREAM_LIMITS, small]) {
      const whole = read(input, limits, () => input.length)
      for (const sizeAt of [() => 1, (at: number) => 1 + ((input[at] ?? 0) % 64)])
        deepStrictEqual(read(input, limits, sizeAt), whole)
      for (const event of whole) if (event.kind === 'element') printAgain(event.element)
    }
  },
}

type Told = StreamEvent | { readonly kind: 'fault'; readonly condition: string; readonly why: string }

function read(input: Uint8Array, limits: StreamLimits, sizeAt: (at: number) => number): Told[] {
  const reader = new StreamReader(NS.server, limits)
  const told: Told[] = []
  for (let at = 0; at < input.length; ) {
    const next = at + sizeAt(at)
    reader.push(input.subarray(at, next))
    for (let event = reader.next(); event; event = reader.next()) told.push(plain(event))
    at = next
  }
  return told
}

function plain(event: StreamEvent): Told {
  if (event.kind !== 'error') return event
  if (!(event.error instanceof StreamError)) throw new Error('an error of another kind')
  return { kind: 'fault', condition: event.error.condition, why: event.error.message }
}

function printAgain(element: XmlElement): void {
  const reader = new StreamReader(NS.server, {
    ...STREAM_LIMITS,
    stanza: 2_000_000,
    tag: 1_000_000,
    attribute: 1_000_000,
    attributes: 100,
  })
  reader.push(new TextEncoder().encode(HEADER + printElement(element)))
  reader.next()
  deepStrictEqual(reader.next(), { kind: 'element', element })
}
