import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { ChatEnd } from './support/msrp-edge.ts'
import { active, afterwards, joined, msrp } from './support/msrp-scene.ts'
import { StillClock } from './support/still-clock.ts'

const MESSAGE = Buffer.from('From: <sip:a@x.test>\r\n\r\nContent-Type: text/plain\r\n\r\nhi')
const cpim = { contentType: 'message/cpim', reports: true, lane: null } as const

/** Lets so many seconds pass, one after the other. */
function pass(clock: StillClock, seconds: number): void {
  for (let second = 0; second < seconds; second++) clock.pass(1000)
}

test('[P19] after a minute of silence the other side is asked whether it is there, and its own question is answered', async () => {
  const clock = new StillClock()
  const { peer, end } = await joined(await msrp({ clock }))
  await peer.frames.next()
  pass(clock, 59)
  expect((await peer.ask({ body: null, headers: [['Keep-Alive', 'yes']] })).status).toBe(200)
  await peer.frames.next()
  pass(clock, 59)
  expect((await peer.ask({ body: null, failure: 'yes' })).status).toBe(200)
  await peer.frames.next()
  pass(clock, 60)
  const question = await peer.frames.next()
  expect(question).toMatchObject({ method: 'SEND', body: null, flag: '$' })
  expect(Object.fromEntries(question.headers)).toMatchObject({ 'Keep-Alive': 'yes', 'Byte-Range': '1-0/0' })
  // It was answered, and the next one comes a minute later.
  await peer.ask({ body: null })
  await peer.frames.next()
  pass(clock, 60)
  expect(await peer.frames.next()).toMatchObject({ method: 'SEND', body: null })
  expect(end.told.map(({ kind }) => kind)).toEqual(['bound'])
})

test('[P18] who does not answer that within 30 s is gone', async () => {
  const clock = new StillClock()
  const { peer, end } = await joined(await msrp({ clock }))
  peer.answers = 'no'
  await peer.frames.next()
  pass(clock, 60)
  expect((await peer.frames.next()).headers.get('Keep-Alive')).toBe('yes')
  pass(clock, 29)
  await Promise.resolve()
  expect(end.events.size).toBe(0)
  pass(clock, 1)
  expect(await end.next('ended')).toMatchObject({ why: 'silent' })
  await peer.closed.next()
})

test('[P18] who answers it with a refusal, as well', async () => {
  const clock = new StillClock()
  const { peer, end } = await joined(await msrp({ clock }))
  peer.answers = 'no'
  await peer.frames.next()
  pass(clock, 60)
  peer.respond(await peer.frames.next(), '481 No such session')
  expect(await end.next('ended')).toMatchObject({ why: 'refused' })
})

test('[P18] a message that is not answered within 30 s has failed, and one that is not reported on within two minutes', async () => {
  const clock = new StillClock()
  const { peer, end } = await joined(await msrp({ clock, keepAlive: 3_600_000 }))
  peer.wantsToReport = 'no'
  end.session.send({ ...cpim, id: 'answered', body: MESSAGE })
  await peer.messages.next()
  await peer.ask({ body: null })
  peer.answers = 'no'
  end.session.send({ ...cpim, id: 'unanswered', body: MESSAGE })
  await peer.messages.next()
  pass(clock, 31)
  expect(await end.next('outcome')).toEqual({
    ...{ kind: 'outcome', id: 'unanswered' },
    outcome: { delivered: false, code: 408, reason: 'Timed out' },
  })
  pass(clock, 90)
  expect(await end.next('outcome')).toMatchObject({ id: 'answered', outcome: { delivered: false, code: 408 } })
})

test('[R20] who does not read is dropped when too much waits for it, and others hear everything', async () => {
  const running = await msrp({ mostWaiting: 1_000_000 })
  const slow = await joined(running, { mostBytes: 100_000 })
  const quick = await joined(running, { mostBytes: 100_000 })
  slow.peer.socket.pause()
  const body = Buffer.alloc(50_000, 'x')
  let refused: string | null = null
  let sent = 0
  for (; refused === null && sent < 2000; sent++) {
    refused = slow.end.session.send({ ...cpim, id: `m${sent}`, body, lane: 'chat' })
    expect(quick.end.session.send({ ...cpim, id: `m${sent}`, body, lane: 'chat' })).toBe(null)
    await quick.peer.messages.next()
  }
  expect(refused).toBe('full')
  const kinds = slow.end.told.slice(1)
  expect(kinds.filter(({ kind }) => kind === 'outcome')).toHaveLength(sent - 1)
  expect(kinds.at(-1)).toEqual({ kind: 'ended', why: 'too-slow' })
  slow.peer.socket.resume()
  await slow.peer.closed.next()
})

