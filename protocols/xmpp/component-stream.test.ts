import { expect, test } from 'vitest'
import { type ComponentEffect, ComponentStream } from './component-stream.ts'
import { printJid } from './jid.ts'
import { NS } from './namespaces.ts'
import { xml } from './xml.ts'

const HEADER =
  "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' from='sip.example' id='3BF96D32'>"

function connect() {
  const machine = new ComponentStream({ domain: 'sip.example', secret: 'test' }, 0)
  const step = (input: Parameters<ComponentStream['step']>[0], now = 0) => machine.step(input, now).map(lineOf)
  const hear = (text: string) => step({ kind: 'bytes', bytes: new TextEncoder().encode(text) })
  const first = step({ kind: 'connected' })
  return { machine, step, hear, first }
}

function lineOf(effect: ComponentEffect): string {
  if (effect.do === 'send') return effect.text
  if (effect.do === 'end') return `end: ${effect.ending.reason} ${effect.ending.condition ?? ''}`.trimEnd()
  return effect.do === 'stanza' ? `${effect.stanza.element.namespace} from ${printJid(effect.stanza.from)}` : effect.do
}

test('a component proves who it is with the secret that it shares with its server', () => {
  const { first, hear, step } = connect()
  expect(first).toEqual([
    '<?xml version=\'1.0\'?><stream:stream xmlns="jabber:component:accept" xmlns:stream="http://etherx.jabber.org/streams" to="sip.example">',
  ])
  // The example of XEP-0114 §3.
  expect(hear(HEADER)).toEqual(['<handshake>aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e</handshake>'])
  expect(hear('<handshake/>')).toEqual(['ready'])
  expect(hear("<message from='u@a.example' to='v@sip.example'><body>hi</body></message>")).toEqual([
    'jabber:server from u@a.example',
  ])
  expect(
    step({ kind: 'send', stanza: xml('message', NS.server, { to: 'u@a.example' }, [xml('body', NS.server, {}, ['x'])]) }),
  ).toEqual(['<message to="u@a.example"><body>x</body></message>'])
})

test('what comes ahead of the handshake, or for others, ends the stream', () => {
  const early = connect()
  early.hear(HEADER)
  expect(early.hear("<message from='u@a.example' to='v@sip.example'/>").at(-1)).toBe('end: error not-authorized')
  const stray = connect()
  stray.hear(`${HEADER}<handshake/>`)
  expect(stray.hear("<message from='u@a.example' to='v@b.example'/>").at(-1)).toBe('end: error host-unknown')
})

test('a secret that is refused ends the stream, and what was to be sent is told as unsent', () => {
  const { hear, step } = connect()
  hear(HEADER)
  expect(hear("<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>").at(-1)).toBe(
    'end: peer-error not-authorized',
  )
  expect(step({ kind: 'send', stanza: xml('message', NS.server) })).toEqual(['unsent'])
})

test('a quiet component is kept up for ever', () => {
  const { hear, machine, step } = connect()
  hear(`${HEADER}<handshake/>`)
  expect(machine.nextWake).toBe(180_000)
  expect(step({ kind: 'wake' }, 9_000_000)).toEqual([' '])
})
