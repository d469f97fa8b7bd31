import type { SipRequest } from '@weft/protocols/sip/message'
import { fieldsOf } from '@weft/protocols/sip/message'
import { RouteTokens } from '@weft/protocols/sip/proxy/route-token'
import { expect, test } from 'vitest'
import { RouteChooser } from './route-choice.ts'

const tokens = new RouteTokens((text) => Buffer.from(text).toString('hex').padEnd(16, '0').slice(0, 24))
const chooser = new RouteChooser({
  serves: (host) => host === 'home.example',
  isHere: (host) => host === '192.0.2.1',
  port: (transport) => (transport === 'tls' ? 5061 : 5060),
  tokens,
  ofServers: ['P-Asserted-Identity'],
  seed: 'seed',
})

const OURS = '<sip:192.0.2.1;lr>'
const dialog = { callId: 'c1', fromTag: 'a' }
const token = tokens.print(dialog, null)

function request(method: string, uri: string, { routes = [] as string[], within = false, hops = '70' } = {}): SipRequest {
  const fields = [
    ['Via', 'SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK1'],
    ['Max-Forwards', hops],
    ...routes.map((route) => ['Route', route]),
    ['From', '<sip:alice@away.example>;tag=a'],
    ['To', `<sip:bob@home.example>${within ? ';tag=b' : ''}`],
    ['Call-ID', 'c1'],
    ['CSeq', `1 ${method}`],
  ] as const
  return {
    kind: 'request',
    method,
    uri,
    headers: fields.map(([name = '', value = '']) => ({ name, value })),
    body: new Uint8Array(),
  }
}

const verdict = (...parts: Parameters<typeof request>) => {
  const choice = chooser.choose(request(...parts))
  return choice.do === 'answer' ? choice.status : choice.do
}

test('requests to a domain of the router are its, others are not', () => {
  expect(verdict('REGISTER', 'sip:home.example')).toBe('ask')
  expect(verdict('MESSAGE', 'sip:bob@HOME.example')).toBe('ask')
  expect(verdict('MESSAGE', 'sip:bob@away.example')).toBe('none')
  expect(verdict('OPTIONS', 'sip:192.0.2.1')).toBe('none')
})

test('who registers at our address, in a domain of the router, registers with it', () => {
  expect(verdict('REGISTER', 'sip:192.0.2.1')).toBe('ask')
  expect(verdict('REGISTER', 'sip:192.0.2.1:5070')).toBe('none')
  const elsewhere = { name: 'To', value: '<sip:bob@away.example>' }
  const { headers, ...register } = request('REGISTER', 'sip:192.0.2.1')
  const others = headers.map((field) => (field.name === 'To' ? elsewhere : field))
  expect(chooser.choose({ ...register, headers: others }).do).toBe('none')
})

test('who has us as outbound proxy asks the router about any domain, and means us by our own address', () => {
  expect(verdict('INVITE', 'sip:bob@away.example', { routes: [OURS] })).toBe('ask')
  expect(verdict('INVITE', 'sip:bob@away.example', { routes: ['<sip:home.example;lr>'] })).toBe('ask')
  expect(verdict('OPTIONS', 'sip:192.0.2.1', { routes: [OURS] })).toBe('none')
})

test('a request within a dialog goes on where its Route has our token, and nowhere else', () => {
  const uri = 'sip:bob@198.51.100.9'
  expect(verdict('BYE', uri, { routes: [`<sip:${token}@192.0.2.1;lr>`], within: true })).toBe('forward')
  expect(
    verdict('BYE', uri, { routes: [`<sip:${tokens.print({ ...dialog, callId: 'c2' }, null)}@192.0.2.1;lr>`], within: true }),
  ).toBe(403)
  expect(verdict('BYE', uri, { routes: ['<sip:alice@192.0.2.1;lr>'], within: true })).toBe(403)
  expect(verdict('BYE', uri, { routes: [OURS], within: true })).toBe(403)
  expect(verdict('ACK', uri, { routes: ['<sip:alice@192.0.2.1;lr>'], within: true })).toBe('ignore')
})

