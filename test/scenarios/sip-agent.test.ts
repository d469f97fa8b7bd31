import { connect } from 'node:tls'
import type { SipMessage, SipRequest } from '@weft/protocols/sip/message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { responseTo } from '@weft/protocols/sip/response'
import { afterEach, expect, test } from 'vitest'
import { systemRandom } from '../../server/src/adapters/random/system.ts'
import { EdgeSipAgent } from '../../server/src/edge/sip/sip-agent.ts'
import type { SipEdge } from '../../server/src/edge/sip/sip-edge.ts'
import type { SipRoute } from '../../server/src/ports/sip-locator.ts'
import { type EdgeOptions, startEdge, Toy } from './support/sip-edge.ts'
import { SipPeer } from './support/sip-peer.ts'
import { listenTcp, type TcpListener } from './support/tcp-listener.ts'
import { tlsIdentity } from './support/tls-identity.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function edgeWith(options: EdgeOptions = {}, applications: readonly Toy[] = []) {
  const running = await startEdge(applications, options)
  endings.push(() => running.edge.stop())
  return running
}

/** Sends a MESSAGE along these routes; resolves with its status, or with the refusal's text. */
function send(edge: SipEdge, routes: readonly SipRoute[], size = 10): Promise<number | string> {
  const agent = new EdgeSipAgent('Weft/test', {
    client: edge.client,
    locator: { locate: async () => routes },
    dns: { naptr: async () => [], srv: async () => [], addresses: async () => [] },
    random: systemRandom,
  })
  const request = {
    ...{ method: 'MESSAGE', uri: 'sip:bob@x.test', from: '<sip:a@x.test>', to: '<sip:bob@x.test>' },
    ...{ headers: [], contentType: 'text/plain', body: new Uint8Array(size).fill(65) },
  }
  return agent.send(request).then(
    ({ status }) => status,
    (error: Error) => error.message,
  )
}

const route = (port: number, transport: SipRoute['transport']): SipRoute => ({ host: '127.0.0.1', port, transport })

/** Answers the next request that comes. */
async function answer(peer: SipPeer, status: number): Promise<SipRequest> {
  const request = requestIn(await peer.next())
  peer.send(printMessage(responseTo(request, status, 'Whatever', 'b')))
  return request
}

function requestIn(message: SipMessage): SipRequest {
  if (message.kind !== 'request') throw new Error(`${message.status} instead of a request`)
  return message
}

async function tcpServer(): Promise<TcpListener> {
  const listener = await listenTcp()
  endings.push(() => listener.close())
  return listener
}

test('a request over UDP is answered, whatever comes meanwhile', async () => {
  const { edge, udp } = await edgeWith()
  const peer = await SipPeer.udp(udp)
  endings.push(() => peer.close())
  const sent = send(edge, [route(peer.port, 'udp')])
  peer.send('SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a.test;branch=z9hG4bKforged\r\n\r\n')
  await answer(peer, 202)
  expect(await sent).toBe(202)
})

test('over TCP one connection serves all requests to one server', async () => {
  const { edge } = await edgeWith()
  const { port, peers } = await tcpServer()
  const sent = [send(edge, [route(port, 'tcp')]), send(edge, [route(port, 'tcp')])]
  const peer = await peers.next()
  await answer(peer, 200)
  await answer(peer, 486)
  expect((await Promise.all(sent)).sort()).toEqual([200, 486])
  expect(peers.size).toBe(0)
})

test('a server that hangs up is done with: the next one gets the request at once', async () => {
  const { edge, udp } = await edgeWith()
  const { port, peers } = await tcpServer()
  const phone = await SipPeer.udp(udp)
  endings.push(() => phone.close())
  const sent = send(edge, [route(port, 'tcp'), route(phone.port, 'udp')])
  const peer = await peers.next()
  await peer.next()
  peer.close()
  await answer(phone, 200)
  expect(await sent).toBe(200)
})

test('what is too long for a datagram goes over TCP, and over UDP where nobody listens for it', async () => {
  const { edge, udp } = await edgeWith()
  const { port, peers } = await tcpServer()
  const overTcp = send(edge, [route(port, 'udp')], 1300)
  await answer(await peers.next(), 200)
  expect(await overTcp).toBe(200)
  const phone = await SipPeer.udp(udp)
  endings.push(() => phone.close())
  const overUdp = send(edge, [route(phone.port, 'udp')], 1300)
  await answer(phone, 200)
  expect(await overUdp).toBe(200)
})

test('who waits when the server stops is told', async () => {
  const { edge, udp } = await edgeWith()
  const phone = await SipPeer.udp(udp)
  endings.push(() => phone.close())
  const sent = send(edge, [route(phone.port, 'udp')])
  await phone.next()
  edge.stop()
  expect(await sent).toContain('the server stops')
})

test('over TLS both ways, with another certificate while running', async () => {
  const transports = { ports: { udp: null, tcp: null, tls: 0 }, identity: await tlsIdentity() }
  const server = await edgeWith({ transports }, [new Toy('conference', ['MESSAGE'])])
  const client = await edgeWith()
  const strict = await edgeWith({ transports: { tls: { verify: true, ca: null } } })
  const port = server.edge.port('tls') ?? 0
  expect(await send(client.edge, [route(port, 'tls')])).toBe(200)
  expect(await send(strict.edge, [route(port, 'tls')])).toContain('self-signed certificate')
  const serial = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().serialNumber)
        socket.destroy()
      })
      socket.on('error', reject)
    })
  const before = await serial()
  server.edge.useCertificate(await tlsIdentity())
  expect(await serial()).not.toBe(before)
  expect(await send(client.edge, [route(port, 'tls')])).toBe(200)
})
