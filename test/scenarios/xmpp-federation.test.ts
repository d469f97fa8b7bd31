import { once } from 'node:events'
import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, expect, test } from 'vitest'
import type { PeerPlace } from '../../server/src/edge/xmpp/peer-places.ts'
import type { Dns } from '../../server/src/ports/dns.ts'
import { Refusal } from '../../server/src/ports/refusal.ts'
import { fastClock } from './support/fast-clock.ts'
import { XmppAuthority } from './support/xmpp-authority.ts'
import { XmppServer, type XmppServerOptions } from './support/xmpp-edge.ts'

const A = 'a.example'
const B = 'b.example'
const authority = new XmppAuthority()
const ca = [authority.certificate]
const good = (domain: string) => authority.issue([`DNS:${domain}`])
const [identityA, identityB] = [good(A), good(B)]
afterAll(() => authority.remove())

const running: { stop(): void }[] = []
afterEach(() => {
  for (const one of running.splice(0)) one.stop()
})

async function serverOf(domain: string, options: XmppServerOptions = {}): Promise<XmppServer> {
  const server = new XmppServer(domain, { ca, identity: domain === A ? identityA : identityB, ...options })
  running.push({ stop: () => server.edge.stop() })
  return server.start()
}

/** Two servers that know where the other one is. */
async function twoServers(ofA: XmppServerOptions = {}, ofB: XmppServerOptions = {}, how: 'starttls' | 'direct' = 'starttls') {
  const [a, b] = [await serverOf(A, ofA), await serverOf(B, ofB)]
  a.knows(b, how)
  b.knows(a, how)
  return { a, b }
}

test.each(['starttls', 'direct'] as const)(
  '[X1] two servers with certificates of their domains federate over TLS: %s',
  async (how) => {
    const { a, b } = await twoServers({}, {}, how)
    const sent = [a.say(B, 'one'), a.say(B, 'two'), a.say(B, 'three')]
    expect([await b.hears(), await b.hears(), await b.hears()]).toEqual(['one', 'two', 'three'])
    expect(await Promise.all(sent)).toEqual([true, true, true])
    expect(await b.say(A, 'answer')).toBe(true)
    expect(await a.hears()).toBe('answer')
    expect(b.log.text).toContain('"domain":"a.example","to":"b.example","proof":"external"')
  },
)

test.each([
  ['valid', 'external', () => identityA],
  ['one of a service', 'external', () => authority.issue([`otherName:1.3.6.1.5.5.7.8.7;IA5STRING:_xmpp-server.${A}`])],
  ['one of an XMPP address', 'external', () => authority.issue([`otherName:1.3.6.1.5.5.7.8.5;UTF8:${A}`])],
  ['expired', 'dialback', () => authority.issue([`DNS:${A}`], 'expired')],
  ['of another name', 'dialback', () => authority.issue(['DNS:c.example'])],
  ['only for servers', 'dialback', () => authority.issue([`DNS:${A}`], 'for-servers')],
  ['signed by itself', 'dialback', () => authority.issue([`DNS:${A}`], 'self-signed')],
])('[X1] a server whose certificate is %s proves its domain by %s', async (_, proof, identity) => {
  const { a, b } = await twoServers({ identity: identity() })
  expect(await a.say(B, 'hello')).toBe(true)
  expect(await b.hears()).toBe('hello')
  expect(b.log.text).toContain(`"proof":"${proof}"`)
})

test('where only certificates count, a server without a good one is not written to, and what was written comes back', async () => {
  const { a } = await twoServers(
    { proofs: { external: true, dialback: false } },
    { identity: authority.issue([`DNS:${B}`], 'expired') },
  )
  expect(await a.say(B, 'hello', 'm1')).toBe(false)
  expect(await a.hears()).toBe('m1: remote-server-timeout')
  expect(a.log.text).toContain('"why":"certificate"')
})

test('stanzas go both ways over one stream where both servers want that', async () => {
  const { a, b } = await twoServers({ bidi: true }, { bidi: true })
  expect(await a.say(B, 'hello')).toBe(true)
  expect(await b.hears()).toBe('hello')
  expect(await b.say(A, 'answer')).toBe(true)
  expect(await a.hears()).toBe('answer')
  expect(a.log.text).not.toContain('an XMPP server has proved a domain')
})

