import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { fieldOf, fieldsOf, type SipRequest } from '@weft/protocols/sip/message'
import { afterEach, expect, test, vi } from 'vitest'
import { ROUTE_LIMITS, type RouteLimits } from '../../server/src/edge/sip/proxy/route-limits.ts'
import type { SipAnswer, SipSource } from '../../server/src/ports/sip-agent.ts'
import type { SipContactTarget, SipRouter, SipRouting, SipRoutingQuestion, SipTarget } from '../../server/src/ports/sip-router.ts'
import { freePort } from '../interop/port.ts'
import { calleeDialog, callerDialog, ProxyPhone } from './support/proxy-phone.ts'
import { type EdgeOptions, type RunningEdge, startEdge, Toy } from './support/sip-edge.ts'
import { requestText, SipPeer } from './support/sip-peer.ts'

const BOB = 'sip:bob@home.test'
const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

type Forwarding = Extract<SipRouting, { readonly do: 'forward' }>
type Routed = Pick<Forwarding, 'targets'> & Partial<Forwarding>

/** Has the domain home.test, and says what the test says. */
class FakeRouter implements SipRouter<SipRequest> {
  readonly ofServers = ['P-Asserted-Identity']
  readonly questions: SipRoutingQuestion<SipRequest>[] = []
  #route: (question: SipRoutingQuestion<SipRequest>) => Routed | SipRouting = () => ({ targets: [] })

  serves(host: string): boolean {
    return host === 'home.test'
  }

  /** From now on requests go there. */
  send(...targets: readonly SipTarget[]): void {
    this.#route = () => ({ targets })
  }

  says(route: (question: SipRoutingQuestion<SipRequest>) => Routed | SipRouting): void {
    this.#route = route
  }

  async route(question: SipRoutingQuestion<SipRequest>): Promise<SipRouting> {
    this.questions.push(question)
    const routed = this.#route(question)
    if (routed.do === 'answer') return routed
    const recordRoute = question.request.method === 'INVITE'
    return { do: 'forward', recordRoute, headers: [], without: [], why: 'the test says so', ...routed }
  }
}

interface Home extends RunningEdge {
  readonly router: FakeRouter
}

async function home(
  applications: readonly Toy[] = [],
  options: EdgeOptions = {},
  limits: RouteLimits = ROUTE_LIMITS,
): Promise<Home> {
  const router = new FakeRouter()
  const proxy = { router, secret: 'nobody knows that one', limits }
  const running = await startEdge(applications, { mostTransactions: 100_000, ...options, proxy })
  endings.push(() => running.edge.stop())
  return { ...running, router }
}

async function phone(name: string, { udp }: RunningEdge): Promise<ProxyPhone> {
  const one = await ProxyPhone.udp(name, udp)
  endings.push(() => one.close())
  return one
}

async function tcpPhone(name: string, { tcp }: RunningEdge): Promise<ProxyPhone> {
  const one = await ProxyPhone.tcp(name, tcp)
  endings.push(() => one.close())
  return one
}

const contactOf = ({ contact }: ProxyPhone, more: Partial<SipContactTarget> = {}): SipContactTarget => ({
  kind: 'contact',
  uri: contact,
  routes: [],
  q: 1000,
  flow: null,
  ...more,
})

/** Who sends from an address of its own, and counts how often it is told to come back later. */
class Flood {
  readonly #socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 }).bind(0, '127.0.0.2')
  readonly #port: number
  refused = 0

  constructor(port: number) {
    this.#port = port
    this.#socket.on('message', (bytes) => {
      if (bytes.toString('latin1').startsWith('SIP/2.0 503')) this.refused++
    })
  }

  send(text: string): void {
    this.#socket.send(text, this.#port, '127.0.0.1')
  }

  close(): void {
    this.#socket.close()
  }
}

