import { expect, test } from 'vitest'
import { parseJid } from './jid.ts'
import { NS } from './namespaces.ts'
import { errorTo, resultTo } from './reply.ts'
import { readStanza, stanza } from './stanza.ts'
import { readStanzaError, stanzaError } from './stanza-error.ts'
import { xml } from './xml.ts'
import { printElement } from './xml-print.ts'

const head = { from: 'a@b/c', to: 'd@e' }

test('a stanza says what it is, from whom and to whom', () => {
  const element = stanza('message', { type: 'chat', id: '1', from: parseJid('a@b/c'), to: parseJid('d@e'), lang: 'de' })
  expect(readStanza(element)).toEqual({
    kind: 'message',
    type: 'chat',
    id: '1',
    from: { local: 'a', domain: 'b', resource: 'c' },
    to: { local: 'd', domain: 'e', resource: null },
    lang: 'de',
    element,
  })
})

test('a message of no known type is a normal one, a presence without a type says that somebody is there', () => {
  expect(readStanza(xml('message', NS.server, { ...head, type: 'x' }))).toMatchObject({ type: 'normal' })
  expect(readStanza(xml('presence', NS.server, head))).toMatchObject({ type: null })
})

test.each([
  ['no-stanza', xml('message', NS.client, head)],
  ['no-stanza', xml('other', NS.server, head)],
  ['type', xml('presence', NS.server, { ...head, type: 'x' })],
  ['type', xml('iq', NS.server, { ...head, type: 'get' })],
  ['type', xml('iq', NS.server, { ...head, id: '1' })],
  ['jid-malformed', xml('message', NS.server, { ...head, to: '@' })],
])('%s', (fault, element) => {
  expect(readStanza(element)).toEqual({ fault })
})

test('results and errors go back to where the question came from', () => {
  const question = xml('iq', NS.server, { ...head, id: '7', type: 'get' }, [xml('ping', NS.ping)])
  const read = readStanza(question)
  if ('fault' in read) throw new Error(read.fault)
  expect(printElement(resultTo(read))).toBe('<iq type="result" id="7" from="d@e" to="a@b/c"/>')
  const error = errorTo(question, stanzaError('gone', { address: 'xmpp:x@y', text: 'moved' }))
  expect(error && printElement(error)).toBe(
    '<iq type="error" id="7" from="d@e" to="a@b/c"><error type="cancel"><gone xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">xmpp:x@y</gone>' +
      '<text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas">moved</text></error></iq>',
  )
  expect(error && readStanzaError(error)).toEqual({ condition: 'gone', type: 'cancel', text: 'moved', address: 'xmpp:x@y' })
})

test('[X27] what is an error or a result itself is not answered', () => {
  for (const type of ['error', 'result'])
    expect(errorTo(xml('iq', NS.server, { ...head, id: '7', type }), stanzaError('bad-request'))).toBeNull()
  expect(errorTo(xml('message', NS.server, { ...head, type: 'error' }), stanzaError('bad-request'))).toBeNull()
  expect(errorTo(xml('a', NS.tls), stanzaError('bad-request'))).toBeNull()
})

test('an error in words that nobody knows is an undefined one', () => {
  const element = xml('message', NS.server, { type: 'error' }, [
    xml('error', NS.server, { type: 'odd' }, [xml('odd', NS.stanzaErrors)]),
  ])
  expect(readStanzaError(element)).toEqual({ condition: 'undefined-condition', type: 'cancel', text: null, address: null })
  expect(readStanzaError(xml('message', NS.server))).toMatchObject({ condition: 'undefined-condition' })
})