test('[R20] who takes nothing of what is under way for half a minute is dropped', async () => {
  const clock = new StillClock()
  const { peer, end } = await joined(await msrp({ clock, keepAlive: 3_600_000 }))
  peer.socket.pause()
  end.session.send({ ...cpim, id: 'big', body: Buffer.alloc(10_000_000) })
  // The first part of it goes out in what is done next.
  await new Promise((resolve) => setImmediate(resolve))
  pass(clock, 31)
  expect(await end.next('outcome')).toMatchObject({ id: 'big', outcome: { delivered: false } })
  expect(await end.next('ended')).toMatchObject({ why: 'too-slow' })
})

test('who asks for ever and does not read the answers is not read any more', async () => {
  const { peer } = await joined(await msrp())
  peer.socket.pause()
  const empty = peer.chunk({ body: null })
  const many = Buffer.concat(Array.from({ length: 1000 }, () => empty))
  let isHeldUp = false
  for (let rounds = 0; rounds < 500 && !isHeldUp; rounds++) {
    isHeldUp = !peer.socket.write(many) && (await Promise.race([once(peer.socket, 'drain').then(() => false), soon(300)]))
  }
  expect(isHeldUp).toBe(true)
  // And goes on where it was once the answers are read.
  peer.socket.resume()
  await once(peer.socket, 'drain')
})

test('close() tells the other side what is given up, closes the connection and is the end', async () => {
  const { peer, end } = await joined(await msrp())
  peer.answers = 'no'
  peer.wantsToReport = 'no'
  end.session.send({ ...cpim, id: 'whole', body: MESSAGE })
  await peer.messages.next()
  peer.socket.pause()
  end.session.send({ ...cpim, id: 'big', body: Buffer.alloc(10_000_000, 'x') })
  await new Promise((resolve) => setImmediate(resolve))
  end.session.close()
  expect(await end.next('outcome')).toMatchObject({ id: 'whole', outcome: { code: 0, reason: 'Stream ended' } })
  expect(await end.next('outcome')).toMatchObject({ id: 'big', outcome: { code: 0 } })
  expect(await end.next('ended')).toMatchObject({ why: 'closed' })
  peer.socket.resume()
  await peer.closed.next()
  let last = await peer.frames.next()
  while (peer.frames.size > 0) last = await peer.frames.next()
  expect(last.flag).toBe('#')
  expect(last.headers.get('Message-ID')).toBe('big')
  end.session.close()
  expect(end.events.size).toBe(0)
})

test('who still talks when a session is over hears what was left to say', async () => {
  const { peer, end } = await joined(await msrp())
  peer.socket.pause()
  end.session.send({ ...cpim, id: 'big', body: Buffer.alloc(10_000_000, 'x') })
  // What goes out until here, and the rest of it, finds room at the other side.
  await Promise.resolve()
  end.session.close()
  await end.next('outcome')
  await end.next('ended')
  // The system would answer these with a reset, and drop what is not read yet, if nobody read them.
  for (let times = 0; times < 3; times++) {
    await soon(10)
    peer.send({ body: null, id: `late-${times}` })
  }
  peer.socket.resume()
  await peer.closed.next()
  let last = await peer.frames.next()
  while (peer.frames.size > 0) last = await peer.frames.next()
  expect(last).toMatchObject({ method: 'SEND', flag: '#' })
})

test('the end of the server gives up what is under way, and says so', async () => {
  const { edge } = await msrp()
  const { peer, end } = await joined({ edge })
  peer.socket.pause()
  end.session.send({ ...cpim, id: 'big', body: Buffer.alloc(10_000_000, 'x') })
  await new Promise((resolve) => setImmediate(resolve))
  edge.stop()
  // What they still ask does not close the connection before all was said.
  peer.send({ body: null, id: 'late' })
  await end.next('outcome')
  await end.next('ended')
  peer.socket.resume()
  await peer.closed.next()
  let last = await peer.frames.next()
  for (; peer.frames.size > 0; last = await peer.frames.next())
    if (last.headers.get('Message-ID') === 'big' && last.flag === '#') break
  expect(last).toMatchObject({ method: 'SEND', flag: '#' })
})

test('a connection that breaks ends its session, with what was open', async () => {
  const { peer, end } = await joined(await msrp())
  peer.wantsToReport = 'no'
  end.session.send({ ...cpim, id: 'm', body: MESSAGE })
  await peer.messages.next()
  peer.socket.resetAndDestroy()
  expect(await end.next('outcome')).toMatchObject({ id: 'm', outcome: { delivered: false, code: 0 } })
  expect(await end.next('ended')).toMatchObject({ why: 'lost' })
})

