import { parseImdn } from '@weft/protocols/im/imdn'
import { parseInstantMessage } from '@weft/protocols/im/instant-message'
import type { SipResponse } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import { RecordingLog } from '../../../../test/scenarios/support/log.ts'
import type { Envelope } from '../../ports/message-road.ts'
import { Refusal } from '../../ports/refusal.ts'
import type { OutgoingRequest } from '../../ports/sip-agent.ts'
import { SipRoad, type SipRoadNeeds } from './sip-road.ts'

const ALICE = 'alice@example.com'
const BOB = 'bob@example.net'
const sender = { account: ALICE, ha1: async () => 'abc' }
const message: Envelope = {
  kind: 'message',
  ...{ sender, from: { uri: ALICE, displayName: 'Alice "A"' }, to: BOB, audience: 'everybody' },
  ...{ id: 'm1', timestamp: '2026-07-17T08:41:52+00:00', contentType: 'text/plain', content: 'hi', dispositions: ['display'] },
}

/** A road on which `answer` says what becomes of requests; `sent` are those. */
function road(answer: () => number = () => 200, more: Partial<SipRoadNeeds> = {}) {
  const sent: OutgoingRequest[] = []
  const agent = {
    send: async (request: OutgoingRequest): Promise<SipResponse> => {
      sent.push(request)
      return { kind: 'response', status: answer(), reason: 'Said So', headers: [], body: new Uint8Array() }
    },
  }
  const log = new RecordingLog()
  const needs = {
    agent,
    log,
    now: () => '2026-07-17T09:00:00+00:00',
    host: () => '192.0.2.1',
    proxied: true,
    local: false,
    ...more,
  }
  return { road: new SipRoad(needs), sent, log }
}

async function sentFor(envelope: Envelope, more: Partial<SipRoadNeeds> = {}): Promise<OutgoingRequest> {
  const { road: one, sent } = road(() => 200, more)
  await one.send(envelope)
  const [request] = sent
  if (!request) throw new Error('nothing was sent')
  return request
}

test('a message goes to everybody without a mark, with the digest of its account', async () => {
  const request = await sentFor(message)
  expect(request).toMatchObject({ method: 'MESSAGE', uri: `sip:${BOB}`, to: `<sip:${BOB}>`, headers: [] })
  expect(request.from).toBe(`"Alice \\"A\\"" <sip:${ALICE}>`)
  expect(await request.credentials?.()).toEqual([{ realm: null, username: 'alice', secret: { kind: 'ha1', ha1: 'abc' } }])
  expect(await (await sentFor({ ...message, sender: { account: ALICE, ha1: async () => null } })).credentials?.()).toEqual([])
})

test('without a proxy nobody but the account’s own domain gets to see what its password makes of a challenge', async () => {
  expect(await (await sentFor(message, { proxied: false })).credentials?.()).toEqual([])
  expect(await (await sentFor({ ...message, to: 'carol@Example.com' }, { proxied: false })).credentials?.()).toHaveLength(1)
})

test('what is for SIP devices alone says so; copies for the sender’s own go to their sender', async () => {
  expect((await sentFor({ ...message, audience: 'sip' })).headers).toEqual([{ name: 'X-Sylk-To-Sip', value: 'yes' }])
  const copy = await sentFor({ ...message, audience: 'own-sip' })
  expect(copy.headers.map(({ name }) => name)).toEqual(['X-Sylk-To-Sip', 'X-Replicated-Message'])
  expect([copy.uri, copy.to]).toEqual([`sip:${ALICE}`, `<sip:${BOB}>`])
})

test('messages for this server itself name its gateway', async () => {
  expect((await sentFor(message, { local: true })).headers).toEqual([{ name: 'X-Sylk-App', value: 'webrtcgateway' }])
})

test('a receipt is a notification in an envelope that asks for nothing', async () => {
  const request = await sentFor({
    kind: 'receipt',
    ...{
      sender,
      from: { uri: ALICE, displayName: '' },
      to: BOB,
      id: 'r1',
      messageId: 'm1',
      messageTimestamp: 'then',
      state: 'displayed',
    },
  })
  const envelope = parseInstantMessage(request.body)
  expect(envelope).toMatchObject({ id: 'r1', dispositions: null, dateTime: '2026-07-17T09:00:00+00:00' })
  expect(parseImdn(envelope.content)).toMatchObject({ messageId: 'm1', dateTime: 'then', recipientUri: BOB, status: 'displayed' })
})

test('what the server says itself is plain, and from its own address where it is from nobody else', async () => {
  const notice: Envelope = {
    kind: 'notice',
    sender,
    from: null,
    to: ALICE,
    contentType: 'application/sylk-api-token',
    content: '{}',
  }
  const request = await sentFor(notice)
  expect(request).toMatchObject({ from: '<sip:sylkserver@192.0.2.1>', contentType: 'application/sylk-api-token' })
  expect(new TextDecoder().decode(request.body)).toBe('{}')
  expect((await sentFor({ ...notice, from: BOB })).from).toBe(`<sip:${BOB}>`)
  expect((await sentFor(notice, { host: () => '2001:db8::1' })).from).toBe('<sip:sylkserver@[2001:db8::1]>')
})

test('what was answered is the outcome', async () => {
  expect(await road(() => 486).road.send(message)).toEqual({ code: 486, reason: 'Said So' })
})

test.each([
  [new Refusal('dns', 'nothing for example.net'), { code: 502, reason: 'DNS lookup error: nothing for example.net' }],
  [new Refusal('backend-timeout', 'x'), { code: 408, reason: 'Request Timeout' }],
])('nobody there, or nobody who answers, is an outcome (%s)', async (refusal, outcome) => {
  const failing = () => {
    throw refusal
  }
  expect(await road(failing).road.send(message)).toEqual(outcome)
})

test('what cannot be said in SIP has failed; a defect is logged', async () => {
  expect(await road().road.send({ ...message, id: 'a\r\nb', timestamp: 'never' })).toMatchObject({ code: 400 })
  const { road: one, log } = road(() => {
    throw new TypeError('boom')
  })
  expect(await one.send(message)).toEqual({ code: 500, reason: 'Internal Error' })
  expect(log.text).toContain('TypeError: boom')
})
