import { expect, test } from 'vitest'
import { dialbackKey } from './dialback.ts'
import type { PeerIdentity } from './incoming-stream.ts'
import { type OutgoingEffect, type OutgoingSettings, OutgoingStream } from './outgoing-stream.ts'
import { xml } from './xml.ts'

const HEADER =
  "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' from='b.example' to='a.example' id='x1' version='1.0'>"
const features = (inside: string) => `<stream:features>${inside}</stream:features>`
const TLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
const EXTERNAL = "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms>"
const SUCCESS = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"
const FAILURE = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>"
const stanza = xml('message', 'jabber:server', { from: 'v@a.example', to: 'u@b.example' })

function call(more: Partial<OutgoingSettings> = {}, identity: PeerIdentity | null = (domain) => domain === 'b.example') {
  const settings: OutgoingSettings = {
    pair: { local: 'a.example', remote: 'b.example' },
    encryption: 'required',
    proofs: { external: true, dialback: true },
    bidi: false,
    isOwn: (domain) => domain === 'a.example',
    secret: 's3cr3t',
    ...more,
  }
  const machine = new OutgoingStream(settings, 0)
  const step = (input: Parameters<OutgoingStream['step']>[0], now = 0) => machine.step(input, now).map(lineOf)
  const hear = (text: string, now = 0) => step({ kind: 'bytes', bytes: new TextEncoder().encode(text) }, now)
  const first = step({ kind: 'connected', identity })
  return { machine, step, hear, first }
}

function lineOf(effect: OutgoingEffect): string {
  switch (effect.do) {
    case 'send':
      return effect.text
    case 'ready':
      return `ready by ${effect.by}${effect.bothWays ? ', both ways' : ''}`
    case 'refused':
      return `refused: ${effect.condition}`
    case 'verified':
      return `${effect.id}: ${effect.outcome.kind}`
    case 'handled':
      return `handled ${effect.count}`
    case 'end':
      return `end: ${effect.ending.reason} ${effect.ending.condition ?? ''}`.trimEnd()
    default:
      return effect.do
  }
}

test('a stream begins with who calls whom, and asks for encryption', () => {
  const { first, hear } = call({}, null)
  expect(first[0]).toContain('from="a.example" to="b.example" version="1.0"')
  expect(hear(HEADER + features(TLS))).toEqual(['<starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>'])
  expect(hear("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")).toEqual(['start-tls'])
})

test('nobody is proved to before something is to be sent', () => {
  const { hear, step } = call()
  expect(hear(HEADER + features(EXTERNAL))).toEqual([])
  expect(step({ kind: 'want' })[0]).toContain('mechanism="EXTERNAL">YS5leGFtcGxl</auth>')
  expect(hear(SUCCESS)[0]).toMatch(/^<\?xml/)
  expect(step({ kind: 'send', stanza })).toEqual(['unsent'])
  expect(hear(HEADER + features(''))).toEqual(['ready by external'])
  expect(step({ kind: 'send', stanza })).toEqual(['<message from="v@a.example" to="u@b.example"/>'])
})

test('who is not believed by certificate tries dialback', () => {
  const { hear, step } = call()
  hear(HEADER + features(EXTERNAL))
  step({ kind: 'want' })
  const key = dialbackKey('s3cr3t', 'b.example', 'a.example', 'x1')
  expect(hear(FAILURE)).toEqual([`<db:result from="a.example" to="b.example">${key}</db:result>`])
  expect(hear("<db:result from='b.example' to='a.example' type='valid'/>")).toEqual(['ready by dialback'])
})

test('who is not believed at all is told why', () => {
  const refuse = (answer: string) => {
    const { hear, step } = call()
    hear(HEADER + features(''))
    step({ kind: 'want' })
    return hear(answer)
  }
  expect(refuse("<db:result from='b.example' to='a.example' type='invalid'/>")).toEqual([
    'refused: invalid-key',
    '</stream:stream>',
    'end: not-authorized',
  ])
  const error = "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
  expect(refuse(`<db:result from='b.example' to='a.example' type='error'>${error}</db:result>`)[0]).toBe(
    'refused: item-not-found',
  )
  expect(refuse("<db:result from='c.example' to='a.example' type='valid'/>").at(-1)).toBe('end: error invalid-from')
})

test('keys that others were shown can be asked about while nothing is proved', () => {
  const { hear, step } = call()
  expect(step({ kind: 'verify', id: 's1', key: 'k' })).toEqual([])
  expect(hear(HEADER + features(''))).toEqual(['<db:verify from="a.example" to="b.example" id="s1">k</db:verify>'])
  expect(step({ kind: 'verify', id: 's1', key: 'k' })).toEqual([])
  expect(hear("<db:verify from='b.example' to='a.example' id='s1' type='valid'/>")).toEqual(['s1: valid'])
  expect(hear("<db:verify from='b.example' to='a.example' id='s1' type='valid'/>")).toEqual([])
})

test('what is sent is counted with who counts', () => {
  const { hear, step } = call()
  hear(HEADER + features(EXTERNAL))
  step({ kind: 'want' })
  hear(SUCCESS)
  expect(hear(HEADER + features("<sm xmlns='urn:xmpp:sm:3'/>"))).toEqual(['<enable xmlns="urn:xmpp:sm:3"/>', 'ready by external'])
  expect(step({ kind: 'send', stanza })[0]).toContain('<r xmlns="urn:xmpp:sm:3"/>')
  expect(step({ kind: 'send', stanza })[0]).not.toContain('<r')
  expect(hear("<a xmlns='urn:xmpp:sm:3' h='1'/>")).toEqual(['handled 1', '<r xmlns="urn:xmpp:sm:3"/>'])
  expect(hear("<a xmlns='urn:xmpp:sm:3' h='9'/>").at(-1)).toBe('end: error undefined-condition')
})

test('what is sent over a stream that does not count after all counts as handled', () => {
  const { hear, step } = call()
  hear(HEADER + features(EXTERNAL))
  step({ kind: 'want' })
  hear(SUCCESS)
  hear(HEADER + features("<sm xmlns='urn:xmpp:sm:3'/>"))
  step({ kind: 'send', stanza })
  expect(hear("<failed xmlns='urn:xmpp:sm:3'/>")).toEqual(['handled 1'])
  expect(step({ kind: 'send', stanza })[0]).not.toContain('<r')
})

test('both ways only with who has shown its certificate', () => {
  const offer = features(`${EXTERNAL}<bidi xmlns='urn:xmpp:features:bidi'/>`)
  const { hear, step } = call({ bidi: true })
  hear(HEADER + offer)
  expect(step({ kind: 'want' })[0]).toContain('<bidi xmlns="urn:xmpp:bidi"/><auth')
  hear(SUCCESS)
  expect(hear(HEADER + features(''))).toEqual(['ready by external, both ways'])
  expect(hear("<message from='u@b.example' to='v@a.example'/>")).toEqual(['stanza'])
  expect(hear("<message from='u@c.example' to='v@a.example'/>").at(-1)).toBe('end: error invalid-from')
  const uncertain = call({ bidi: true }, () => false)
  uncertain.hear(HEADER + offer)
  expect(uncertain.step({ kind: 'want' })[0]).not.toContain('bidi')
})

test('a stanza that nobody asked for ends the stream', () => {
  const { hear, step } = call()
  hear(HEADER + features(''))
  step({ kind: 'want' })
  hear("<db:result from='b.example' to='a.example' type='valid'/>")
  expect(hear("<message from='u@b.example' to='v@a.example'/>").at(-1)).toBe('end: error not-authorized')
})