test('[X3] what is for a domain that DNS does not know comes back at once, and so does what follows', async () => {
  const a = await serverOf(A, { dns: { srv: () => Promise.reject(new Refusal('dns', 'SRV: no answer')) } })
  expect(await a.say('nowhere.example', 'x', 'm1')).toBe(false)
  expect(await a.hears()).toBe('m1: remote-server-not-found')
  expect(await a.say('nowhere.example', 'x', 'm2')).toBe(false)
  expect(await a.hears()).toBe('m2: remote-server-not-found')
})

test('who has us write to ever other domains keeps nobody from being written to', async () => {
  const a = await serverOf(A, { dns: { srv: () => Promise.reject(new Refusal('dns', 'SRV: no answer')) } })
  const b = await serverOf(B)
  a.knows(b)
  b.knows(a)
  const sent = Array.from({ length: 2000 }, (_, at) => a.say(`d${at}.example`, 'x'))
  expect((await Promise.all(sent)).includes(true)).toBe(false)
  expect(await a.say(B, 'hello')).toBe(true)
})

test('[X3] what is for a server that does not answer comes back in time', async () => {
  const silent = createServer((socket) => silentSockets.push(socket)).listen(0, '127.0.0.1')
  const silentSockets: Socket[] = []
  await once(silent, 'listening')
  running.push({
    stop: () => {
      for (const socket of silentSockets) socket.destroy()
      silent.close()
    },
  })
  const bound = silent.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  const srv: Dns['srv'] = async (name) =>
    name.startsWith('_xmpp-server') ? [{ priority: 1, weight: 1, port, name: 'silent.example' }] : []
  const a = await serverOf(A, { clock: fastClock(50), dns: { srv, addresses: async () => ['127.0.0.1'] } })
  expect(await a.say('c.example', 'x', 'm1')).toBe(false)
  expect(await a.hears()).toBe('m1: remote-server-timeout')
})

test('[X3] no more than a hundred messages wait for a domain', async () => {
  const a = await serverOf(A, { dns: { srv: () => new Promise(() => {}) } })
  for (let at = 0; at < 100; at++) void a.say('c.example', `${at}`)
  expect(await a.say('c.example', 'x', 'one too many')).toBe(false)
  expect(await a.hears()).toBe('one too many: resource-constraint')
})

test('what is larger than servers take comes back, and the stream stays', async () => {
  const { a, b } = await twoServers()
  expect(await a.say(B, 'one')).toBe(true)
  expect(await a.say(B, 'x'.repeat(300_000), 'm1')).toBe(false)
  expect(await a.hears()).toBe('m1: policy-violation')
  expect(await a.say(B, 'two')).toBe(true)
  expect([await b.hears(), await b.hears()]).toEqual(['one', 'two'])
  expect(a.log.text).not.toContain('an XMPP stream has ended')
})

test('a server that went away is connected to again, and nothing that it had not taken is lost without a word', async () => {
  const { a, b } = await twoServers()
  await a.say(B, 'one')
  await b.hears()
  b.edge.stop()
  await a.log.line('an XMPP stream has ended')
  const again = await serverOf(B)
  a.knows(again)
  expect(await a.say(B, 'two')).toBe(true)
  expect(await again.hears()).toBe('two')
})

