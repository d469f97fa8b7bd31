import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fieldOf } from '@weft/protocols/sip/message'
import { afterEach, expect, test, vi } from 'vitest'
import type { SipAnswer } from '../../server/src/ports/sip-agent.ts'
import { freePort } from '../interop/port.ts'
import { startWeft } from './support/server.ts'
import { type EdgeOptions, type RunningEdge, startEdge, Toy } from './support/sip-edge.ts'
import { requestText, SipPeer } from './support/sip-peer.ts'

const ASKED = ['INVITE', 'MESSAGE', 'SUBSCRIBE', 'REFER']
/** What all applications together take. */
const ALLOWED = 'MESSAGE, SUBSCRIBE, REFER, INVITE, BYE, PRACK, UPDATE, OPTIONS, CANCEL, ACK'
const EXTRA = { Event: 'presence', 'Refer-To': '<sip:b@x.test>' }

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function edgeWith(applications: readonly Toy[], options?: EdgeOptions): Promise<RunningEdge> {
  const running = await startEdge(applications, options)
  endings.push(() => running.edge.stop())
  return running
}

async function udpTo(port: number, host?: string): Promise<SipPeer> {
  const peer = await SipPeer.udp(port, host)
  endings.push(() => peer.close())
  return peer
}

async function tcpTo(port: number): Promise<SipPeer> {
  const peer = await SipPeer.tcp(port)
  endings.push(() => peer.close())
  return peer
}

/** A whole server; resolves with somebody who speaks SIP with it. */
async function weftWith(server: Record<string, string>): Promise<SipPeer> {
  const port = await freePort()
  const weft = await startWeft({ 'config.ini': { Server: server, SIP: { local_udp_port: port } } })
  endings.push(() => weft.stop())
  return udpTo(port)
}

const never = () => new Promise<SipAnswer>(() => {})

test('[F1] the echo application answers echo, conference anybody else', async () => {
  const { udp } = await edgeWith([new Toy('echo', ASKED), new Toy('conference', ASKED)])
  const peer = await udpTo(udp)
  for (const method of ['MESSAGE', 'SUBSCRIBE', 'REFER']) {
    expect((await peer.ask(method, 'sip:echo@any.test', EXTRA)).field('X-Who')).toBe('echo')
    expect((await peer.ask(method, 'sip:other@any.test', EXTRA)).field('X-Who')).toBe('conference')
  }
})

test('[F1] an INVITE to echo is its to answer, and it takes nothing but chats', async () => {
  const peer = await weftWith({ application_map: 'echo:echo' })
  expect((await peer.ask('INVITE', 'sip:echo@any.test', { Contact: '<sip:a@127.0.0.1>' })).status).toBe(488)
})

test('[F4] X-Sylk-App with a name that nobody has is 404 for INVITE, MESSAGE, SUBSCRIBE and REFER', async () => {
  const peer = await weftWith({ application_map: 'echo:echo' })
  for (const method of ASKED)
    expect((await peer.ask(method, 'sip:echo@any.test', { ...EXTRA, 'X-Sylk-App': 'nosuch' })).status).toBe(404)
})

test('[F5] requests from elsewhere are 403, and nothing of them is kept', async () => {
  const trusted = { networks: [{ address: '10.0.0.0', prefix: 8 }], hosts: [] }
  const { edge, udp, tcp } = await edgeWith([new Toy('echo', ASKED)], { trusted })
  for (const peer of [await udpTo(udp), await tcpTo(tcp)])
    for (const method of [...ASKED, 'OPTIONS', 'CANCEL'])
      expect((await peer.ask(method, 'sip:echo@any.test', EXTRA)).status).toBe(403)
  expect(edge.transactions).toBe(0)
})

test('[F6] trusted_peers none refuses all, any refuses none for where it comes from', async () => {
  const nobody = await edgeWith([new Toy('echo', ASKED)], { trusted: { networks: [], hosts: [] } })
  const anybody = await edgeWith([new Toy('echo', ASKED)], { trusted: 'any' })
  const refused = await udpTo(nobody.udp)
  const taken = await udpTo(anybody.udp)
  for (const method of ['MESSAGE', 'SUBSCRIBE', 'REFER', 'OPTIONS']) {
    expect((await refused.ask(method, 'sip:echo@any.test', EXTRA)).status).toBe(403)
    expect((await taken.ask(method, 'sip:echo@any.test', EXTRA)).status).toBe(200)
  }
})

