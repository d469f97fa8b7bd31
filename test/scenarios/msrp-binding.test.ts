import { once } from 'node:events'
import { expect, test } from 'vitest'
import { fastClock } from './support/fast-clock.ts'
import { fingerprint, freshId } from './support/msrp-client.ts'
import { ChatEnd } from './support/msrp-edge.ts'
import { active, joined, msrp, passive } from './support/msrp-scene.ts'
import { tlsIdentity } from './support/tls-identity.ts'

const cpim = Buffer.from('From: <sip:a@x.test>\r\n\r\nContent-Type: text/plain\r\n\r\nhi')

test('[C3][P1] who is awaited binds the session with a SEND without body, which nobody is told of', async () => {
  const { edge } = await msrp()
  const end = new ChatEnd(edge)
  const peer = active()
  end.describe(peer)
  await peer.connect(end.session.path)
  const response = await peer.bind()
  expect(response).toMatchObject({ status: 200, comment: 'OK' })
  expect(response.headers).toEqual(
    new Map([
      ['To-Path', peer.path],
      ['From-Path', end.session.path],
    ]),
  )
  await end.next('bound')
  expect(end.told.map(({ kind }) => kind)).toEqual(['bound'])
})

test('[P1] a first SEND with a body binds and delivers', async () => {
  const { edge } = await msrp()
  const end = new ChatEnd(edge)
  const peer = active()
  end.describe(peer)
  await peer.connect(end.session.path)
  expect(await peer.ask({ body: cpim })).toMatchObject({ status: 200 })
  await end.next('bound')
  expect(Buffer.from((await end.next('message')).body)).toEqual(cpim)
})

test('[P2] a session-id that nobody knows gets 481, and the connection is closed', async () => {
  const { edge } = await msrp()
  const peer = active()
  await peer.connect(`msrp://127.0.0.1:${edge.port('tcp')}/${freshId()};tcp`)
  expect(await peer.bind()).toMatchObject({ status: 481 })
  await peer.closed.next()
})

test('[P2] so does the right one from somebody else, and of a session that has ended', async () => {
  const { edge } = await msrp()
  const end = new ChatEnd(edge)
  end.describe(active())
  const stranger = active()
  await stranger.connect(end.session.path)
  expect(await stranger.bind()).toMatchObject({ status: 481 })
  await stranger.closed.next()

  const { end: over, peer } = await joined({ edge })
  over.session.close()
  await peer.closed.next()
  const again = active()
  await again.connect(over.session.path)
  expect(await again.ask({ body: null, from: peer.path })).toMatchObject({ status: 481 })
})

test('[P2] a session does not begin with anything but a SEND', async () => {
  const { edge } = await msrp()
  const end = new ChatEnd(edge)
  const peer = active()
  end.describe(peer)
  await peer.connect(end.session.path)
  expect(await peer.request('NICKNAME', [['Use-Nickname', '"al"']])).toMatchObject({ status: 481 })
  await peer.closed.next()
})

test('[P3] another connection for a session that has one gets 506, and the session goes on', async () => {
  const { edge } = await msrp()
  const { end, peer } = await joined({ edge })
  const second = active()
  await second.connect(end.session.path)
  expect(await second.ask({ body: null, from: peer.path })).toMatchObject({ status: 506 })
  await second.closed.next()
  expect(await peer.ask({ body: cpim })).toMatchObject({ status: 200 })
  await end.next('message')
})