/** A server of B over TLS that can count, and does with a message what it is told to. */
async function countingServer(hear: (socket: Socket) => void): Promise<PeerPlace> {
  const header =
    "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' from='b.example' id='1' version='1.0'>"
  const external = "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms>"
  const answers = [
    `${header}<stream:features>${external}</stream:features>`,
    "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
    `${header}<stream:features><sm xmlns='urn:xmpp:sm:3'/></stream:features>`,
  ]
  const server = createTlsServer({ ...identityB }, (socket) => {
    let turn = 0
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      if (`${bytes}`.includes('<message')) hear(socket)
      else socket.write(answers[turn++] ?? ' ')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  running.push({ stop: () => server.close() })
  const bound = server.address()
  return { host: '127.0.0.1', port: typeof bound === 'object' && bound ? bound.port : 0, isDirectTls: true }
}

test('what a server that counts has not said that it has comes back when it goes away', async () => {
  const a = await serverOf(A)
  a.places.set(B, await countingServer((socket) => socket.destroy()))
  expect(await a.say(B, 'x', 'm1')).toBe(false)
  expect(await a.hears()).toBe('m1: remote-server-timeout')
})

test('what was said is acknowledged once it is kept, and not before what was said before it is', async () => {
  const keeping: (() => void)[] = []
  const { a, b } = await twoServers({}, { kept: () => new Promise((resolve) => void keeping.push(resolve)) })
  const known: string[] = []
  const sent = ['one', 'two'].map((text) => a.say(B, text).then(() => known.push(text)))
  expect([await b.hears(), await b.hears()]).toEqual(['one', 'two'])
  keeping[1]?.()
  // Whatever it would have acknowledged has been sent before this comes.
  expect(await b.say(A, 'answer')).toBe(true)
  expect(await a.hears()).toBe('answer')
  expect(known).toEqual([])
  keeping[0]?.()
  await Promise.all(sent)
  expect(known).toEqual(['one', 'two'])
})

test('what a server that counts never says that it has comes back in time', async () => {
  const a = await serverOf(A, { clock: fastClock(50) })
  a.places.set(B, await countingServer(() => {}))
  expect(await a.say(B, 'x', 'm1')).toBe(false)
  expect(await a.hears()).toBe('m1: remote-server-timeout')
})

test('who sends more than he may is read from more slowly, and loses nothing', async () => {
  let taken = 0
  const allowance = { take: () => (++taken % 3 === 0 ? 20 : 0) }
  const { a, b } = await twoServers({}, { allowance })
  const texts = Array.from({ length: 20 }, (_, at) => `${at}`)
  const sent = texts.map((text) => a.say(B, text))
  for (const text of texts) expect(await b.hears()).toBe(text)
  expect(await Promise.all(sent)).toEqual(texts.map(() => true))
  // Once for the connection, once for the domain.
  expect(taken).toBe(40)
})

test('who is written to over a stream of ours may not send more over it than over his own', async () => {
  let taken = 0
  const { a, b } = await twoServers({ bidi: true, allowance: { take: () => 0 * ++taken } }, { bidi: true })
  await a.say(B, 'hello')
  await b.hears()
  await b.say(A, 'answer')
  expect(await a.hears()).toBe('answer')
  expect(taken).toBe(2)
})

test('a new certificate is shown to whoever connects from then on', async () => {
  const { a, b } = await twoServers(
    { proofs: { external: true, dialback: false } },
    { identity: authority.issue(['DNS:old.example']) },
  )
  b.edge.useCertificate(identityB)
  expect(await a.say(B, 'hello')).toBe(true)
  expect(await b.hears()).toBe('hello')
})

test('domains that are not welcome are neither heard nor written to', async () => {
  const { a, b } = await twoServers({}, { unwelcome: [A] })
  expect(await a.say(B, 'x', 'm1')).toBe(false)
  expect(await a.hears()).toBe('m1: remote-server-timeout')
  expect(await b.say(A, 'x', 'm2')).toBe(false)
  expect(await b.hears()).toBe('m2: not-allowed')
})

test('addresses that nobody may have us connect to are not connected to', async () => {
  const srv: Dns['srv'] = async () => [{ priority: 1, weight: 1, port: 1, name: 'c.example' }]
  const a = await serverOf(A, { dns: { srv, addresses: async () => ['127.0.0.1'] }, mayConnectTo: () => false })
  expect(await a.say('c.example', 'x', 'm1')).toBe(false)
  expect(await a.hears()).toBe('m1: remote-server-timeout')
})

test('[X30] who sends what XMPP has not is told so and put out, and others are served', async () => {
  const { a, b } = await twoServers()
  const header =
    "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' from='c.example' to='b.example' version='1.0'>"
  for (const [bomb, condition] of [
    [`<!DOCTYPE lolz [<!ENTITY lol "lol">]>${header}`, 'restricted-xml'],
    [`${header}${'<a>'.repeat(50_000)}`, 'policy-violation'],
    [`${header}<a b='${'x'.repeat(1_000_000)}`, 'policy-violation'],
    [`${header}<a>${'x'.repeat(10_000_000)}`, 'policy-violation'],
  ] as const) {
    const socket = connectTcp(b.edge.port ?? 0, '127.0.0.1')
    // What is still under way when it is put out is lost.
    socket.on('error', () => {})
    let heard = ''
    socket.on('data', (bytes) => {
      heard += bytes
    })
    socket.write(bomb)
    await once(socket, 'close')
    expect(heard).toContain(`<${condition} xmlns="urn:ietf:params:xml:ns:xmpp-streams"/>`)
  }
  expect(await a.say(B, 'still there')).toBe(true)
  expect(await b.hears()).toBe('still there')
})

test('the trace shows what went over the wire, and nothing of what was written', async () => {
  const { a, b } = await twoServers()
  await a.say(B, 'my secret', 'm1')
  await b.hears()
  const text = [...a.trace, ...b.trace].join('\n')
  expect(text).toContain('<body>(8 characters)</body>')
  expect(text).toContain('<proceed')
  expect(text + a.log.text + b.log.text).not.toContain('secret')
})