/** Who takes connections at that address, counts them, and says nothing. */
async function doorAt(address: string): Promise<{ readonly port: number; readonly knocks: number }> {
  const server = createServer().listen(0, address)
  await once(server, 'listening')
  let knocks = 0
  const sockets: Socket[] = []
  server.on('connection', (socket) => {
    knocks++
    sockets.push(socket)
  })
  endings.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const bound = server.address()
  return {
    port: typeof bound === 'object' ? (bound?.port ?? 0) : 0,
    get knocks() {
      return knocks
    },
  }
}

async function askOptions({ udp }: RunningEdge): Promise<{ readonly status: number }> {
  const peer = await SipPeer.udp(udp)
  endings.push(() => peer.close())
  return peer.ask('OPTIONS', 'sip:127.0.0.1')
}

/** What a registration of that phone would leave behind. */
async function flowOf(one: ProxyPhone, { router }: Home): Promise<SipSource> {
  router.says(() => ({ do: 'answer', answer: { status: 200 }, why: 'registered' }))
  one.send('REGISTER', 'sip:home.test')
  await one.response(200)
  const source = router.questions.at(-1)?.source
  if (!source) throw new Error('nobody registered')
  return source
}

test('three phones ring, one answers, and the others hear that the call was completed elsewhere', async () => {
  const edge = await home()
  const alice = await phone('alice', edge)
  const bobs = [await phone('desk', edge), await phone('mobile', edge), await phone('kitchen', edge)]
  edge.router.send(...bobs.map((bob) => contactOf(bob)))
  const invite = alice.send('INVITE', BOB)
  const received = await Promise.all(bobs.map((bob) => bob.request('INVITE')))
  expect(received.map(({ uri }) => uri)).toEqual(bobs.map(({ contact }) => contact))
  expect(received.map((request) => fieldOf(request, 'Max-Breadth'))).toEqual(['20', '20', '20'])
  for (const [index, bob] of bobs.entries()) {
    bob.reply(received[index] ?? invite, 180)
    await alice.response(180)
  }
  bobs[1]?.reply(received[1] ?? invite, 200)
  const answer = await alice.response(200)
  expect(fieldsOf(answer, 'Via')).toHaveLength(1)
  for (const index of [0, 2]) {
    const cancel = await bobs[index]?.request('CANCEL')
    expect(cancel && fieldOf(cancel, 'Reason')).toBe(ELSEWHERE)
    if (cancel) bobs[index]?.reply(cancel, 200)
    bobs[index]?.reply(received[index] ?? invite, 487)
    await bobs[index]?.request('ACK')
  }
})

test('later requests of the dialog go through, from both ends, and the ACK with them', async () => {
  const edge = await home()
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  edge.router.send(contactOf(bob))
  const invite = alice.send('INVITE', BOB)
  const received = await bob.request('INVITE')
  const sent = bob.reply(received, 200)
  const calling = callerDialog(invite, await alice.response(200))
  alice.sendWithin(calling, 'ACK', invite)
  const ack = await bob.request('ACK')
  expect([ack.uri, fieldsOf(ack, 'Route')]).toEqual([bob.contact, []])
  bob.sendWithin(calleeDialog(received, sent), 'INFO')
  const info = await alice.request('INFO')
  expect(info.uri).toBe(alice.contact)
  alice.reply(info, 200)
  await bob.response(200)
  alice.sendWithin(calling, 'BYE')
  bob.reply(await bob.request('BYE'), 200)
  await alice.response(200)
})

test('two who pick up at once both reach the caller', async () => {
  const edge = await home()
  const alice = await phone('alice', edge)
  const [desk, mobile] = [await phone('desk', edge), await phone('mobile', edge)]
  edge.router.send(contactOf(desk), contactOf(mobile))
  const invite = alice.send('INVITE', BOB)
  const [first, second] = [await desk.request('INVITE'), await mobile.request('INVITE')]
  desk.reply(first, 200)
  const one = await alice.response(200)
  mobile.reply(second, 200)
  const other = await alice.response(200)
  expect([one, other].map((answer) => callerDialog(invite, answer).remoteTarget)).toEqual([desk.contact, mobile.contact])
})

