import { fieldOf, type SipRequest, type SipResponse } from '@weft/protocols/sip/message'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { responseTo } from '@weft/protocols/sip/response'
import { expect, test } from 'vitest'
import type { Dns } from '../../ports/dns.ts'
import type { Refusal } from '../../ports/refusal.ts'
import type { OutgoingRequest } from '../../ports/sip-agent.ts'
import type { SipRoute } from '../../ports/sip-locator.ts'
import { EdgeSipAgent } from './sip-agent.ts'

/** What a server does with a request: a status, or nothing. */
type Server = (request: SipRequest) => number | null

const dns: Dns = { naptr: async () => [], srv: async () => [], addresses: async () => ['192.0.2.10', '192.0.2.11'] }
const route = (host: string, transport: SipRoute['transport'] = 'udp'): SipRoute => ({ host, port: 5060, transport })

/** An agent on these routes; `servers` answer by their address and transport, nobody else does. */
function agentOn(routes: readonly SipRoute[], servers: Readonly<Record<string, Server>>) {
  const sent: { readonly to: string; readonly request: SipRequest }[] = []
  const located: string[] = []
  let ids = 0
  const agent = new EdgeSipAgent('Weft/test', {
    client: {
      async request(make, { host, transport }) {
        const request = make({ transport, host: '192.0.2.1', port: 5060 })
        const to = `${transport} ${host}`
        sent.push({ to, request })
        const status = servers[to]?.(request) ?? null
        const response = status === null ? null : challenging(responseTo(request, status, '', 'a'), sent.length)
        return response ? { response } : { response, why: 'timeout' }
      },
    },
    locator: {
      async locate(domain) {
        located.push(domain)
        return routes
      },
    },
    dns,
    random: { id: () => String(++ids).padStart(32, '0') },
  })
  return { agent, sent, located }
}

/** Who answers 401 or 407 wants to know who asks, with a nonce of its own each time. */
function challenging(response: SipResponse, count: number): SipResponse {
  const name = response.status === 401 ? 'WWW-Authenticate' : response.status === 407 ? 'Proxy-Authenticate' : null
  const challenge = { name: name ?? '', value: `Digest realm="y.test", nonce="n${count}", qop="auth"` }
  return name === null ? response : { ...response, headers: [...response.headers, challenge] }
}

const MESSAGE: OutgoingRequest = {
  method: 'MESSAGE',
  uri: 'sip:bob@x.test',
  from: '<sip:echo@y.test>',
  to: '<sip:bob@x.test>',
  headers: [{ name: 'X-Sylk-To-Sip', value: 'yes' }],
  contentType: 'text/plain',
  body: new TextEncoder().encode('hello'),
}
const LONG = { ...MESSAGE, body: new Uint8Array(1300) }
const ok: Server = () => 200

test('a request is completed, and has no Contact where it is a MESSAGE', async () => {
  const { agent, sent, located } = agentOn([route('192.0.2.5')], { 'udp 192.0.2.5': ok })
  expect((await agent.send(MESSAGE)).status).toBe(200)
  const [first] = sent
  const request = first && parseMessage(printMessage(first.request))
  expect(located).toEqual(['x.test'])
  expect(request).toMatchObject({ method: 'MESSAGE', uri: 'sip:bob@x.test', body: MESSAGE.body })
  const field = (name: string) => request && fieldOf(request, name)
  expect(field('Via')).toMatch(/^SIP\/2\.0\/UDP 192\.0\.2\.1:5060;branch=z9hG4bK\d{32};rport$/)
  expect(field('From')).toMatch(/^<sip:echo@y\.test>;tag=\d{32}$/)
  expect(field('To')).toBe('<sip:bob@x.test>')
  expect(field('CSeq')).toBe('1 MESSAGE')
  expect(field('Max-Forwards')).toBe('70')
  expect(field('User-Agent')).toBe('Weft/test')
  expect(field('X-Sylk-To-Sip')).toBe('yes')
  expect(field('Contact')).toBeNull()
})

test('a SUBSCRIBE says where its dialog is reached', async () => {
  const { agent, sent } = agentOn([route('192.0.2.5', 'tcp')], { 'tcp 192.0.2.5': ok })
  await agent.send({ ...MESSAGE, method: 'SUBSCRIBE' })
  expect(sent[0] && fieldOf(sent[0].request, 'Contact')).toBe('<sip:weft@192.0.2.1:5060;transport=tcp>')
})