test('[F7] REGISTER and INFO are 405, OPTIONS 200, all with Allow', async () => {
  const peer = await weftWith({})
  for (const method of ['REGISTER', 'INFO']) {
    const answer = await peer.ask(method, 'sip:any.test')
    expect(answer.status).toBe(405)
    expect(answer.field('Allow')).toBe(ALLOWED)
  }
  const answer = await peer.ask('OPTIONS', 'sip:any.test')
  expect(answer.status).toBe(200)
  expect(answer.field('Allow')).toBe(ALLOWED)
  expect(answer.field('Accept')).toContain('message/cpim')
  expect(answer.field('Supported')).toBe('100rel, timer')
})

test('[F8] SUBSCRIBE to an event that nobody serves is 489 with Allow-Events', async () => {
  const peer = await weftWith({})
  const answer = await peer.ask('SUBSCRIBE', 'sip:echo@any.test', { Event: 'dialog' })
  expect(answer.status).toBe(489)
  expect(answer.field('Allow-Events')).toBe('conference, presence')
})

test('[F11] a disabled application is 404', async () => {
  const peer = await weftWith({ disabled_applications: 'echo', application_map: 'echo:echo' })
  for (const method of ASKED) expect((await peer.ask(method, 'sip:echo@any.test', EXTRA)).status).toBe(404)
})

test('[F16] who comes over IPv6 is judged and answered', async () => {
  const trusted = { networks: [{ address: '::1', prefix: 128 }], hosts: [] }
  const { udp } = await edgeWith([new Toy('echo', ASKED)], { trusted, address: '::1' })
  const peer = await udpTo(udp, '::1')
  const answer = await peer.ask('MESSAGE', 'sip:echo@[2001:db8::1]')
  expect(answer.status).toBe(200)
  expect(answer.field('Via')).toContain(`rport=${peer.port};received=::1`)
})

test('a REFER without Refer-To, an INVITE with Replaces and a request in a dialog that nobody has are refused', async () => {
  const { udp } = await edgeWith([new Toy('echo', ASKED)])
  const peer = await udpTo(udp)
  expect((await peer.ask('REFER', 'sip:echo@any.test')).status).toBe(400)
  expect((await peer.ask('INVITE', 'sip:echo@any.test', { Replaces: 'a;to-tag=b;from-tag=c' })).status).toBe(403)
  expect((await peer.ask('BYE', 'sip:echo@any.test', { To: '<sip:echo@any.test>;tag=a' })).status).toBe(481)
  expect((await peer.ask('MESSAGE', 'sip:echo@any.test', { Require: '100rel' })).field('Unsupported')).toBe('100rel')
})

test('an answer goes to where the request came from', async () => {
  const { udp } = await edgeWith([new Toy('echo', ASKED)])
  const peer = await udpTo(udp)
  const answer = await peer.ask('MESSAGE', 'sip:echo@any.test', { Via: 'SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKway;rport' })
  expect(answer.field('Via')).toBe(`SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKway;rport=${peer.port};received=127.0.0.1`)
})

test('a repeated request gets the same answer, and its application is asked once', async () => {
  const echo = new Toy('echo', ['MESSAGE'])
  const { udp } = await edgeWith([echo])
  const peer = await udpTo(udp)
  for (const method of ['MESSAGE', 'SUBSCRIBE', 'OPTIONS', 'INFO']) {
    const text = requestText(method, 'sip:echo@any.test')
    peer.send(text)
    const first = await peer.next()
    peer.send(text)
    expect(await peer.next()).toEqual(first)
  }
  expect(echo.requests).toHaveLength(1)
})

test('a CANCEL for what is no INVITE is 481, and so is one for nothing', async () => {
  const { edge, udp } = await edgeWith([new Toy('echo', ['REFER'], never)])
  const peer = await udpTo(udp)
  const fields = { Via: 'SIP/2.0/UDP phone.test;branch=z9hG4bKcancel;rport', 'Call-ID': 'cancel', From: '<sip:a@x.test>;tag=1' }
  peer.send(requestText('REFER', 'sip:echo@any.test', { ...EXTRA, ...fields }))
  expect((await peer.ask('CANCEL', 'sip:echo@any.test', fields)).status).toBe(481)
  expect((await peer.ask('CANCEL', 'sip:echo@any.test')).status).toBe(481)
  expect(edge.transactions).toBe(1)
})

test('an ACK for nothing is dropped, and so is what is no SIP at all', async () => {
  const { udp } = await edgeWith([new Toy('echo', ['MESSAGE'])])
  const peer = await udpTo(udp)
  peer.send(requestText('ACK', 'sip:echo@any.test'))
  peer.send(requestText('ACK', 'sip:echo@any.test', { To: '<sip:echo@any.test>;tag=a' }))
  peer.send(Uint8Array.from({ length: 500 }, (_, index) => (index * 73) % 256))
  peer.send('\r\n\r\n')
  peer.send(requestText('MESSAGE', 'sip:echo@any.test').replace('SIP/2.0\r\n', 'SIP/3.0\r\n'))
  expect((await peer.answer()).status).toBe(505)
  expect((await peer.ask('MESSAGE', 'sip:echo@any.test')).status).toBe(200)
})