test('who gives up hears 487, and the phone why', async () => {
  const edge = await home()
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  edge.router.send(contactOf(bob))
  const invite = alice.send('INVITE', BOB)
  const received = await bob.request('INVITE')
  bob.reply(received, 180)
  await alice.response(180)
  alice.cancel(invite, [{ name: 'Reason', value: 'SIP;cause=600' }])
  await alice.response(200)
  const cancel = await bob.request('CANCEL')
  expect(fieldOf(cancel, 'Reason')).toBe('SIP;cause=600')
  bob.reply(cancel, 200)
  bob.reply(received, 487)
  alice.acknowledge(invite, await alice.response(487))
  await bob.request('ACK')
})

test('who gives up while the router thinks hears 487, and no phone rings', async () => {
  const edge = await home()
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  const { promise, resolve } = Promise.withResolvers<SipRouting>()
  edge.router.route = () => promise
  const invite = alice.send('INVITE', BOB)
  alice.cancel(invite)
  await alice.response(200)
  await alice.response(487)
  edge.router.send(contactOf(bob))
  resolve({ do: 'forward', targets: [contactOf(bob)], recordRoute: true, headers: [], without: [], why: 'late' })
  alice.send('MESSAGE', bob.contact, { Route: `<sip:127.0.0.1:${edge.udp};lr>` })
  await bob.request('MESSAGE')
})

test('a phone on a connection is called by one on UDP, and each end sees its own side of us', async () => {
  const edge = await home()
  const [alice, bob] = [await phone('alice', edge), await tcpPhone('bob', edge)]
  edge.router.send(contactOf(bob, { flow: await flowOf(bob, edge), uri: 'sip:bob@bob.invalid;transport=tcp' }))
  const invite = alice.send('INVITE', BOB)
  const received = await bob.request('INVITE')
  expect(fieldOf(received, 'Via')).toMatch(/^SIP\/2.0\/TCP /)
  const [theirs, ours] = fieldsOf(received, 'Record-Route')
  expect(theirs).toMatch(new RegExp(`@127.0.0.1:${edge.tcp};transport=tcp;lr>$`))
  expect(ours).toMatch(new RegExp(`@127.0.0.1:${edge.udp};lr>$`))
  const sent = bob.reply(received, 200)
  const calling = callerDialog(invite, await alice.response(200))
  alice.sendWithin(calling, 'ACK', invite)
  await bob.request('ACK')
  bob.sendWithin(calleeDialog(received, sent), 'INFO')
  alice.reply(await alice.request('INFO'), 200)
  await bob.response(200)
  alice.sendWithin(calling, 'BYE')
  bob.reply(await bob.request('BYE'), 200)
  await alice.response(200)
})

test('a caller on a connection hears what comes later over it, though nobody else could open it', async () => {
  const edge = await home()
  const [alice, bob] = [await tcpPhone('alice', edge), await phone('bob', edge)]
  edge.router.send(contactOf(bob))
  alice.send('INVITE', BOB)
  const received = await bob.request('INVITE')
  const sent = bob.reply(received, 200)
  await alice.response(200)
  bob.sendWithin(calleeDialog(received, sent), 'BYE')
  alice.reply(await alice.request('BYE'), 200)
  await bob.response(200)
})

test('the next phones are tried when the first ones have refused', async () => {
  const edge = await home()
  const alice = await phone('alice', edge)
  const [desk, mobile] = [await phone('desk', edge), await phone('mobile', edge)]
  edge.router.send(contactOf(mobile, { q: 300 }), contactOf(desk))
  alice.send('INVITE', BOB)
  desk.reply(await desk.request('INVITE'), 486)
  await desk.request('ACK')
  mobile.reply(await mobile.request('INVITE'), 200)
  await alice.response(200)
})

