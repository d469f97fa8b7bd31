import type { SipHeaderField, SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { responseTo } from '@weft/protocols/sip/response'
import { expect, test, vi } from 'vitest'
import { FailOver } from './fail-over.ts'
import type { ResponseListener } from './transaction/transaction-user.ts'

const INVITE: SipRequest = {
  kind: 'request',
  method: 'INVITE',
  uri: 'sip:b@x.test',
  headers: [],
  body: new Uint8Array(),
}

/** Three routes, of which those named are down; and what is sent along the others. */
function world(...down: readonly string[]) {
  const sent: { readonly to: string; readonly via: string; readonly listener: ResponseListener }[] = []
  const cancelled: { readonly key: string; readonly headers: readonly SipHeaderField[] }[] = []
  const heard: string[] = []
  let ids = 0
  const needs: ConstructorParameters<typeof FailOver>[2] = {
    product: 'Weft/test',
    random: { id: () => String(++ids) },
    ways: {
      async along({ host, port, transport }) {
        if (down.includes(host)) throw new Error('nobody listens')
        const channel = { transport, isOpen: true, send() {} }
        return { channel, target: { address: host, port }, hop: { transport, host: 'us.test', port: 5060 } }
      },
    },
    layer: {
      send(request, { target }, listener) {
        sent.push({ to: target.address, via: request.headers[0]?.value ?? '', listener })
        return { key: target.address }
      },
      cancel: (key, headers = []) => cancelled.push({ key, headers }),
    },
  }
  const routes = ['one', 'two', 'three'].map((host) => ({ host, port: 5060, transport: 'tcp' }) as const)
  const listener: ResponseListener = {
    role: 'agent',
    answered: ({ status }) => heard.push(`${status}`),
    failed: (why) => heard.push(why),
    ended: () => heard.push('ended'),
  }
  return { attempts: new FailOver(routes, 'x.test', needs), sent, cancelled, heard, listener }
}

const response = (status: number): SipResponse => responseTo(INVITE, status, '', 'a')

test('the next route is tried, with another branch, where there is no connection, no answer, or 503', async () => {
  const { attempts, sent, heard, listener } = world('one')
  await attempts.send(INVITE, listener)
  expect(sent.map(({ to }) => to)).toEqual(['two'])
  sent[0]?.listener.answered(response(503))
  sent[0]?.listener.ended()
  await vi.waitUntil(() => sent.length === 2)
  expect(sent[1]).toMatchObject({ to: 'three' })
  expect(sent[1]?.via).not.toBe(sent[0]?.via)
  sent[1]?.listener.answered(response(486))
  sent[1]?.listener.ended()
  expect(heard).toEqual(['486', 'ended'])
})

test('the last one’s failure is what is told', async () => {
  const { attempts, sent, heard, listener } = world('two', 'three')
  await attempts.send(INVITE, listener)
  sent[0]?.listener.failed('timeout')
  await vi.waitUntil(() => heard.length > 0)
  expect(heard).toEqual(['transport', 'ended'])
})

test('who has answered provisionally is not left, and is asked again first', async () => {
  const { attempts, sent, heard, listener } = world('one')
  await attempts.send(INVITE, listener)
  sent[0]?.listener.answered(response(180))
  sent[0]?.listener.failed('transport')
  expect(heard).toEqual(['180', 'transport'])
  await attempts.send(INVITE, listener)
  expect(sent.map(({ to }) => to)).toEqual(['two', 'two'])
})

test('a 2xx from who was given up is told all the same: somebody has the call', async () => {
  const { attempts, sent, heard, listener } = world()
  await attempts.send(INVITE, listener)
  sent[0]?.listener.failed('timeout')
  await vi.waitUntil(() => sent.length === 2)
  sent[0]?.listener.answered(response(180))
  sent[0]?.listener.answered(response(200))
  expect(heard).toEqual(['200'])
})

test('what is cancelled tries no other route', async () => {
  const { attempts, sent, cancelled, heard, listener } = world()
  await attempts.send(INVITE, listener)
  const reason = [{ name: 'Reason', value: 'SIP;cause=200' }]
  attempts.cancel(reason)
  expect(cancelled).toEqual([{ key: 'one', headers: reason }])
  sent[0]?.listener.answered(response(503))
  expect(sent).toHaveLength(1)
  expect(heard).toEqual(['503'])
  const late = world()
  const sending = late.attempts.send(INVITE, late.listener)
  late.attempts.cancel([])
  await sending
  expect(late.heard).toEqual(['cancelled', 'ended'])
})
