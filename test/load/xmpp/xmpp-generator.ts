// The load generator of XMPP, a process of its own. Does the jobs that come over its IPC channel, one after the other; ends with it.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { JobResult } from '../generator.ts'
import { LeanXmppServer } from './lean-xmpp-server.ts'

/** Durations in ms; ports of loopback. */
export type XmppJob =
  /** Becomes the server of `domain`, which talks with `peer` and its rooms. */
  | { readonly kind: 'federate'; readonly domain: string; readonly peer: string; readonly own: number; readonly port: number }
  /** Questions of a device whether somebody is there, `window` of them under way; an operation is an answer. */
  | { readonly kind: 'ask'; readonly window: number; readonly duration: number }
  /** So many devices come into a room. */
  | { readonly kind: 'gather'; readonly room: string; readonly occupants: number }
  /** One of them speaks, `window` messages being under way; an operation is a message that one of them is sent. */
  | {
      readonly kind: 'speak'
      readonly room: string
      readonly occupants: number
      readonly window: number
      readonly duration: number
    }
  /** So many MESSAGEs from SIP, each answered by a stanza that becomes a MESSAGE, one after the other. */
  | { readonly kind: 'correspond'; readonly sip: number; readonly own: number; readonly messages: number }

export interface XmppJobResult extends JobResult {
  /** ms of each. */
  readonly latencies: readonly number[]
}

type Outcome = Pick<XmppJobResult, 'operations' | 'latencies'>

const TEXT = 'x'.repeat(200)
let server: LeanXmppServer | null = null
let [domain, peer] = ['', '']
/** Messages from SIP so far: none is to pass for one before it. */
let exchanges = 0