test('a MESSAGE goes to the phones and to an application, and the first who takes it answers', async () => {
  const gateway = new Toy('webrtcgateway', ['MESSAGE'])
  const edge = await home([gateway])
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  edge.router.says(() => ({
    targets: [contactOf(bob), { kind: 'application', name: 'webrtcgateway' }, { kind: 'application', name: 'not loaded' }],
    headers: [{ name: 'X-Sylk-From-Sip', value: 'yes' }],
    without: ['Proxy-Authorization'],
  }))
  alice.send('MESSAGE', BOB, { 'Proxy-Authorization': 'Digest username="alice"', Subject: 'kept' }, 'hello')
  expect(fieldOf(await alice.response(200), 'X-Who')).toBe('webrtcgateway')
  const received = await bob.request('MESSAGE')
  bob.reply(received, 200)
  for (const request of [received, gateway.requests[0] ?? received]) {
    expect(Buffer.from(request.body).toString()).toBe('hello')
    expect(['X-Sylk-From-Sip', 'Proxy-Authorization', 'Subject'].map((name) => fieldOf(request, name))).toEqual([
      'yes',
      null,
      'kept',
    ])
  }
})

test.each<[string, number, () => Promise<SipAnswer>]>([
  ['cannot keep it', 503, async () => ({ status: 503 })],
  [
    'gives an answer that cannot be sent',
    500,
    async () => ({ status: 200, headers: [{ name: 'X-Who', value: 'two\r\nlines' }] }),
  ],
])('a MESSAGE goes to no phone where an application %s, so that no phone says that all is well', async (_how, status, answer) => {
  const edge = await home([new Toy('webrtcgateway', ['MESSAGE'], answer)])
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  edge.router.send(contactOf(bob), { kind: 'application', name: 'webrtcgateway' })
  alice.send('MESSAGE', BOB)
  await alice.response(status)
  edge.router.send(contactOf(bob))
  alice.send('MESSAGE', BOB, { Subject: 'the second one' })
  const received = await bob.request('MESSAGE')
  expect(fieldOf(received, 'Subject')).toBe('the second one')
  bob.reply(received, 200)
  await alice.response(200)
  expect(edge.edge.forwarded).toBe(0)
})

test('where an application does not want a MESSAGE, the phone still answers', async () => {
  const edge = await home([new Toy('webrtcgateway', ['MESSAGE'], async () => ({ status: 480 }))])
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  edge.router.send(contactOf(bob), { kind: 'application', name: 'webrtcgateway' })
  alice.send('MESSAGE', BOB)
  bob.reply(await bob.request('MESSAGE'), 200)
  await alice.response(200)
})

test('what is for an application alone is answered by it as ever', async () => {
  const edge = await home([new Toy('echo', ['MESSAGE'])])
  const alice = await phone('alice', edge)
  edge.router.says(({ application }) => ({ targets: [{ kind: 'application', name: application ?? '' }] }))
  alice.send('MESSAGE', 'sip:echo@home.test')
  expect(fieldOf(await alice.response(200), 'X-Who')).toBe('echo')
  alice.send('MESSAGE', BOB)
  await alice.response(480)
})

test('what the router answers is answered, REGISTER too', async () => {
  const edge = await home()
  const alice = await phone('alice', edge)
  const headers = [{ name: 'Contact', value: `<${alice.contact}>;expires=60` }]
  edge.router.says(() => ({ do: 'answer', answer: { status: 200, headers }, why: 'registered' }))
  alice.send('REGISTER', 'sip:home.test')
  expect(fieldOf(await alice.response(200), 'Contact')).toBe(`<${alice.contact}>;expires=60`)
  expect(edge.router.questions[0]?.source).toEqual({ transport: 'udp', address: '127.0.0.1', port: alice.port })
})

test('a router that fails is a 500, and is told', async () => {
  const edge = await home()
  const alice = await phone('alice', edge)
  edge.router.route = () => Promise.reject(new Error('a defect'))
  alice.send('MESSAGE', BOB)
  await alice.response(500)
  expect(edge.log.text).toContain('a SIP request could not be routed')
})

