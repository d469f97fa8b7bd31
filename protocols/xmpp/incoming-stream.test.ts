import { expect, test } from 'vitest'
import { dialbackKey } from './dialback.ts'
import { type IncomingEffect, type IncomingSettings, IncomingStream, type PeerIdentity } from './incoming-stream.ts'
import { printJid } from './jid.ts'
import { xml } from './xml.ts'

const HEADER =
  "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' from='a.example' to='b.example' version='1.0' xml:lang='de'>"
const AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>YS5leGFtcGxl</auth>"
const STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
const FROM_A = (domain: string) => domain === 'a.example'
const message = (from = 'u@a.example/r', to = 'v@b.example') => `<message from='${from}' to='${to}'><body>hi</body></message>`

/** A stream whose effects are told as short lines. */
function listen(more: Partial<IncomingSettings> = {}, identity: PeerIdentity | null = FROM_A) {
  let ids = 0
  const settings: IncomingSettings = {
    isOwn: (domain) => domain === 'b.example' || domain === 'rooms.b.example',
    accepts: (domain) => domain !== 'spam.example',
    encryption: 'required',
    proofs: { external: true, dialback: true },
    bidi: false,
    secret: 's3cr3t',
    ids: () => `id-${ids++}`,
    ...more,
  }
  const machine = new IncomingStream(settings, 0)
  const step = (input: Parameters<IncomingStream['step']>[0], now = 0) => machine.step(input, now).map(lineOf)
  const hear = (text: string, now = 0) => step({ kind: 'bytes', bytes: new TextEncoder().encode(text) }, now)
  step({ kind: 'connected', identity })
  return { machine, step, hear }
}

/** One whose other side is A, as its certificate says. */
function proved(more: Partial<IncomingSettings> = {}) {
  const stream = listen(more)
  stream.hear(HEADER)
  stream.hear(AUTH)
  stream.hear(HEADER)
  return stream
}

function lineOf(effect: IncomingEffect): string {
  switch (effect.do) {
    case 'send':
      return effect.text
    case 'stanza':
      return `stanza from ${printJid(effect.stanza.from)} in ${effect.stanza.lang}`
    case 'proved':
      return `${effect.pair.remote} proved to ${effect.pair.local} by ${effect.by}${effect.bothWays ? ', both ways' : ''}`
    case 'verify':
      return `verify ${effect.pair.remote} for ${effect.pair.local}: ${effect.key} ${effect.id}`
    case 'end':
      return `end: ${effect.ending.reason} ${effect.ending.condition ?? ''}`.trimEnd()
    case 'drop':
      return `drop: ${effect.reason}`
    default:
      return effect.do
  }
}

test('nothing but encryption is offered before there is any', () => {
  const { hear } = listen({}, null)
  const [text] = hear(HEADER)
  expect(text).toContain('from="b.example" to="a.example" id="id-0" version="1.0"')
  expect(text).toContain('<starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"><required/></starttls></stream:features>')
  expect(text).not.toContain('mechanisms')
  expect(hear(STARTTLS)).toEqual(['<proceed xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>', 'start-tls'])
})

test('what was sent ahead of encryption, to be taken for a part of it, ends the stream', () => {
  const { hear } = listen({}, null)
  hear(HEADER)
  expect(hear(`${STARTTLS}${HEADER}`).at(-1)).toBe('end: error policy-violation')
})

test.each([AUTH, message(), "<db:result from='a.example' to='b.example'>key</db:result>"])(
  '%s ahead of encryption ends the stream',
  (text) => {
    const { hear } = listen({}, null)
    hear(HEADER)
    expect(hear(text).at(-1)).toBe('end: error policy-violation')
  },
)

test('a certificate proves the domain that it is for', () => {
  const { hear, machine } = listen()
  expect(hear(HEADER)[0]).toContain('<mechanism>EXTERNAL</mechanism>')
  expect(hear(AUTH)).toEqual(['<success xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>', 'a.example proved to b.example by external'])
  expect(hear(HEADER)[0]).toMatch(/<stream:features>.*<sm xmlns="urn:xmpp:sm:3"\/><\/stream:features>/)
  expect(hear(message())).toEqual(['stanza from u@a.example/r in de'])
  expect(machine.proved).toEqual(['a.example'])
})

test.each([
  ['no certificate of the domain', () => false, AUTH, 'not-authorized'],
  ['another domain than the stream', () => true, AUTH.replace('YS5leGFtcGxl', 'Yy5leGFtcGxl'), 'invalid-authzid'],
  ['what is no base64', () => true, AUTH.replace('YS5leGFtcGxl', '****'), 'invalid-authzid'],
  ['another mechanism', () => true, AUTH.replace('EXTERNAL', 'PLAIN'), 'invalid-mechanism'],
])('with %s nothing is proved', (_, identity, auth, failure) => {
  const { hear, machine } = listen({}, identity)
  hear(HEADER)
  expect(hear(auth)).toEqual([`<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><${failure}/></failure>`])
  expect(machine.proved).toEqual([])
  for (let at = 0; at < 7; at++) hear(auth)
  expect(hear(auth).at(-1)).toBe('end: error policy-violation')
})