test('who has a token of a dialog sends with it what belongs to dialogs, and says nothing that only servers say', () => {
  const routes = [`<sip:${token}@192.0.2.1;lr>`]
  const uri = 'sip:bob@198.51.100.9'
  for (const method of ['REGISTER', 'PUBLISH']) expect(verdict(method, uri, { routes, within: true })).toBe(403)
  for (const method of ['MESSAGE', 'INVITE', 'REGISTER']) expect(verdict(method, uri, { routes })).toBe('ask')
  const { headers, ...info } = request('INFO', uri, { routes, within: true })
  const told = [...headers, { name: 'P-Asserted-Identity', value: '<sip:boss@home.example>' }]
  const choice = chooser.choose({ ...info, headers: told })
  expect('request' in choice && fieldsOf(choice.request, 'P-Asserted-Identity')).toEqual([])
})

test('a token is of the dialog of who began it, whichever side sends', () => {
  const routes = [`<sip:${token}@192.0.2.1;lr>`]
  const tagged = (fromTag: string, toTag: string) => {
    const { headers, ...bye } = request('BYE', 'sip:bob@198.51.100.9', { routes, within: true })
    const tags: Readonly<Record<string, string>> = { From: fromTag, To: toTag }
    const others = headers.map(({ name, value }) => ({
      name,
      value: name in tags ? value.replace(/tag=.*/, `tag=${tags[name]}`) : value,
    }))
    return chooser.choose({ ...bye, headers: others }).do
  }
  expect([tagged('a', 'b'), tagged('b', 'a'), tagged('b', 'c')]).toEqual(['forward', 'forward', 'answer'])
})

test('the flow to the side that the request goes to is that of our last Route, unless somebody else’s follows', () => {
  const flow = { transport: 'tcp', address: '198.51.100.9', port: 40_000 } as const
  const both = [`<sip:${token}@192.0.2.1;lr>`, `<sip:${tokens.print(dialog, flow)}@192.0.2.1;transport=tcp;lr>`]
  expect(chooser.choose(request('BYE', 'sip:bob@10.0.0.9', { routes: both, within: true }))).toMatchObject({
    do: 'forward',
    flow,
  })
  const further = chooser.choose(request('BYE', 'sip:bob@10.0.0.9', { routes: [...both, '<sip:next.example;lr>'], within: true }))
  expect(further).toMatchObject({ do: 'forward', flow: null })
  expect('request' in further && fieldsOf(further.request, 'Route')).toEqual(['<sip:next.example;lr>'])
})

test('a CANCEL is taken wherever its request was, an ACK only within a dialog that we route', () => {
  expect(verdict('CANCEL', 'sip:bob@home.example')).toBe('ask')
  expect(verdict('CANCEL', 'sip:bob@away.example', { routes: [OURS], within: true })).toBe('ask')
  expect(verdict('ACK', 'sip:bob@198.51.100.9', { routes: [`<sip:${token}@192.0.2.1;lr>`], within: true })).toBe('forward')
  expect(verdict('ACK', 'sip:bob@away.example', { routes: [OURS], within: true })).toBe('ignore')
})

test('a request within a dialog whose other end is this server itself is its own', () => {
  const routes = [`<sip:${token}@192.0.2.1;lr>`]
  for (const method of ['BYE', 'ACK']) expect(verdict(method, 'sip:weft@192.0.2.1', { routes, within: true })).toBe('none')
  expect(verdict('BYE', 'sip:weft@192.0.2.1:5070', { routes, within: true })).toBe('forward')
  const further = [...routes, '<sip:next.example;lr>']
  expect(verdict('BYE', 'sip:weft@192.0.2.1', { routes: further, within: true })).toBe('forward')
})

test('a dialog of this server’s own is none of the router’s', () => {
  for (const method of ['ACK', 'BYE']) expect(verdict(method, 'sip:conference@home.example', { within: true })).toBe('none')
})

test('no hops left is 483, but an OPTIONS has arrived', () => {
  expect(verdict('MESSAGE', 'sip:bob@home.example', { hops: '0' })).toBe(483)
  expect(verdict('OPTIONS', 'sip:bob@home.example', { hops: '0' })).toBe('none')
})