test('an application that fails, or answers what cannot be said, is 500 and logged', async () => {
  const failing = new Toy('echo', ['MESSAGE'], () => Promise.reject(new Error('a defect')))
  const smuggling = new Toy('conference', ['MESSAGE'], async () => ({ status: 200, reason: 'OK\r\nX-Evil: yes' }))
  const { udp, log } = await edgeWith([failing, smuggling])
  const peer = await udpTo(udp)
  expect((await peer.ask('MESSAGE', 'sip:echo@any.test')).status).toBe(500)
  expect((await peer.ask('MESSAGE', 'sip:other@any.test')).status).toBe(500)
  expect(log.text).toContain('a defect')
  expect(log.text).not.toContain('X-Evil')
})

test('over TCP a message is one however it is cut, and several in one piece are several', async () => {
  const { tcp } = await edgeWith([new Toy('echo', ['MESSAGE'])])
  const text = requestText('MESSAGE', 'sip:echo@any.test', { Via: 'SIP/2.0/TCP phone.test;branch=z9hG4bKcut' }, 'hello')
  for (let cut = 1; cut < text.length; cut += 7) {
    const peer = await SipPeer.tcp(tcp)
    peer.send(text.slice(0, cut))
    await new Promise(setImmediate)
    peer.send(text.slice(cut))
    expect((await peer.answer()).status).toBe(200)
    peer.close()
  }
  const peer = await tcpTo(tcp)
  peer.send(`${requestText('MESSAGE', 'sip:echo@any.test')}\r\n${requestText('OPTIONS', 'sip:any.test')}`)
  const answers = [await peer.answer(), await peer.answer()]
  expect(answers.map(({ field }) => field('CSeq')).sort()).toEqual(['1 MESSAGE', '1 OPTIONS'])
})

test('a keepalive over TCP is answered', async () => {
  const { tcp } = await edgeWith([])
  const peer = await tcpTo(tcp)
  peer.send('\r\n\r\n')
  await expect(peer.keepalives.next()).resolves.toBe(true)
  expect((await peer.ask('OPTIONS', 'sip:any.test')).status).toBe(200)
  expect(peer.keepalives.size).toBe(0)
})

test('a head of 100 KB is refused and its connection closed, others are served', async () => {
  const { edge, tcp } = await edgeWith([new Toy('echo', ['MESSAGE'])])
  const peer = await tcpTo(tcp)
  peer.send(requestText('MESSAGE', 'sip:echo@any.test', { 'X-Long': 'x'.repeat(100_000) }))
  expect((await peer.answer()).status).toBe(513)
  await peer.closed.next()
  const garbage = await tcpTo(tcp)
  garbage.send(`nonsense\r\n\r\n`)
  await garbage.closed.next()
  expect((await (await tcpTo(tcp)).ask('MESSAGE', 'sip:echo@any.test')).status).toBe(200)
  expect(edge.transactions).toBe(0)
})

test('10,000 requests that are never answered take bounded room, and what needs none is served', async () => {
  const trusted = { networks: [{ address: '127.0.0.0', prefix: 8 }], hosts: [] }
  const { edge, tcp, udp } = await edgeWith([new Toy('echo', ['MESSAGE'], never)], { mostTransactions: 1000, trusted })
  const peer = await tcpTo(tcp)
  for (let count = 0; count < 100; count++)
    peer.send(Array.from({ length: 100 }, () => requestText('MESSAGE', 'sip:echo@any.test')).join(''))
  for (let count = 0; count < 9000; count++) {
    const answer = await peer.answer()
    if (answer.status !== 503 || answer.field('Retry-After') === null) throw new Error(`${answer.status} instead of 503`)
  }
  expect(edge.transactions).toBe(1000)
  expect((await (await udpTo(udp)).ask('OPTIONS', 'sip:any.test')).status).toBe(200)
})