test('[X2] a stanza from another domain than was proved ends the stream, and so does one to a domain that is not here', () => {
  expect(proved().hear(message('u@c.example')).at(-1)).toBe('end: error invalid-from')
  expect(proved().hear(message('u@a.example', 'v@c.example')).at(-1)).toBe('end: error host-unknown')
  expect(proved().hear("<message to='v@b.example'/>").at(-1)).toBe('end: error improper-addressing')
  expect(proved().hear("<message from='u@a.example'/>").at(-1)).toBe('end: error improper-addressing')
  expect(proved().hear('<other/>').at(-1)).toBe('end: error unsupported-stanza-type')
  const { hear } = listen()
  hear(HEADER)
  expect(hear(message()).at(-1)).toBe('end: error not-authorized')
})

test('[X27] a stanza with an address that is none is dropped, and the stream goes on', () => {
  const { hear } = proved()
  expect(hear(message('u u@a.example'))).toEqual(['drop: jid-malformed'])
  expect(hear(message('u@a.example', '&lt;@b.example'))).toEqual(['drop: jid-malformed'])
  expect(hear("<iq from='u@a.example' to='b.example' type='odd' id='1'/>")).toEqual(['drop: type'])
  expect(hear(message())).toHaveLength(1)
})

test.each([
  ['host-unknown', HEADER.replace('b.example', 'c.example')],
  ['host-unknown', HEADER.replace("to='b.example'", '')],
  ['invalid-from', HEADER.replace('a.example', 'a_example')],
  ['policy-violation', HEADER.replace('a.example', 'spam.example')],
  ['policy-violation', HEADER.replace('a.example', 'rooms.b.example')],
  ['unsupported-version', HEADER.replace("version='1.0'", '')],
])('%s: a stream is refused', (condition, header) => {
  const lines = listen().hear(header)
  expect(lines[0]).toContain(`<stream:error><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-streams"/>`)
  expect(lines.at(-1)).toBe(`end: error ${condition}`)
})

test('several domains may be proved on one stream, each by its own authority', () => {
  const { hear, step, machine } = listen({}, () => false)
  hear(HEADER)
  expect(
    hear(
      "<db:result from='a.example' to='b.example'>k1</db:result><db:result from='x.example' to='rooms.b.example'>k2</db:result>",
    ),
  ).toEqual(['verify a.example for b.example: k1 id-0', 'verify x.example for rooms.b.example: k2 id-0'])
  const of = (local: string, remote: string) => ({ local, remote })
  expect(step({ kind: 'verified', pair: of('rooms.b.example', 'x.example'), outcome: { kind: 'valid' } })).toEqual([
    '<db:result from="rooms.b.example" to="x.example" type="valid"/>',
    'x.example proved to rooms.b.example by dialback',
  ])
  expect(step({ kind: 'verified', pair: of('b.example', 'a.example'), outcome: { kind: 'invalid' } })).toEqual([
    '<db:result from="b.example" to="a.example" type="invalid"/>',
  ])
  expect(step({ kind: 'verified', pair: of('b.example', 'y.example'), outcome: { kind: 'valid' } })).toEqual([])
  expect(machine.proved).toEqual(['x.example'])
  expect(hear(message('u@x.example', 'v@b.example'))).toHaveLength(1)
  expect(hear(message()).at(-1)).toBe('end: error invalid-from')
})

test.each([
  ['item-not-found', 'a.example', 'c.example'],
  ['not-allowed', 'rooms.b.example', 'b.example'],
  ['not-allowed', 'spam.example', 'b.example'],
  ['jid-malformed', '@', 'b.example'],
])('%s: dialback is refused', (condition, from, to) => {
  const { hear } = listen({}, () => false)
  hear(HEADER)
  const [answer] = hear(`<db:result from='${from}' to='${to}'>key</db:result>`)
  expect(answer).toContain(
    `type="error"><error type="cancel"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></db:result>`,
  )
})

test('whether a key is ours is told to whoever asks, from what it is made of', () => {
  const { hear } = listen({}, () => false)
  hear(HEADER)
  const ask = (key: string, to = 'b.example') => hear(`<db:verify from='a.example' to='${to}' id='x1'>${key}</db:verify>`)[0]
  const key = dialbackKey('s3cr3t', 'a.example', 'b.example', 'x1')
  expect(ask(key)).toBe('<db:verify from="b.example" to="a.example" id="x1" type="valid"/>')
  expect(ask(`${key}0`)).toContain('type="invalid"')
  expect(ask('')).toContain('type="invalid"')
  expect(ask(key, 'c.example')).toContain('<item-not-found')
})

