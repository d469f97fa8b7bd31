import type { SipRequest } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import type { SipApplication } from '../../../ports/sip-application.ts'
import { type GateSettings, RequestGate } from './request-gate.ts'
import { TrustedPeers } from './trusted-peers.ts'

type Fields = Readonly<Record<string, string>>

const nobody = new TrustedPeers({ networks: [], hosts: [] })
const echo: SipApplication<SipRequest> = { name: 'echo', methods: ['MESSAGE'], answer: async () => ({ status: 200 }) }
const conference: SipApplication<SipRequest> = {
  ...echo,
  name: 'conference',
  methods: ['SUBSCRIBE', 'REFER'],
  called: () => () => {},
}

function settingsOf(trustedPeers: TrustedPeers, appHeaderPeers = trustedPeers): GateSettings {
  return {
    ...{ trustedPeers, appHeaderPeers, outboundProxy: nobody },
    applicationMap: [{ key: 'echo', application: 'echo' }],
    defaultApplication: 'nosuch',
  }
}

function gateFor(trustedPeers: TrustedPeers, appHeaderPeers = trustedPeers): RequestGate {
  return new RequestGate(settingsOf(trustedPeers, appHeaderPeers), [echo, conference], { repeats: () => false, find: () => null })
}

function request(method: string, uri: string, fields: Fields = {}): SipRequest {
  const all: Fields = {
    Via: 'SIP/2.0/UDP phone.test;branch=z9hG4bKa',
    From: '<sip:a@x.test>;tag=1',
    To: '<sip:b@x.test>',
    'Call-ID': 'c',
    CSeq: `1 ${method}`,
    ...fields,
  }
  const headers = Object.entries(all).map(([name, value]) => ({ name, value }))
  return { kind: 'request', method, uri, headers, body: new Uint8Array() }
}

const anybody = gateFor(new TrustedPeers('any'))
const HERE = '127.0.0.1'
const AWAY = '203.0.113.9'
const status = (gate: RequestGate, asked: SipRequest, address = HERE) => {
  const verdict = gate.decide(asked, address)
  return verdict.do === 'answer'
    ? verdict.status
    : verdict.do === 'ask' || verdict.do === 'call'
      ? verdict.application.name
      : verdict.do
}

test('[F5] who is not trusted is 403, except that a method nobody answers is 405 from anywhere', () => {
  const gate = gateFor(nobody)
  for (const method of ['INVITE', 'MESSAGE', 'SUBSCRIBE', 'REFER', 'OPTIONS', 'CANCEL'])
    expect(status(gate, request(method, 'sip:echo@x.test'))).toBe(403)
  expect(status(gate, request('REGISTER', 'sip:x.test'))).toBe(405)
  expect(status(gate, request('ACK', 'sip:echo@x.test'))).toBe('ignore')
})

test('[F3] X-Sylk-App counts from those who may say it, and while all may send only from home', () => {
  const asked = request('SUBSCRIBE', 'sip:echo@x.test', { Event: 'conference', 'X-Sylk-App': 'conference' })
  expect(status(anybody, asked)).toBe('conference')
  expect(status(anybody, asked, AWAY)).toBe(405)
  const proxies = new TrustedPeers({ networks: [{ address: AWAY, prefix: 32 }], hosts: [] })
  expect(status(gateFor(new TrustedPeers('any'), proxies), asked, AWAY)).toBe('conference')
  expect(status(gateFor(new TrustedPeers('any'), proxies), asked)).toBe(405)
})

test('[F12] a default application that is not there is conference, and the operator is told', () => {
  expect(anybody.warning).toContain('nosuch')
  expect(status(anybody, request('INVITE', 'sip:room@x.test'))).toBe('conference')
})

test('what an application does not do is 405, a call 488', () => {
  expect(status(anybody, request('INVITE', 'sip:echo@x.test'))).toBe(488)
  expect(anybody.decide(request('REFER', 'sip:echo@x.test', { 'Refer-To': '<sip:c@x.test>' }), HERE)).toMatchObject({
    status: 405,
    headers: [{ name: 'Allow', value: 'MESSAGE, OPTIONS, CANCEL, ACK' }],
  })
})