test('[P4] hosts and ports in paths do not matter, session-ids do', async () => {
  const { edge } = await msrp()
  const end = new ChatEnd(edge)
  const peer = active()
  end.describe(peer)
  await peer.connect(end.session.path)
  const elsewhere = (path: string) => path.replace(/\/\/[^/]+\//, '//border.test:7/')
  const response = await peer.ask({ body: cpim, to: elsewhere(end.session.path), from: elsewhere(peer.path) })
  expect(response).toMatchObject({ status: 200 })
  await end.next('bound')
  await end.next('message')
  expect(await peer.ask({ body: cpim, to: end.session.path.replace(/.;tcp/, 'X;tcp') })).toMatchObject({ status: 481 })
})

test('who asks for many sessions that there are not, and does not read what he is told, is told all of it once he does', async () => {
  const { edge, log } = await msrp()
  const { peer } = await joined({ edge })
  const to = peer.remote.replace(/\/[^/;]+;tcp$/, '/nobody;tcp')
  // More than the system holds for both sides.
  const requests = Buffer.concat(Array.from({ length: 12_000 }, () => peer.chunk({ to })))
  peer.socket.pause()
  peer.raw(requests)
  await expect.poll(() => log.lines.length).toBeGreaterThan(1000)
  peer.socket.resume()
  for (let count = 0; count < 12_000; count++) expect(await peer.responses.next()).toMatchObject({ status: 481 })
  expect(await peer.ask({ body: cpim })).toMatchObject({ status: 200 })
})

test('[P21] session-ids and transactions of ours are random enough', async () => {
  const { edge } = await msrp()
  const { end, peer } = await joined({ edge })
  const id = /\/([^/;]+);tcp$/.exec(end.session.path)?.[1]
  // Hex digits: 32 of them are 128 bits.
  expect(id).toMatch(/^[0-9a-f]{32}$/)
  end.session.send({ id: 'm1', contentType: 'message/cpim', body: cpim, reports: true, lane: null })
  expect((await peer.messages.next()).id).toBe('m1')
  const frames = [await peer.frames.next(), await peer.frames.next()]
  expect(frames.find(({ method }) => method === 'SEND')?.transaction).toMatch(/^[0-9a-f]{16,32}$/)
})

test('who connects before it is described waits for that, and is let in or turned away then', async () => {
  const { edge } = await msrp()
  for (const isRight of [true, false]) {
    const end = new ChatEnd(edge)
    const [peer, other] = [active(), active()]
    await peer.connect(end.session.path)
    const first = peer.bind()
    // What comes on other connections is dealt with meanwhile.
    await joined({ edge })
    expect(peer.frames.size).toBe(0)
    end.describe(isRight ? peer : other)
    expect(await first).toMatchObject({ status: isRight ? 200 : 481 })
    if (isRight) expect(await peer.ask({ body: cpim })).toMatchObject({ status: 200 })
  }
})

test('[C12] a session to which nobody comes within 15 s ends, and nobody can come any more', async () => {
  const { edge } = await msrp({ clock: fastClock(100) })
  const end = new ChatEnd(edge)
  const peer = active()
  end.describe(peer)
  expect(await end.next('ended')).toMatchObject({ why: 'not-bound' })
  await peer.connect(end.session.path)
  expect(await peer.bind()).toMatchObject({ status: 481 })
  expect(edge.size).toBe(0)
})

test('[C4] who wants to be connected to is, with a SEND without body as the first request', async () => {
  const { edge } = await msrp()
  const peer = await passive()
  const end = new ChatEnd(edge)
  end.describe(peer, { weConnect: true })
  const first = await peer.frames.next()
  expect(first).toMatchObject({ method: 'SEND', body: null, flag: '$' })
  expect(Object.fromEntries(first.headers)).toMatchObject({
    'To-Path': peer.path,
    'From-Path': end.session.path,
    'Byte-Range': '1-0/0',
  })
  await end.next('bound')
  peer.send({ body: cpim })
  await end.next('message')
})

test('[C4] who refuses our first request ends the session', async () => {
  const { edge } = await msrp()
  const peer = await passive({ answers: 'no' })
  const end = new ChatEnd(edge)
  end.describe(peer, { weConnect: true })
  peer.respond(await peer.frames.next(), '481 No such session')
  expect(await end.next('ended')).toMatchObject({ why: 'refused' })
  await peer.closed.next()
})

test('[C4] who does not answer our first request, or take our connection, ends the session', async () => {
  const { edge } = await msrp({ clock: fastClock(100) })
  const peer = await passive({ answers: 'no' })
  const end = new ChatEnd(edge)
  end.describe(peer, { weConnect: true })
  expect(await end.next('ended')).toMatchObject({ why: 'not-bound' })
  await peer.closed.next()

  const nobody = new ChatEnd(edge)
  nobody.describe({ path: 'msrp://127.0.0.1:1/nobody;tcp' }, { weConnect: true })
  expect(await nobody.next('ended')).toMatchObject({ why: 'not-connected' })
})

test('[C4] while we wait for the answer to our first request, an empty one of theirs is answered and changes nothing', async () => {
  const { edge } = await msrp()
  const peer = await passive({ answers: 'no' })
  const end = new ChatEnd(edge)
  end.describe(peer, { weConnect: true })
  const first = await peer.frames.next()
  expect(await peer.bind()).toMatchObject({ status: 200 })
  expect(end.told).toEqual([])
  peer.respond(first, '200 OK')
  await end.next('bound')
})

test('who is first told something, and then that its first request was fine, knows before that it is bound', async () => {
  const { edge } = await msrp()
  const peer = await passive({ answers: 'no' })
  const end = new ChatEnd(edge)
  end.describe(peer, { weConnect: true })
  const first = await peer.frames.next()
  await peer.ask({ body: cpim })
  peer.respond(first, '200 OK')
  await end.next('bound')
  await end.next('message')
})

test('both sides find each other over IPv6', async () => {
  const { edge } = await msrp({ address: '::1' })
  const end = new ChatEnd(edge)
  const peer = active()
  end.describe(peer)
  expect(end.session.path).toContain('msrp://[::1]:')
  await peer.connect(end.session.path)
  expect(await peer.bind()).toMatchObject({ status: 200 })
  await end.next('bound')
})

test('[C19] with CEMA we connect to where c= and m= say, and name the path all the same', async () => {
  const { edge } = await msrp()
  const peer = await passive()
  const [, port] = /:(\d+)\//.exec(peer.path) ?? []
  const path = peer.path.replace(/\/\/[^/]+\//, '//unreachable.test:7/')
  const end = new ChatEnd(edge)
  end.describe({ path }, { weConnect: true, cema: { host: '127.0.0.1', port: Number(port) } })
  expect((await peer.frames.next()).headers.get('To-Path')).toBe(path)
  await end.next('bound')
})

test('[C20] with relays we connect to the first one, and To-Path has them all', async () => {
  const { edge } = await msrp({ dns: { addresses: async (name) => (name === 'relay.test' ? ['127.0.0.1'] : []) } })
  const relay = await passive()
  const [, port] = /:(\d+)\//.exec(relay.path) ?? []
  const path = `msrp://relay.test:${port}/r1;tcp msrp://far.test:9/${freshId()};tcp`
  const end = new ChatEnd(edge)
  end.describe({ path }, { weConnect: true, cema: { host: '127.0.0.1', port: 1 } })
  const first = await relay.frames.next()
  expect(first.headers.get('To-Path')).toBe(path)
  await end.next('bound')
  relay.remote = end.session.path
  relay.send({ body: cpim, from: path, success: 'yes' })
  const { report } = await end.next('message')
  report({ code: 200 })
  expect((await relay.reports.next()).headers.get('To-Path')).toBe(path)
})

test('nobody has us connect to this machine from elsewhere', async () => {
  const { edge, log } = await msrp({ address: '0.0.0.0', host: '192.0.2.1' })
  const peer = await passive()
  const [, port] = /:(\d+)\//.exec(peer.path) ?? []
  for (const host of ['127.0.0.1', '[::1]', '0.0.0.0', '169.254.169.254', '[::ffff:127.0.0.1]']) {
    const end = new ChatEnd(edge)
    end.describe({ path: `msrp://${host}:${port}/${freshId()};tcp` }, { weConnect: true })
    expect(await end.next('ended')).toMatchObject({ why: 'not-connected' })
  }
  expect(peer.frames.size).toBe(0)
  expect(log.lines.filter((line) => line.includes('forbidden'))).toHaveLength(5)
})

test('paths that are none, or of another transport, are refused', async () => {
  const { edge } = await msrp()
  const end = new ChatEnd(edge)
  const remote = { weConnect: false, fingerprints: [], cema: null }
  expect(end.session.connect({ path: 'sip:a@x.test', ...remote })).toBe('bad-path')
  expect(end.session.connect({ path: 'msrp://x.test:1;tcp', ...remote })).toBe('bad-path')
  expect(end.session.connect({ path: 'msrps://x.test:1/abc;tcp', ...remote })).toBe('wrong-transport')
  expect(end.session.connect({ path: 'msrp://x.test:1/abc;tcp', ...remote })).toBe(null)
  expect(end.session.connect({ path: 'msrp://x.test:1/abc;tcp', ...remote })).toBe('known-already')
  expect(edge.open({ transport: 'tls', accepts: () => true, bodies: 'whole', mostBytes: 1 }, () => {})).toBe(null)
})

test('several sessions go over one connection, each with its own messages', async () => {
  const { edge } = await msrp()
  const { end, peer } = await joined({ edge })
  const other = new ChatEnd(edge)
  const path = peer.path.replace(/\/[0-9a-f]+;/, `/${freshId()};`)
  other.describe({ path })
  expect(await peer.ask({ body: null, to: other.session.path, from: path })).toMatchObject({ status: 200 })
  await other.next('bound')
  await peer.ask({ body: 'one' })
  await peer.ask({ body: 'two', to: other.session.path, from: path })
  expect(String(Buffer.from((await end.next('message')).body))).toBe('one')
  expect(String(Buffer.from((await other.next('message')).body))).toBe('two')
  expect(await peer.ask({ body: 'x', to: other.session.path.replace(/.;tcp/, 'X;tcp'), from: path })).toMatchObject({
    status: 481,
  })

  const body = Buffer.alloc(200_000, 'a')
  end.session.send({ id: 'long', contentType: 'message/cpim', body, reports: true, lane: null })
  other.session.send({ id: 'short', contentType: 'message/cpim', body: Buffer.from('b'), reports: false, lane: null })
  // The short one need not wait for the long one of another session, nor break into its chunks.
  expect((await peer.messages.next()).id).toBe('short')
  const long = await peer.messages.next()
  expect(long.body.equals(body)).toBe(true)
  expect(await end.next('outcome')).toMatchObject({ id: 'long', outcome: { delivered: true } })

  end.session.close()
  await peer.ask({ body: 'three', to: other.session.path, from: path })
  await other.next('outcome')
  await other.next('message')
})

test('[C3][C4] over TLS as well, with the certificates that were announced', async () => {
  const [ours, theirs] = [await tlsIdentity(), await tlsIdentity()]
  const { edge } = await msrp({ identity: ours })
  const end = new ChatEnd(edge, { transport: 'tls' })
  expect(end.session.fingerprint).toEqual(fingerprint(ours))
  const peer = active({ transport: 'tls' })
  end.describe(peer, { fingerprints: [fingerprint(theirs)] })
  await peer.connect(end.session.path, { identity: theirs })
  expect(await peer.bind()).toMatchObject({ status: 200 })
  await end.next('bound')

  const waiting = await passive({ identity: theirs })
  const second = new ChatEnd(edge, { transport: 'tls' })
  second.describe(waiting, { weConnect: true, fingerprints: [fingerprint(theirs)] })
  await second.next('bound')
  second.session.send({ id: 'm', contentType: 'message/cpim', body: cpim, reports: true, lane: null })
  expect((await waiting.messages.next()).body).toEqual(cpim)
})

test('a certificate that nobody announced may be any, or none', async () => {
  const { edge } = await msrp({ identity: await tlsIdentity() })
  const end = new ChatEnd(edge, { transport: 'tls' })
  const peer = active({ transport: 'tls' })
  end.describe(peer)
  await peer.connect(end.session.path)
  expect(await peer.bind()).toMatchObject({ status: 200 })
})

test('[C21] another certificate than was announced ends the connection, and the session', async () => {
  const [ours, announced, shown] = [await tlsIdentity(), await tlsIdentity(), await tlsIdentity()]
  const { edge } = await msrp({ identity: ours })
  const fingerprints = [fingerprint(announced)]
  for (const identity of [shown, undefined]) {
    const end = new ChatEnd(edge, { transport: 'tls' })
    const peer = active({ transport: 'tls' })
    end.describe(peer, { fingerprints })
    await peer.connect(end.session.path, identity ? { identity } : {})
    expect(await peer.bind()).toMatchObject({ status: 481 })
    await peer.closed.next()
    expect(await end.next('ended')).toMatchObject({ why: 'wrong-certificate' })
  }
  const waiting = await passive({ identity: shown })
  const end = new ChatEnd(edge, { transport: 'tls' })
  end.describe(waiting, { weConnect: true, fingerprints })
  expect(await end.next('ended')).toMatchObject({ why: 'wrong-certificate' })
  await waiting.closed.next()
})

test('with verify_server, a certificate that nobody announced has to be of an authority', async () => {
  const [ours, theirs] = [await tlsIdentity(), await tlsIdentity()]
  const { edge } = await msrp({ identity: ours, tls: { verify: true, ca: null } })
  const waiting = await passive({ identity: theirs })
  const end = new ChatEnd(edge, { transport: 'tls' })
  end.describe(waiting, { weConnect: true })
  expect(await end.next('ended')).toMatchObject({ why: 'not-connected' })

  const known = await msrp({ identity: ours, tls: { verify: true, ca: theirs.cert } })
  const second = new ChatEnd(known.edge, { transport: 'tls' })
  second.describe(await passive({ identity: theirs }), { weConnect: true })
  await second.next('bound')
})

test('what speaks no TLS at the TLS port is let go', async () => {
  const { edge } = await msrp({ identity: await tlsIdentity() })
  const peer = active()
  await peer.connect(`msrp://127.0.0.1:${edge.port('tls')}/x;tcp`)
  peer.raw('MSRP abcd SEND\r\n\r\n')
  await once(peer.socket, 'close')
})