// XEP-0185 §3.
test('a key is made as XEP-0185 makes it', () => {
  expect(dialbackKey('s3cr3tf0rd14lb4ck', 'xmpp.example.com', 'example.org', 'D60000229F')).toBe(
    '37c69b1cf07a3f67c04a5ef5902fa5114f2c76fe4a2686482ba5b89323075643',
  )
})

test('both ways over one stream, where both sides want that', () => {
  const { hear, step } = listen({ bidi: true })
  expect(hear(HEADER)[0]).toContain('<bidi xmlns="urn:xmpp:features:bidi"/>')
  hear("<bidi xmlns='urn:xmpp:bidi'/>")
  expect(hear(AUTH).at(-1)).toBe('a.example proved to b.example by external, both ways')
  hear(HEADER)
  const to = (address: string) => xml('message', 'jabber:server', { from: 'v@b.example', to: address })
  expect(step({ kind: 'send', stanza: to('u@a.example') })).toEqual(['<message from="v@b.example" to="u@a.example"/>'])
  expect(step({ kind: 'send', stanza: to('u@c.example') })).toEqual(['unsent'])
  step({ kind: 'lost' })
  expect(step({ kind: 'send', stanza: to('u@a.example') })).toEqual(['unsent'])
})

test('stanzas are counted for who asks, once they have been handled', () => {
  const { hear, step } = proved()
  hear(message())
  expect(hear("<enable xmlns='urn:xmpp:sm:3'/>")).toEqual(['<enabled xmlns="urn:xmpp:sm:3"/>'])
  // What came before counting began does not count.
  step({ kind: 'handled' })
  expect(hear("<r xmlns='urn:xmpp:sm:3'/>")).toEqual(['<a xmlns="urn:xmpp:sm:3" h="0"/>'])
  hear(message() + message())
  expect(hear("<r xmlns='urn:xmpp:sm:3'/>")).toEqual([])
  hear(message())
  expect(step({ kind: 'handled' })).toEqual([])
  expect(step({ kind: 'handled' })).toEqual(['<a xmlns="urn:xmpp:sm:3" h="2"/>'])
  expect(step({ kind: 'handled' })).toEqual([])
  expect(hear("<r xmlns='urn:xmpp:sm:3'/>")).toEqual(['<a xmlns="urn:xmpp:sm:3" h="3"/>'])
  expect(hear("<resume xmlns='urn:xmpp:sm:3' previd='1' h='0'/>")[0]).toContain('<item-not-found')
})

test('[X30] who proves nothing in time, or ever goes on with one stanza, is put out', () => {
  const quiet = listen()
  expect(quiet.machine.nextWake).toBe(30_000)
  expect(quiet.step({ kind: 'wake' }, 30_000).at(-1)).toBe('end: timeout connection-timeout')
  const slow = proved()
  slow.hear('<message>', 1000)
  slow.hear(' ', 30_000)
  expect(slow.step({ kind: 'wake' }, 30_999)).toEqual([])
  expect(slow.step({ kind: 'wake' }, 31_000).at(-1)).toBe('end: timeout policy-violation')
  const much = listen()
  much.hear(HEADER)
  expect(much.hear(`<a>${'x'.repeat(20_000)}`).at(-1)).toBe('end: error policy-violation')
  const chatty = listen()
  chatty.hear(HEADER)
  expect(chatty.hear(' '.repeat(140_000)).at(-1)).toBe('end: error policy-violation')
})

test('a stream is kept up with spaces while it is quiet, and ended when it has been for long', () => {
  const { hear, step, machine } = proved()
  hear(message(), 5000)
  expect(step({ kind: 'wake' }, 180_000)).toEqual([' '])
  expect(machine.nextWake).toBe(360_000)
  step({ kind: 'wake' }, 360_000)
  step({ kind: 'wake' }, 540_000)
  expect(step({ kind: 'wake' }, 605_000)).toEqual(['</stream:stream>'])
  expect(hear('</stream:stream>', 605_100)).toEqual(['end: idle'])
  expect(machine.nextWake).toBeNull()
})

test('an end is answered with one, and an error is told on', () => {
  expect(proved().hear('</stream:stream>')).toEqual(['</stream:stream>', 'end: peer-closed'])
  const error = "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
  expect(proved().hear(error)).toEqual(['</stream:stream>', 'end: peer-error conflict'])
  expect(proved().step({ kind: 'close', condition: 'system-shutdown' }).at(-1)).toBe('end: closed system-shutdown')
  const { hear, step } = proved()
  expect(step({ kind: 'close', condition: null })).toEqual(['</stream:stream>'])
  expect(hear(message())).toHaveLength(1)
  expect(step({ kind: 'wake' }, 5000)).toEqual(['end: closed'])
  expect(hear(message())).toEqual([])
})