test('a request that cannot be worked on is refused with what is wrong', () => {
  expect(status(anybody, request('MESSAGE', 'http://x.test'))).toBe(416)
  expect(status(anybody, request('MESSAGE', 'sip:echo@x.test', { CSeq: 'x' }))).toBe(400)
  expect(status(anybody, request('MESSAGE', 'sip:echo@x.test', { Require: 'foo' }))).toBe(420)
  expect(status(anybody, request('BYE', 'sip:echo@x.test', { To: '<sip:b@x.test>;tag=2' }))).toBe(481)
})

test('a notifier is asked about SUBSCRIBE and REFER as such, and Allow says so', () => {
  const focus: SipApplication<SipRequest> = {
    ...{ name: 'conference', methods: [], events: ['conference'], answer: async () => ({ status: 200 }) },
    subscribed: async () => ({ taken: false, answer: { status: 403 } }),
    referred: async () => ({ taken: false, answer: { status: 403 } }),
  }
  const gate = new RequestGate(settingsOf(new TrustedPeers('any')), [echo, focus], { repeats: () => false, find: () => null })
  const asked = (method: string, fields: Fields) => gate.decide(request(method, 'sip:room@x.test', fields), HERE)
  expect(asked('SUBSCRIBE', { Event: 'conference' })).toEqual({ do: 'notify', application: focus })
  expect(asked('REFER', { 'Refer-To': '<sip:c@x.test>' })).toEqual({ do: 'notify', application: focus })
  expect(asked('REFER', {})).toMatchObject({ status: 400 })
  const allow = (value: string) => ({ headers: expect.arrayContaining([{ name: 'Allow', value }]) })
  expect(asked('MESSAGE', {})).toMatchObject({ status: 405, ...allow('SUBSCRIBE, REFER, OPTIONS, CANCEL, ACK') })
  expect(asked('OPTIONS', {})).toMatchObject(allow('MESSAGE, SUBSCRIBE, REFER, OPTIONS, CANCEL, ACK'))
})

test('[F8] the event of a SUBSCRIBE is looked at without its parameters', () => {
  expect(status(anybody, request('SUBSCRIBE', 'sip:room@x.test', { Event: 'conference;id=1' }))).toBe('conference')
  for (const event of ['dialog', 'presence.winfo', '']) {
    const verdict = anybody.decide(request('SUBSCRIBE', 'sip:room@x.test', { Event: event }), HERE)
    expect(verdict).toMatchObject({ status: 489, headers: [{ name: 'Allow-Events', value: 'conference, presence' }] })
  }
})

test('what only calls are made of is 481 outside a dialog, and 405 where nobody takes calls', () => {
  for (const method of ['BYE', 'PRACK', 'UPDATE']) expect(status(anybody, request(method, 'sip:room@x.test'))).toBe(481)
  const deaf = new RequestGate(settingsOf(new TrustedPeers('any')), [echo], { repeats: () => false, find: () => null })
  for (const method of ['BYE', 'PRACK', 'UPDATE']) expect(status(deaf, request(method, 'sip:room@x.test'))).toBe(405)
})

test('100rel and timer may be required of a call, and of nothing else', () => {
  expect(status(anybody, request('INVITE', 'sip:room@x.test', { Require: '100rel, timer' }))).toBe('conference')
  expect(status(anybody, request('SUBSCRIBE', 'sip:room@x.test', { Event: 'conference', Require: '100rel' }))).toBe(420)
  expect(anybody.decide(request('OPTIONS', 'sip:x.test'), HERE)).toMatchObject({
    headers: expect.arrayContaining([{ name: 'Supported', value: '100rel, timer' }]),
  })
})

test('within a dialog that is here, who speaks is in it, wherever they are; repetitions are not judged again', () => {
  const user = { role: 'agent', requested() {}, cancelled() {}, acknowledged() {}, undelivered() {}, ended() {} } as const
  const within = { To: '<sip:b@x.test>;tag=2' }
  const found = new RequestGate(settingsOf(nobody), [conference], { repeats: () => false, find: () => user })
  expect(found.decide(request('BYE', 'sip:room@x.test', within), AWAY)).toEqual({ do: 'within', user })
  expect(found.decide(request('OPTIONS', 'sip:room@x.test', within), AWAY)).toMatchObject({ status: 200 })
  expect(status(found, request('INVITE', 'sip:room@x.test'), AWAY)).toBe(403)
  const repeated = new RequestGate(settingsOf(new TrustedPeers('any')), [], { repeats: () => true, find: () => null })
  expect(repeated.decide(request('MESSAGE', 'sip:gone@x.test'), HERE)).toEqual({ do: 'match' })
})