test('who made a Route up, or took one of another call, is refused and nothing is relayed', async () => {
  const edge = await home()
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  edge.router.send(contactOf(bob))
  const invite = alice.send('INVITE', BOB)
  bob.reply(await bob.request('INVITE'), 200)
  const dialog = callerDialog(invite, await alice.response(200))
  alice.sendWithin({ ...dialog, callId: 'another-call' }, 'BYE')
  await alice.response(403)
  alice.sendWithin({ ...dialog, routeSet: [`<sip:0123456789abcdef01234567@127.0.0.1:${edge.udp};lr>`] }, 'BYE')
  await alice.response(403)
  alice.sendWithin({ ...dialog, routeSet: [`<sip:127.0.0.1:${edge.udp};lr>`] }, 'BYE')
  await alice.response(403)
  alice.sendWithin(dialog, 'BYE')
  bob.reply(await bob.request('BYE'), 200)
  await alice.response(200)
})

test('the Route of a dialog takes nobody anywhere but within it', async () => {
  const edge = await home()
  const [alice, bob, mallory] = [await phone('alice', edge), await phone('bob', edge), await phone('mallory', edge)]
  edge.router.send(contactOf(bob))
  const invite = alice.send('INVITE', BOB)
  bob.reply(await bob.request('INVITE'), 200)
  const { routeSet, callId } = callerDialog(invite, await alice.response(200))
  const fields = { Route: routeSet.join(', '), 'Call-ID': callId }
  edge.router.says(() => ({ do: 'answer', answer: { status: 407 }, why: 'a stranger' }))
  for (const method of ['MESSAGE', 'INVITE', 'REGISTER']) {
    mallory.send(method, bob.contact, { ...fields, To: '<sip:x@y>;tag=whatever' })
    await mallory.response(403)
  }
  const hers = { ...fields, From: fieldOf(invite, 'From') ?? '' }
  alice.send('REGISTER', bob.contact, { ...hers, To: '<sip:x@y>;tag=whatever' })
  await alice.response(403)
  for (const method of ['MESSAGE', 'REGISTER']) {
    alice.send(method, bob.contact, hers)
    await alice.response(407)
  }
  expect(edge.router.questions.map(({ request }) => request.method)).toEqual(['INVITE', 'MESSAGE', 'REGISTER'])
})

test('what only servers say goes no further within a dialog', async () => {
  const edge = await home()
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  edge.router.send(contactOf(bob))
  const invite = alice.send('INVITE', BOB)
  bob.reply(await bob.request('INVITE'), 200)
  const { routeSet, callId, local, remote } = callerDialog(invite, await alice.response(200))
  alice.send('INFO', bob.contact, {
    ...{ Route: routeSet.join(', '), 'Call-ID': callId, From: local, To: remote },
    ...{ 'P-Asserted-Identity': '<sip:boss@home.test>', Subject: 'kept' },
  })
  const info = await bob.request('INFO')
  expect([fieldOf(info, 'P-Asserted-Identity'), fieldOf(info, 'Subject')]).toEqual([null, 'kept'])
})

test('two servers that send a request to each other soon stop', async () => {
  const [east, west] = [await home(), await home()]
  const alice = await phone('alice', east)
  const to = ({ udp }: RunningEdge): SipContactTarget => ({
    ...{ kind: 'contact', uri: BOB, q: 1000 },
    ...{ routes: [`<sip:127.0.0.1:${udp};lr>`], flow: null },
  })
  east.router.send(to(west))
  west.router.send(to(east))
  alice.send('MESSAGE', BOB)
  await alice.response(482)
  expect(east.router.questions.length + west.router.questions.length).toBeLessThan(6)
})

