import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { Clock } from '../../ports/clock.ts'
import { Refusal } from '../../ports/refusal.ts'
import { DnsResolver } from './resolver.ts'

const TYPE = { A: 1, AAAA: 28, SRV: 33, NAPTR: 35 } as const
const CODE = { ok: 0, serverFailure: 2, noSuchName: 3 } as const

interface Reply {
  readonly code?: number
  readonly records?: readonly Buffer[]
  /** Seconds. */
  readonly ttl?: number
}

/** `"TYPE name"` to what is answered; a question that is not there gets no answer at all. */
type Zone = Readonly<Record<string, Reply>>

const open: Socket[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

/** A name server on loopback: just enough of RFC 1035 §4 for one question and its answers. */
async function serve(zone: Zone): Promise<{ server: string; asked: string[] }> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  open.push(socket)
  socket.on('message', (query, peer) => {
    const { name, type, end } = readQuestion(query)
    const question = `${Object.entries(TYPE).find(([, number]) => number === type)?.[0]} ${name}`
    asked.push(question)
    const reply = zone[question]
    if (!reply) return
    const { code = CODE.ok, records = [], ttl = 300 } = reply
    const header = Buffer.from(query.subarray(0, 12))
    header.writeUInt16BE(0x8180 | code, 2)
    header.writeUInt16BE(records.length, 6)
    header.writeUInt32BE(0, 8)
    const answers = records.map((data) => {
      const fixed = Buffer.alloc(12)
      fixed.writeUInt16BE(0xc00c, 0) // the name is the one in the question (§4.1.4)
      fixed.writeUInt16BE(type, 2)
      fixed.writeUInt16BE(1, 4)
      fixed.writeUInt32BE(ttl, 6)
      fixed.writeUInt16BE(data.length, 10)
      return Buffer.concat([fixed, data])
    })
    socket.send(Buffer.concat([header, query.subarray(12, end), ...answers]), peer.port, peer.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { server: `127.0.0.1:${(socket.address() as AddressInfo).port}`, asked }
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

const numbers = (...values: number[]) => Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 0xff])))
const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)])
const domain = (name: string) => Buffer.concat([...name.split('.').map(text), Buffer.from([0])])
const ipv4 = (address: string) => Buffer.from(address.split('.').map(Number))

/** Time passes only by `pass`; what is due then runs. */
function handClock(): Clock & { pass(ms: number): void } {
  let now = 1_000_000
  let tasks: { at: number; run: () => void }[] = []
  return {
    now: () => now,
    after(delay, run) {
      const task = { at: now + delay, run }
      tasks.push(task)
      return () => {
        tasks = tasks.filter((other) => other !== task)
      }
    },
    pass(ms) {
      now += ms
      for (const task of tasks.filter((due) => due.at <= now)) task.run()
    },
  }
}

async function resolver(zone: Zone) {
  const { server, asked } = await serve(zone)
  const clock = handClock()
  return { dns: new DnsResolver({ nameservers: [server], timeout: 3000 }, clock), asked, clock }
}

test('records of every type come as the port describes them', async () => {
  const { dns } = await resolver({
    'NAPTR example.com': {
      records: [Buffer.concat([numbers(10, 20), text('s'), text('SIP+D2T'), text(''), domain('_sip._tcp.example.com')])],
    },
    'SRV _sip._tcp.example.com': { records: [Buffer.concat([numbers(1, 2, 5070), domain('a.example.com')])] },
    'A a.example.com': { records: [ipv4('192.0.2.1'), ipv4('192.0.2.2')] },
    'AAAA a.example.com': { records: [Buffer.from('20010db8000000000000000000000001', 'hex')] },
  })
  expect(await dns.naptr('example.com')).toMatchObject([
    { order: 10, preference: 20, flags: 's', service: 'SIP+D2T', replacement: '_sip._tcp.example.com' },
  ])
  expect(await dns.srv('_sip._tcp.example.com')).toMatchObject([{ priority: 1, weight: 2, port: 5070, name: 'a.example.com' }])
  expect(await dns.addresses('a.example.com')).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::1'])
})

test('names and records that do not exist are empty answers', async () => {
  const { dns } = await resolver({
    'SRV none.example.com': { code: CODE.noSuchName },
    'NAPTR none.example.com': {},
    'A none.example.com': {},
    'AAAA none.example.com': { code: CODE.noSuchName },
  })
  expect(await dns.srv('none.example.com')).toEqual([])
  expect(await dns.naptr('none.example.com')).toEqual([])
  expect(await dns.addresses('none.example.com')).toEqual([])
})

test('a server that fails is a refusal that says what was asked', async () => {
  const { dns } = await resolver({ 'SRV example.com': { code: CODE.serverFailure } })
  await expect(dns.srv('example.com')).rejects.toEqual(new Refusal('dns', 'SRV example.com: ESERVFAIL'))
})

test('a look-up that nobody answers is given up in time', async () => {
  const { dns, asked, clock } = await resolver({})
  const answer = expect(dns.srv('example.com')).rejects.toEqual(new Refusal('dns', 'SRV example.com: no answer in 3000 ms'))
  await expect.poll(() => asked).toEqual(['SRV example.com'])
  clock.pass(3000)
  await answer
})

test('IPv4 addresses are good enough where the server fails on IPv6', async () => {
  const { dns } = await resolver({
    'A example.com': { records: [ipv4('192.0.2.1')] },
    'AAAA example.com': { code: CODE.serverFailure },
    'A broken.example.com': {},
    'AAAA broken.example.com': { code: CODE.serverFailure },
  })
  expect(await dns.addresses('example.com')).toEqual(['192.0.2.1'])
  await expect(dns.addresses('broken.example.com')).rejects.toEqual(new Refusal('dns', 'AAAA broken.example.com: ESERVFAIL'))
})

test('localhost is never asked for', async () => {
  const { dns, asked } = await resolver({})
  expect(await dns.addresses('sip.LocalHost')).toEqual(['127.0.0.1', '::1'])
  expect(asked).toEqual([])
})

test('answers are kept for a minute, addresses no longer than their TTL, what does not exist ten seconds', async () => {
  const { dns, asked, clock } = await resolver({
    'SRV example.com': { records: [Buffer.concat([numbers(1, 2, 5070), domain('a.example.com')])] },
    'SRV none.example.com': { code: CODE.noSuchName },
    'A example.com': { records: [ipv4('192.0.2.1')], ttl: 30 },
    'AAAA example.com': {},
  })
  const askAll = async () => {
    asked.length = 0
    await Promise.all([dns.srv('example.com'), dns.srv('EXAMPLE.com'), dns.srv('none.example.com'), dns.addresses('example.com')])
    return asked.toSorted()
  }
  expect(await askAll()).toEqual(['A example.com', 'AAAA example.com', 'SRV example.com', 'SRV none.example.com'])
  clock.pass(9000)
  expect(await askAll()).toEqual([])
  clock.pass(2000)
  expect(await askAll()).toEqual(['AAAA example.com', 'SRV none.example.com'])
  clock.pass(20_000)
  expect(await askAll()).toContain('A example.com')
  clock.pass(30_000)
  expect(await askAll()).toContain('SRV example.com')
})

test('a failure is not kept', async () => {
  const zone: Record<string, Reply> = { 'SRV example.com': { code: CODE.serverFailure } }
  const { dns } = await resolver(zone)
  await expect(dns.srv('example.com')).rejects.toBeInstanceOf(Refusal)
  zone['SRV example.com'] = {}
  expect(await dns.srv('example.com')).toEqual([])
})