process.on('message', async (job: XmppJob) => {
  try {
    const before = process.cpuUsage()
    const began = performance.now()
    const outcome = await carryOut(job)
    const { user, system } = process.cpuUsage(before)
    const result: XmppJobResult = { ...outcome, elapsed: performance.now() - began, cpu: user + system }
    process.send?.({ result })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
})
process.on('disconnect', () => process.exit())

async function carryOut(job: XmppJob): Promise<Outcome> {
  if (job.kind === 'federate') {
    ;[domain, peer] = [job.domain, job.peer]
    server = await LeanXmppServer.listen(job.domain, [job.peer, `conference.${job.peer}`], job.own)
    await server.open(job.port)
    return { operations: 1, latencies: [] }
  }
  if (!server) throw new Error('there is no server yet')
  if (job.kind === 'ask') return ask(server, job)
  if (job.kind === 'gather') return gather(server, job)
  return job.kind === 'speak' ? speak(server, job) : correspond(server, job)
}

/** Keeps `window` of what `make` makes under way, each of which `perMessage` stanzas that hold `mark` end. */
async function keepBusy(
  to: LeanXmppServer,
  {
    window,
    duration,
    make,
    mark,
    perMessage,
  }: { window: number; duration: number; make: () => string; mark: string; perMessage: number },
): Promise<Outcome> {
  const until = performance.now() + duration
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let [sent, came] = [0, 0]
  const say = (count: number) => {
    sent += count
    void to.say(Buffer.from(Array.from({ length: count }, make).join('')))
  }
  const count = counterOf(mark)
  to.listen((bytes) => {
    if (bytes.includes('type="error"')) reject(new Error(`refused: ${bytes.toString()}`))
    const before = Math.floor(came / perMessage)
    came += count(bytes)
    const done = Math.floor(came / perMessage) - before
    if (performance.now() < until && done > 0) say(done)
    else if (came >= sent * perMessage) resolve()
  })
  say(window)
  await promise
  return { operations: came, latencies: [] }
}

/** Counts the marks in what comes, also those that come in two pieces. */
function counterOf(mark: string): (bytes: Buffer) => number {
  const wanted = Buffer.from(mark)
  let rest = Buffer.alloc(0)
  return (bytes) => {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    let [count, from] = [0, 0]
    for (let at = all.indexOf(wanted, from); at >= 0; at = all.indexOf(wanted, from)) {
      count++
      from = at + wanted.length
    }
    rest = Buffer.from(all.subarray(Math.max(from, all.length - wanted.length + 1)))
    return count
  }
}

function ask(to: LeanXmppServer, { window, duration }: Extract<XmppJob, { kind: 'ask' }>): Promise<Outcome> {
  const make = () => `<iq type='get' id='p1' from='asker@${domain}/d' to='${peer}'><ping xmlns='urn:xmpp:ping'/></iq>`
  return keepBusy(to, { window, duration, make, mark: 'type="result"', perMessage: 1 })
}

async function gather(to: LeanXmppServer, { room, occupants }: Extract<XmppJob, { kind: 'gather' }>): Promise<Outcome> {
  for (let index = 0; index < occupants; index++) {
    const { promise, resolve } = Promise.withResolvers<void>()
    const count = counterOf('<subject/>')
    to.listen((bytes) => {
      if (count(bytes) > 0) resolve()
    })
    const join = `<presence from='u${index}@${domain}/d' to='${room}/n${index}'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>`
    await to.say(Buffer.from(join))
    await promise
  }
  return { operations: occupants, latencies: [] }
}

function speak(to: LeanXmppServer, { room, occupants, window, duration }: Extract<XmppJob, { kind: 'speak' }>): Promise<Outcome> {
  let speaker = 0
  const make = () => {
    speaker = (speaker + 1) % occupants
    return `<message type='groupchat' id='m' from='u${speaker}@${domain}/d' to='${room}'><body>${TEXT}</body></message>`
  }
  return keepBusy(to, { window, duration, make, mark: '</message>', perMessage: occupants })
}

async function correspond(
  to: LeanXmppServer,
  { sip, own, messages }: Extract<XmppJob, { kind: 'correspond' }>,
): Promise<Outcome> {
  const socket = createSocket('udp4').bind(own, '127.0.0.1')
  await once(socket, 'listening')
  const latencies: number[] = []
  try {
    while (latencies.length < messages) latencies.push(await exchange(to, socket, sip, own, ++exchanges))
  } finally {
    socket.close()
  }
  return { operations: messages, latencies }
}

/** ms from a MESSAGE of ours to the one that comes back. */
async function exchange(to: LeanXmppServer, socket: Socket, sip: number, own: number, number: number): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const answered = (bytes: Buffer) => {
    const text = bytes.toString()
    if (!text.startsWith('MESSAGE')) return
    const [head = ''] = text.split('\r\n\r\n')
    const copied = head.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/i.test(line))
    socket.send(['SIP/2.0 200 OK', ...copied, 'Content-Length: 0', '', ''].join('\r\n'), sip, '127.0.0.1')
    resolve()
  }
  socket.on('message', answered)
  const count = counterOf('</message>')
  to.listen((bytes) => {
    if (count(bytes) > 0)
      void to.say(
        Buffer.from(`<message id='a${number}' from='juliet@${domain}/d' to='romeo@${peer}'><body>${TEXT}</body></message>`),
      )
  })
  const began = performance.now()
  socket.send(messageOf(own, number), sip, '127.0.0.1')
  await promise
  socket.off('message', answered)
  return performance.now() - began
}

function messageOf(port: number, number: number): string {
  const uri = `sip:juliet@${domain}`
  return [
    `MESSAGE ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${port};rport;branch=z9hG4bKx${number}`,
    'Max-Forwards: 70',
    `From: <sip:romeo@${peer}>;tag=t${number}`,
    `To: <${uri}>`,
    `Call-ID: xmpp-${port}-${number}`,
    'CSeq: 1 MESSAGE',
    'Content-Type: text/plain',
    `Content-Length: ${TEXT.length}`,
    '',
    TEXT,
  ].join('\r\n')
}