test('nobody is forwarded to this server itself, at whichever of its addresses, and so believed', async () => {
  const echo = new Toy('echo', ['MESSAGE'])
  const loopback = { networks: [{ address: '127.0.0.1', prefix: 32 }], hosts: [] }
  const edge = await home([echo], { address: '0.0.0.0', trusted: loopback })
  const stranger = await SipPeer.udp(edge.udp, '127.0.0.2')
  endings.push(() => stranger.close())
  expect((await stranger.ask('MESSAGE', 'sip:echo@127.0.0.2')).status).toBe(403)
  const [udp, tcp] = [edge.udp, `${edge.tcp};transport=tcp`]
  for (const there of [`127.0.0.1:${udp}`, `127.0.0.1:${tcp}`, `0.0.0.0:${udp}`, `[::ffff:127.0.0.1]:${udp}`]) {
    edge.router.send({ kind: 'contact', uri: `sip:echo@${there}`, routes: [], q: 1000, flow: null })
    expect((await stranger.ask('MESSAGE', 'sip:mallory@home.test')).status).toBe(500)
  }
  const flow = { transport: 'udp', address: '127.0.0.1', port: edge.udp } as const
  edge.router.send({ kind: 'contact', uri: 'sip:echo@10.0.0.1', routes: [], q: 1000, flow })
  expect((await stranger.ask('MESSAGE', 'sip:mallory@home.test')).status).toBe(500)
  expect(echo.requests).toEqual([])
})

test('hops run out', async () => {
  const edge = await home()
  const alice = await phone('alice', edge)
  alice.send('MESSAGE', BOB, { 'Max-Forwards': '0' })
  await alice.response(483)
  alice.send('MESSAGE', BOB, { 'Proxy-Require': 'magic' })
  expect(fieldOf(await alice.response(420), 'Unsupported')).toBe('magic')
  alice.send('OPTIONS', BOB, { 'Max-Forwards': '0' })
  await alice.response(200)
  expect(edge.router.questions).toEqual([])
})

test('where the first server of a contact is down, the next one is tried', async () => {
  const down = await freePort()
  const bobAt = { port: 0 }
  const locator = {
    locate: async () => [
      { host: '127.0.0.1', port: down, transport: 'tcp' } as const,
      { host: '127.0.0.1', port: bobAt.port, transport: 'udp' } as const,
    ],
  }
  const edge = await home([], { hops: locator })
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  bobAt.port = bob.port
  edge.router.send(contactOf(bob, { uri: 'sip:bob@servers.test' }))
  alice.send('MESSAGE', BOB)
  bob.reply(await bob.request('MESSAGE'), 200)
  await alice.response(200)
})

test('a contact whose connection is gone is 500 at once, and so is one that nobody can send to', async () => {
  const edge = await home()
  const [alice, bob] = [await phone('alice', edge), await tcpPhone('bob', edge)]
  const flow = { ...(await flowOf(bob, edge)), connection: 'c0ffee' }
  for (const gone of [{ flow }, { uri: 'sip:bob@127.0.0.1;transport=ws' }]) {
    edge.router.send(contactOf(bob, gone))
    alice.send('INVITE', BOB)
    await alice.response(500)
  }
})

test('who comes from the address and port of a phone that is gone gets nothing that is for it', async () => {
  const edge = await home()
  const alice = await phone('alice', edge)
  const first = connect(edge.tcp, '127.0.0.1')
  await once(first, 'connect')
  const localPort = first.localPort ?? 0
  const bob = SipPeer.over(first)
  edge.router.says(() => ({ do: 'answer', answer: { status: 200 }, why: 'registered' }))
  expect((await bob.ask('REGISTER', 'sip:home.test')).status).toBe(200)
  const flow = edge.router.questions.at(-1)?.source ?? null
  // With a reset, since the port would rest for a while else.
  first.resetAndDestroy()
  const second = await vi.waitFor(async () => {
    const socket = connect({ port: edge.tcp, host: '127.0.0.1', localPort })
    await once(socket, 'connect')
    return socket
  })
  const thief = SipPeer.over(second)
  endings.push(() => thief.close())
  expect((await thief.ask('OPTIONS', 'sip:127.0.0.1')).status).toBe(200)
  edge.router.send({ kind: 'contact', uri: 'sip:bob@bob.invalid;transport=tcp', routes: [], q: 1000, flow })
  alice.send('MESSAGE', BOB, {}, 'for Bob only')
  await alice.response(500)
  expect((await thief.ask('OPTIONS', 'sip:127.0.0.1')).status).toBe(200)
})

