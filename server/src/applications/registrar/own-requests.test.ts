import { expect, test } from 'vitest'
import type { OutgoingRequest } from '../../ports/sip-agent.ts'
import type { OutgoingCall } from '../../ports/sip-caller.ts'
import type { SipSession } from '../../ports/sip-sessions.ts'
import { OwnRequests } from './own-requests.ts'

const own = new OwnRequests('0123456789abcdef', ['example.com'])
const request = (headers: OutgoingRequest['headers']) => ({
  ...({ kind: 'request', method: 'MESSAGE', uri: 'sip:bob@example.com' } as const),
  ...{ headers, body: new Uint8Array() },
})

const session: SipSession = {
  ...{ callId: '1', ring: () => null, answer: () => null, refuse: () => null, offer: () => null, end: () => {} },
  request: async () => ({ status: 200 }),
}

function sentTo(uri: string): Promise<OutgoingRequest> {
  const agent = own.agent({ send: async (request) => request })
  const parties = { from: '<sip:echo@example.com>', to: `<${uri}>` }
  return agent.send({ method: 'MESSAGE', uri, ...parties, headers: [], contentType: null, body: new Uint8Array() })
}

test('what goes to our domains is known as our own', async () => {
  for (const uri of ['sip:bob@example.com', 'sips:bob@EXAMPLE.com:5070;transport=tcp']) {
    const { headers } = await sentTo(uri)
    expect(own.isOwn(request(headers))).toBe(true)
    expect(new OwnRequests('fedcba9876543210', ['example.com']).isOwn(request(headers))).toBe(false)
  }
})

test('so are calls there, and no others', () => {
  const called: OutgoingCall[] = []
  const caller = own.caller({
    call: (call) => {
      called.push(call)
      return session
    },
  })
  for (const uri of ['sip:bob@example.com', 'sip:bob@example.org'])
    caller.call(
      { uri, from: '<sip:room@example.com>', to: `<${uri}>`, headers: [], description: null, credentials: [] },
      () => {},
    )
  expect(called.map(({ headers }) => own.isOwn(request(headers)))).toEqual([true, false])
})

test('nobody else ever sees the mark', async () => {
  for (const uri of ['sip:bob@example.org', 'sip:bob@sip.example.com', 'tel:+15551234'])
    expect((await sentTo(uri)).headers).toEqual([])
})

test('without the mark, a request is nobody’s of ours', () => {
  expect(own.isOwn(request([]))).toBe(false)
  expect(own.isOwn(request([{ name: 'Proxy-Authorization', value: 'Weft ' }]))).toBe(false)
})
