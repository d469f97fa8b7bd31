import type { Dialog } from '@weft/protocols/sip/dialog'
import { fieldOf, type SipRequest } from '@weft/protocols/sip/message'
import { expect, test, vi } from 'vitest'
import type { Log } from '../../../ports/log.ts'
import type { ResponseListener } from '../transaction/transaction-user.ts'
import type { Way } from '../transport/ways.ts'
import { DialogPath, type PathNeeds } from './dialog-path.ts'

const LOG: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => LOG }
const DIALOG: Dialog = {
  ...{ phase: 'confirmed', callId: 'c', local: '<sip:a@x.test>;tag=1', remote: '<sip:b@y.test>;tag=2' },
  ...{ localSequence: 1, remoteSequence: null, remoteTarget: 'sip:b@one.test;transport=tcp', routeSet: [], secure: false },
}
const SOURCE = { transport: 'tcp', address: '192.0.2.9', port: 40_000 } as const

function request(method: string, value = method): SipRequest {
  return { kind: 'request', method, uri: DIALOG.remoteTarget, headers: [{ name: 'Subject', value }], body: new Uint8Array() }
}

/** What leads where, and what is sent there. `found` are the addresses of hosts; those named `down` take no connection. */
function world(
  found: Readonly<Record<string, string>> = { 'one.test;transport=tcp': '192.0.2.1' },
  down: readonly string[] = [],
) {
  const sent: string[] = []
  const cancelled: string[] = []
  const located: string[] = []
  const heard: string[] = []
  const open = new Set(['192.0.2.1', '192.0.2.2', SOURCE.address])
  const wayTo = (address: string): Way => ({
    channel: {
      transport: 'tcp',
      send() {},
      get isOpen() {
        return open.has(address)
      },
    },
    target: { address, port: 5060 },
    hop: { transport: 'tcp', host: 'us.test', port: 5060 },
  })
  const needs: PathNeeds = {
    ...{ product: 'Weft/test', random: { id: () => 'id' }, log: LOG },
    hops: {
      dns: { naptr: async () => [], srv: async () => [], addresses: async () => [] },
      locator: {
        async locate(where) {
          located.push(where)
          const host = found[where]
          if (host === undefined) throw new Error('not found')
          return [{ host, port: 5060, transport: 'tcp' }]
        },
      },
    },
    ways: {
      async along({ host }) {
        if (down.includes(host)) throw new Error('nobody listens')
        return wayTo(host)
      },
      over: ({ address }) => (open.has(address) ? wayTo(address) : null),
    },
    layer: {
      send(message, { target }) {
        sent.push(`${message.method} ${fieldOf(message, 'Subject')} to ${target.address}`)
        return { key: message.method }
      },
      pass: (message, { target }) => sent.push(`${message.kind === 'request' ? message.method : ''} to ${target.address}`),
      cancel: (key) => cancelled.push(key),
    },
  }
  const listener: ResponseListener = {
    role: 'agent',
    answered() {},
    failed: (why) => heard.push(why),
    ended: () => heard.push('ended'),
  }
  return { needs, sent, cancelled, located, heard, open, listener }
}

test('requests go out in the order in which they were given, however long the way takes to find', async () => {
  const { needs, sent, located, listener } = world()
  const path = new DialogPath(null, needs)
  path.send(request('INFO', '1'), DIALOG, listener)
  path.pass(request('ACK'), DIALOG)
  path.send(request('INFO', '2'), DIALOG, listener)
  await vi.waitUntil(() => sent.length === 3)
  expect(sent).toEqual(['INFO 1 to 192.0.2.1', 'ACK to 192.0.2.1', 'INFO 2 to 192.0.2.1'])
  const before = located.length
  path.send(request('BYE'), DIALOG, listener)
  expect(sent.at(-1)).toBe('BYE BYE to 192.0.2.1')
  expect(located).toHaveLength(before)
})

test('a way that was closed, or a target that moved, is looked for again', async () => {
  const { needs, sent, open, listener } = world({ 'one.test;transport=tcp': '192.0.2.1', 'two.test': '192.0.2.2' })
  const path = new DialogPath(null, needs)
  path.send(request('INFO', '1'), DIALOG, listener)
  await vi.waitUntil(() => sent.length === 1)
  path.send(request('INFO', '2'), { ...DIALOG, remoteTarget: 'sip:b@two.test' }, listener)
  await vi.waitUntil(() => sent.length === 2)
  open.delete('192.0.2.2')
  path.send(request('INFO', '3'), { ...DIALOG, remoteTarget: 'sip:b@two.test' }, listener)
  expect(sent).toHaveLength(2)
  await vi.waitUntil(() => sent.length === 3)
  expect(sent).toEqual(['INFO 1 to 192.0.2.1', 'INFO 2 to 192.0.2.2', 'INFO 3 to 192.0.2.2'])
})

test('a caller that takes no connections is reached on the one it opened, unless proxies are between', async () => {
  const { needs, sent, heard, listener } = world({ 'one.test;transport=tcp': '192.0.2.1', 'proxy.test': '192.0.2.1' }, [
    '192.0.2.1',
  ])
  const { channel } = needs.ways.over(SOURCE) ?? {}
  if (!channel) throw new Error('no connection')
  const origin = { channel, target: SOURCE, source: SOURCE }
  new DialogPath(origin, needs).send(request('BYE'), DIALOG, listener)
  await vi.waitUntil(() => sent.length === 1)
  expect(sent).toEqual(['BYE BYE to 192.0.2.9'])
  new DialogPath(origin, needs).send(request('BYE'), { ...DIALOG, routeSet: ['<sip:proxy.test;lr>'] }, listener)
  await vi.waitUntil(() => heard.length === 2)
  expect(heard).toEqual(['transport', 'ended'])
})

test('what leads nowhere fails, and an INVITE that was cancelled meanwhile is cancelled when it is out', async () => {
  const lost = world({})
  new DialogPath(null, lost.needs).send(request('BYE'), DIALOG, lost.listener)
  await vi.waitUntil(() => lost.heard.length === 2)
  const { needs, sent, cancelled, listener } = world()
  const path = new DialogPath(null, needs)
  const invite = request('INVITE')
  path.send(invite, DIALOG, listener)
  path.cancel(invite)
  expect(cancelled).toEqual([])
  await vi.waitUntil(() => sent.length === 1)
  expect(cancelled).toEqual(['INVITE'])
})

test('what cannot be said fails, and is no defect', async () => {
  const { needs, heard, listener } = world()
  const path = new DialogPath(null, needs)
  path.send({ ...request('BYE'), uri: 'sip:b@one.test\r\n' }, DIALOG, listener)
  await vi.waitUntil(() => heard.length === 2)
  expect(heard).toEqual(['transport', 'ended'])
})