test('a stranger that has its share of the room is told to wait, and all others are served', async () => {
  const { edge, tcp, udp } = await edgeWith([new Toy('echo', ['MESSAGE'])], { mostTransactions: 100, address: '0.0.0.0' })
  const stranger = await udpTo(udp)
  for (let count = 0; count < 25; count++) expect((await stranger.ask('MESSAGE', 'sip:echo@any.test')).status).toBe(200)
  const answer = await stranger.ask('MESSAGE', 'sip:echo@any.test')
  expect(answer.status).toBe(503)
  expect(answer.field('Retry-After')).toBe('10')
  const other = connect({ port: tcp, host: '127.0.0.1', localAddress: '127.0.0.2' })
  await once(other, 'connect')
  expect((await SipPeer.over(other).ask('MESSAGE', 'sip:echo@any.test')).status).toBe(200)
  other.destroy()
  expect(edge.transactions).toBeLessThanOrEqual(26)
})

test('CANCELs of nothing are 481, and nothing of them is kept', async () => {
  const { edge, udp } = await edgeWith([new Toy('echo', ['MESSAGE'])], { mostTransactions: 10 })
  const peer = await udpTo(udp)
  for (let count = 0; count < 20; count++) expect((await peer.ask('CANCEL', 'sip:echo@any.test')).status).toBe(481)
  expect(edge.transactions).toBe(0)
})

test('who stops says so to new requests', async () => {
  const { edge, udp } = await edgeWith([new Toy('echo', ['MESSAGE'])])
  const peer = await udpTo(udp)
  edge.drain()
  const answer = await peer.ask('MESSAGE', 'sip:echo@any.test')
  expect(answer.status).toBe(503)
  expect(answer.field('Retry-After')).toBe('10')
})

test('a port that is taken is told and costs nothing else', async () => {
  const first = await edgeWith([])
  const transports = { ports: { udp: first.udp, tcp: 0, tls: null } }
  const second = await edgeWith([new Toy('echo', ['MESSAGE'])], { transports })
  expect(second.log.text).toContain('EADDRINUSE')
  expect(second.edge.port('udp')).toBeNull()
  const peer = await tcpTo(second.tcp)
  peer.send(requestText('MESSAGE', 'sip:echo@any.test'))
  const message = await peer.next()
  expect(message.kind === 'response' && message.status).toBe(200)
  expect(fieldOf(message, 'Server')).toBe('Weft/test')
})

test('trace_sip writes each packet into sip_trace.log', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'weft-sip-trace-'))
  endings.push(() => rmSync(directory, { recursive: true }))
  const peer = await weftWith({ trace_sip: 'yes', trace_dir: directory })
  expect((await peer.ask('OPTIONS', 'sip:any.test', { Authorization: 'Digest response="secret"' })).status).toBe(200)
  const trace = await vi.waitUntil(() => {
    const text = readFileSync(join(directory, 'sip_trace.log'), 'utf8')
    return text.includes('SIP/2.0 200 OK') && text
  })
  expect(trace).toMatch(/Packet 1 INCOMING UDP 127\.0\.0\.1:\d+ -> 127\.0\.0\.1:\d+\nOPTIONS sip:any\.test SIP\/2\.0\r\n/)
  expect(trace).toMatch(/Packet 2 OUTGOING UDP 127\.0\.0\.1:\d+ -> 127\.0\.0\.1:\d+\nSIP\/2\.0 200 OK\r\n/)
  expect(trace).not.toContain('secret')
})

test('SIGHUP takes over who is trusted and what the map says', async () => {
  const port = await freePort()
  const config = (trusted_peers: string, application_map: string) => ({
    'config.ini': { Server: { application_map }, SIP: { local_udp_port: port, trusted_peers } },
  })
  const weft = await startWeft(config('any', 'echo:echo'))
  endings.push(() => weft.stop())
  const peer = await udpTo(port)
  const status = async () => (await peer.ask('SUBSCRIBE', 'sip:echo@any.test', EXTRA)).status
  expect(await status()).toBe(405)
  weft.reload(config('127.0.0.1', 'other:echo'))
  // Of the conference, which nobody asks about presence.
  await vi.waitUntil(async () => (await status()) === 489)
  weft.reload(config('none', 'other:echo'))
  await vi.waitUntil(async () => (await status()) === 403)
})

test('one address has at most 500 TCP connections, and a place is free again once one of them is closed', async () => {
  const { tcp } = await edgeWith([])
  const peers: SipPeer[] = []
  for (let count = 0; count < 500; count++) peers.push(await tcpTo(tcp))
  await (await tcpTo(tcp)).closed.next()
  expect((await peers[499]?.ask('OPTIONS', 'sip:any.test'))?.status).toBe(200)
  peers[0]?.close()
  await vi.waitUntil(async () => {
    const peer = await tcpTo(tcp)
    const answer = peer.ask('OPTIONS', 'sip:any.test')
    return Promise.race([answer.then(({ status }) => status === 200), peer.closed.next().then(() => false)])
  })
})