test('whoever throws while it is told something loses its session, and nobody else anything', async () => {
  const running = await msrp()
  const { peer, end } = await joined(running, {}, (event) => {
    if (event.kind === 'message') throw new Error('cannot cope')
  })
  const later = await joined(running, {}, async (event) => {
    if (event.kind === 'message') throw new Error('cannot cope either')
  })
  for (const { peer: one, end: of } of [{ peer, end }, later]) {
    one.send({ body: MESSAGE })
    await of.next('message')
    expect(await of.next('ended')).toMatchObject({ why: 'defect' })
    await one.closed.next()
  }
  expect(running.log.text).toContain('cannot cope either')
})

test('the end of the server is the end of all sessions', async () => {
  const { edge } = await msrp()
  const { peer, end } = await joined({ edge })
  const waiting = new ChatEnd(edge)
  waiting.describe(active())
  edge.stop()
  expect(await end.next('ended')).toMatchObject({ why: 'closed' })
  expect(await waiting.next('ended')).toMatchObject({ why: 'closed' })
  await peer.closed.next()
  expect(edge.serves('tcp')).toBe(false)
  expect(edge.open({ transport: 'tcp', accepts: () => true, bodies: 'whole', mostBytes: 1 }, () => {})).toBe(null)
})

test('who connects and says nothing, or never ends what it says, is let go', async () => {
  const clock = new StillClock()
  const { edge } = await msrp({ clock })
  const silent = active()
  await silent.connect(`msrp://127.0.0.1:${edge.port('tcp')}/x;tcp`)
  const { peer, end } = await joined({ edge })
  peer.raw('MSRP abcd1234 SEND\r\nTo-Path: ')
  // Asked on the same machine, so that the bytes before have come.
  await joined({ edge })
  pass(clock, 15)
  await silent.closed.next()
  expect(end.told.map(({ kind }) => kind)).toEqual(['bound'])
  pass(clock, 16)
  expect(await end.next('ended')).toMatchObject({ why: 'lost' })
})

test('one address may have so many connections, and so many without a session', async () => {
  const limits = { most: 100, mostUnbound: 100, mostPerAddress: 3, mostUnboundPerAddress: 2 }
  const running = await msrp({ limits })
  const port = running.edge.port('tcp') ?? 0
  const open = async () => {
    const socket = connect(port, '127.0.0.1')
    afterwards(() => socket.destroy())
    socket.on('error', () => {})
    await once(socket, 'connect')
    return socket
  }
  const first = await open()
  const second = await open()
  await once(await open(), 'close')
  expect(running.log.text).toContain('too-many-unbound-from-there')
  first.destroy()
  // What ends the second one has come behind the end of the first.
  second.write('nothing of MSRP\r\n\r\n')
  await once(second, 'close')
  const { end } = await joined(running)
  await joined(running)
  await joined(running)
  await once(await open(), 'close')
  expect(running.log.text).toContain('"too-many-from-there"')
  // Those who are there go on.
  expect(end.told.map(({ kind }) => kind)).toEqual(['bound'])
})

test('[F15] the trace has an entry for each chunk, both ways, without bodies and credentials', async () => {
  const running = await msrp()
  const { peer, end } = await joined(running)
  running.trace.length = 0
  await peer.ask({ id: 'm1', body: 'secret words', transaction: 'abcd1234', range: '1-12/24', flag: '+' })
  const remote = `127.0.0.1:${peer.socket.localPort}`
  const local = `127.0.0.1:${running.edge.port('tcp')}`
  expect(running.trace).toEqual(
    [
      [
        `Chunk 3 INCOMING TCP ${remote} -> ${local}`,
        'MSRP abcd1234 SEND',
        `To-Path: ${end.session.path}`,
        `From-Path: ${peer.path}`,
        'Message-ID: m1',
        'Byte-Range: 1-12/24',
        'Content-Type: message/cpim',
        '',
        '(12 bytes)',
        '-------abcd1234+',
        '',
      ].join('\r\n'),
      `Chunk 4 OUTGOING TCP ${local} -> ${remote}\nMSRP abcd1234 200 OK\r\nTo-Path: ${peer.path}\r\nFrom-Path: ${end.session.path}\r\n-------abcd1234$\r\n`,
    ].map((entry, index) => (index === 0 ? entry.replace('\r\n', '\n') : entry)),
  )
  await peer.request('AUTH', [['Authorization', 'Digest username="a", response="5ec2e7"']])
  end.session.send({ ...cpim, id: 'm2', body: Buffer.from('more secrets'.repeat(5000)) })
  await peer.messages.next()
  const text = running.trace.join('')
  expect(text).not.toMatch(/secret|5ec2e7/)
  expect(text).toContain('Authorization: (hidden)')
  expect(text.match(/Message-ID: m2/g)?.length).toBeGreaterThan(1)
})

async function soon(delay: number): Promise<true> {
  await new Promise((resolve) => setTimeout(resolve, delay))
  return true
}