test('requests for a domain of the router come from anybody, though few may send to the server itself', async () => {
  const edge = await home([], { trusted: { networks: [], hosts: [] } })
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  edge.router.send(contactOf(bob))
  const invite = alice.send('INVITE', BOB)
  bob.reply(await bob.request('INVITE'), 486)
  alice.acknowledge(invite, await alice.response(486))
  alice.send('MESSAGE', 'sip:bob@elsewhere.test')
  await alice.response(403)
})

test('who sends too much is told when to come back, and others are served', async () => {
  const edge = await home([], {}, { ...ROUTE_LIMITS, registers: 5 })
  const alice = await phone('alice', edge)
  edge.router.says(() => ({ do: 'answer', answer: { status: 202 }, why: 'taken' }))
  for (let count = 0; count < 10; count++) {
    alice.send('REGISTER', 'sip:home.test')
    await alice.response(202)
  }
  alice.send('REGISTER', 'sip:home.test')
  expect(fieldOf(await alice.response(503), 'Retry-After')).toBe('10')
  alice.send('MESSAGE', BOB)
  await alice.response(202)
})

test('the ACKs of one caller do not have us connect to everybody', async () => {
  const edge = await home([], {}, { ...ROUTE_LIMITS, perSource: 1 })
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  edge.router.send(contactOf(bob))
  const invite = alice.send('INVITE', BOB)
  bob.reply(await bob.request('INVITE'), 200)
  const dialog = callerDialog(invite, await alice.response(200))
  const door = await doorAt('0.0.0.0')
  for (let host = 1; host <= 100; host++)
    alice.sendWithin({ ...dialog, remoteTarget: `sip:x@127.1.0.${host}:${door.port};transport=tcp` }, 'ACK', invite)
  await vi.waitFor(() => expect(door.knocks).toBeGreaterThan(0))
  expect((await askOptions(edge)).status).toBe(200)
  expect(door.knocks).toBeLessThan(10)
})

test('nobody has us knock at one address again and again', async () => {
  const edge = await home()
  const alice = await phone('alice', edge)
  const doors = await Promise.all(Array.from({ length: 80 }, () => doorAt('127.0.0.1')))
  const knocks = () => doors.reduce((sum, door) => sum + door.knocks, 0)
  const portOf = ({ uri }: SipRequest) => /\d+/.exec(uri)?.[0]
  edge.router.says(({ request }) => ({
    targets: [contactOf(alice, { uri: `sip:bob@127.0.0.1:${portOf(request)};transport=tcp` })],
  }))
  for (const { port } of doors) alice.send('MESSAGE', `sip:${port}@home.test`)
  for (let refused = 0; refused < 30; refused++) await alice.response(500)
  await vi.waitFor(() => expect(knocks()).toBeGreaterThanOrEqual(40))
  expect(knocks()).toBeLessThanOrEqual(50)
})

test('ten thousand calls that nobody answers take bounded memory, and others get through', { timeout: 60_000 }, async () => {
  const most = 2_000
  const edge = await home([], {}, { ...ROUTE_LIMITS, perSource: 1e6, others: 1e6, openPerSource: most })
  const silent = await SipPeer.udp(edge.udp)
  endings.push(() => silent.close())
  const [alice, bob] = [await phone('alice', edge), await phone('bob', edge)]
  edge.router.says(({ request }) => ({
    targets: [contactOf(bob, request.uri === BOB ? {} : { uri: `sip:nobody@127.0.0.1:${silent.port}` })],
  }))
  const flood = new Flood(edge.udp)
  endings.push(() => flood.close())
  const before = process.memoryUsage.rss()
  for (let sent = 0; sent < 10_000; sent += 50) {
    for (let count = 0; count < 50; count++) flood.send(requestText('INVITE', 'sip:nobody@home.test'))
    await vi.waitFor(() => expect(edge.edge.forwarded + flood.refused).toBe(sent + 50), { timeout: 5_000, interval: 2 })
  }
  expect(edge.edge.forwarded).toBe(most)
  expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1024 * 1024)
  alice.send('MESSAGE', BOB)
  bob.reply(await bob.request('MESSAGE'), 200)
  await alice.response(200)
})