test('where one server is busy or silent the next one is asked, in a transaction of its own', async () => {
  const { agent, sent } = agentOn([route('192.0.2.5'), route('192.0.2.6'), route('192.0.2.7'), route('192.0.2.8')], {
    'udp 192.0.2.5': () => 503,
    'udp 192.0.2.7': () => 404,
  })
  expect((await agent.send(MESSAGE)).status).toBe(404)
  expect(sent.map(({ to }) => to)).toEqual(['udp 192.0.2.5', 'udp 192.0.2.6', 'udp 192.0.2.7'])
  const distinct = (name: string) => new Set(sent.map(({ request }) => fieldOf(request, name))).size
  expect([distinct('Via'), distinct('Call-ID'), distinct('From')]).toEqual([3, 1, 1])
})

test('a 503 is the answer where nobody has a better one, and no answer a refusal', async () => {
  const busy = agentOn([route('192.0.2.5'), route('192.0.2.6')], { 'udp 192.0.2.5': () => 503 })
  expect((await busy.agent.send(MESSAGE)).status).toBe(503)
  const silent = agentOn([route('192.0.2.5')], {})
  const refusal = silent.agent.send(MESSAGE).catch((error: Refusal) => error.reason)
  await expect(refusal).resolves.toBe('backend-timeout')
})

test('what is too long for a datagram goes over TCP, and over UDP only where that is not there', async () => {
  const both = agentOn([route('192.0.2.5')], { 'tcp 192.0.2.5': ok, 'udp 192.0.2.5': ok })
  await both.agent.send(LONG)
  expect(both.sent.map(({ to }) => to)).toEqual(['tcp 192.0.2.5'])
  const udpOnly = agentOn([route('192.0.2.5')], { 'udp 192.0.2.5': ok })
  expect((await udpOnly.agent.send(LONG)).status).toBe(200)
  expect(udpOnly.sent.map(({ to }) => to)).toEqual(['tcp 192.0.2.5', 'udp 192.0.2.5'])
})

test('the name of an outbound proxy is looked up, and all its addresses are tried', async () => {
  const { agent, sent } = agentOn([route('proxy.test')], { 'udp 192.0.2.11': ok })
  await agent.send(MESSAGE)
  expect(sent.map(({ to }) => to)).toEqual(['udp 192.0.2.10', 'udp 192.0.2.11'])
})

test('port, transport and scheme of a URI say what is looked for', async () => {
  const { agent, located } = agentOn([route('192.0.2.5')], { 'udp 192.0.2.5': ok })
  for (const uri of ['sip:b@x.test:5070', 'sip:b@x.test;transport=tcp', 'sips:b@[2001:db8::1]', 'tel:+4930'])
    await agent.send({ ...MESSAGE, uri })
  expect(located).toEqual(['x.test:5070', 'x.test;transport=tcp', '[2001:db8::1];transport=tls', 'tel:+4930'])
})

test('nothing is smuggled into the head of a request', async () => {
  const { agent, sent } = agentOn([route('192.0.2.5')], { 'udp 192.0.2.5': ok })
  await expect(agent.send({ ...MESSAGE, to: '<sip:b@x.test>\r\nX-Evil: yes' })).rejects.toThrow('line end')
  expect(sent).toEqual([])
})

const WITH_CREDENTIALS: OutgoingRequest = {
  ...MESSAGE,
  credentials: async () => [{ realm: null, username: 'echo', secret: { kind: 'ha1', ha1: '0123456789abcdef0123456789abcdef' } }],
}

test('a server, and then the one behind it, that ask who sends a request are both told', async () => {
  const server: Server = (request) => {
    if (fieldOf(request, 'Proxy-Authorization') === null) return 407
    return fieldOf(request, 'Authorization') === null ? 401 : 200
  }
  const { agent, sent } = agentOn([route('192.0.2.5')], { 'udp 192.0.2.5': server })
  expect((await agent.send(WITH_CREDENTIALS)).status).toBe(200)
  const requests = sent.map(({ request }) => request)
  expect(requests.map((request) => fieldOf(request, 'CSeq'))).toEqual(['1 MESSAGE', '2 MESSAGE', '3 MESSAGE'])
  expect(new Set(requests.map((request) => fieldOf(request, 'Call-ID'))).size).toBe(1)
  expect(requests[1] && fieldOf(requests[1], 'Proxy-Authorization')).toMatch(
    /^Digest username="echo", realm="y.test", nonce="n1"/,
  )
})

test('a password that is not taken is not sent a second time', async () => {
  const { agent, sent } = agentOn([route('192.0.2.5')], { 'udp 192.0.2.5': () => 401 })
  expect((await agent.send(WITH_CREDENTIALS)).status).toBe(401)
  expect(sent).toHaveLength(2)
})

test('who has nothing to say to a challenge gets it as the answer', async () => {
  for (const request of [MESSAGE, { ...MESSAGE, credentials: async () => [] }]) {
    const { agent, sent } = agentOn([route('192.0.2.5')], { 'udp 192.0.2.5': () => 407 })
    expect((await agent.send(request)).status).toBe(407)
    expect(sent).toHaveLength(1)
  }
})
