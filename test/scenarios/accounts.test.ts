import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { SylkClient } from './support/client.ts'
import { ALICE, accepted, BOB, DOMAIN, eventually, ha1, OFFER, Telephony } from './support/telephony.ts'

let telephony: Telephony
const clients: SylkClient[] = []
beforeAll(async () => {
  telephony = await Telephony.start()
})
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
  telephony.janus.sip.removePhones()
})
afterAll(() => telephony.stop())

async function connect(): Promise<SylkClient> {
  return kept(SylkClient.connect(telephony.weft.url))
}
async function kept(connecting: Promise<SylkClient>): Promise<SylkClient> {
  const client = await connecting
  clients.push(client)
  return client
}

test('[12.17] an account is known by exactly the letters the client gave, without the scheme', async () => {
  const client = await connect()
  await accepted(client, 'account-add', { account: `sip:${ALICE}`, password: ha1('alice') })
  expect(await client.request('account-add', { account: ALICE, password: 'x' })).toBe(`Account ${ALICE} already added`)
  telephony.janus.sip.addUser('Alice@Weft.Test', ha1('alice'))
  await accepted(client, 'account-add', { account: 'Alice@Weft.Test', password: ha1('alice') })
  await accepted(client, 'account-register', { account: 'Alice@Weft.Test' })
  expect((await client.event('registration-state', 'registered')).account).toBe('Alice@Weft.Test')
  telephony.phone().call('Alice@Weft.Test')
  expect((await client.event('incoming-session')).account).toBe('Alice@Weft.Test')
})

test('[12.18] an account is added once on a connection, and again on another', async () => {
  const first = await kept(telephony.client())
  expect(await first.request('account-add', { account: ALICE, password: 'x' })).toBe(`Account ${ALICE} already added`)
  const second = await connect()
  expect(await second.request('account-add', { account: ALICE, password: 'x' })).toBe('ack')
})

test('[12.19] accounts of a domain that is not served are refused', async () => {
  const server = await Telephony.start({ 'webrtcgateway.ini': { General: { sip_domains: 'example.com' } } })
  const client = await SylkClient.connect(server.weft.url)
  expect(await client.request('account-add', { account: ALICE, password: 'x' })).toBe(`SIP domain not allowed: ${DOMAIN}`)
  expect(await client.request('account-add', { account: 'a@example.com', password: 'x' })).toBe('ack')
  expect(await client.request('account-add', { account: 'a@example.com:5070', password: 'x' })).toBe('ack')
  await client.close()
  await server.stop()
})

test('[12.20] a password has 1 to 9999 characters', async () => {
  const client = await connect()
  const add = (length: number) => client.request('account-add', { account: ALICE, password: 'p'.repeat(length) })
  expect(await add(0)).toBe("the value's length must be between 1 and 9999 inclusive")
  expect(await add(10_000)).toBe("the value's length must be between 1 and 9999 inclusive")
  expect(await add(9_999)).toBe('ack')
})

test('[12.21] name, user agent and header prefixes may be left out or null', async () => {
  const client = await connect()
  expect(await client.request('account-add', { account: ALICE, password: 'x' })).toBe('ack')
  const empty = { display_name: null, user_agent: null, incoming_header_prefixes: null }
  expect(await client.request('account-add', { account: BOB, password: 'x', ...empty })).toBe('ack')
})

test('[12.22] an account that was not added cannot be registered', async () => {
  const client = await connect()
  expect(await client.request('account-register', { account: ALICE })).toBe(`Unknown account specified for register: ${ALICE}`)
  expect(await client.request('account-unregister', { account: ALICE })).toBe(
    `Unknown account specified for unregister: ${ALICE}`,
  )
})

test('[12.23][12.15] a registration is told as registering and registered, once each and after the ack', async () => {
  const client = await kept(telephony.client())
  const transaction = client.send('account-register', { account: ALICE })
  await client.event('registration-state', 'registered')
  await client.settled()
  const told = client.received
    .slice(2)
    .map(({ sylkrtc, state, transaction: of }) => state ?? (of === transaction ? sylkrtc : 'ping'))
  expect(told).toEqual(['ack', 'registering', 'registered', 'ping'])
})

test('[12.24] wrong credentials are told with 904, which apps know', async () => {
  const client = await connect()
  await accepted(client, 'account-add', { account: ALICE, password: ha1('mallory') })
  await accepted(client, 'account-register', { account: ALICE })
  expect((await client.event('registration-state', 'failed')).reason).toMatch(/^904 /)
  expect(await client.request('account-sync-conversations', { account: ALICE })).toBe('Account not authenticated')
})

test('[12.25][12.6] a domain without a SIP server is told with the word DNS, and a ping does not wait for the look-up', async () => {
  // Nobody answers on this port, and the resolver is told so only after its time is up.
  const server = await Telephony.start({
    'webrtcgateway.ini': { General: { outbound_sip_proxy: '' } },
    'weft.ini': { Dns: { nameservers: '127.0.0.1', timeout: 1 } },
  })
  const client = await server.client()
  const registering = client.request('account-register', { account: ALICE })
  const ping = client.send('ping')
  expect(await registering).toMatch(/^DNS lookup error: /)
  expect(client.received.at(-2)).toEqual({ sylkrtc: 'ack', transaction: ping })
  expect(await client.request('session-create', { session: 's', account: ALICE, uri: BOB, sdp: OFFER })).toMatch(/DNS/)
  await client.close()
  await server.stop()
})

test('[12.26] a device token given before registering is in the Contact', async () => {
  const client = await kept(telephony.client())
  const device = { token: 'voip-apns', platform: 'ios', device: 'device-1', silent: true, app: 'com.example.app' }
  await accepted(client, 'account-devicetoken', { account: ALICE, ...device })
  await accepted(client, 'account-register', { account: ALICE })
  await client.event('registration-state', 'registered')
  expect(telephony.janus.sip.bindings(ALICE)[0]?.parameters).toMatchObject({
    'pn-app': 'com.example.app',
    'pn-tok': 'voip-apns',
    'pn-type': 'ios',
    'pn-device': 'device-1',
    'pn-silent': '1',
  })
})

test('[12.27] a device token needs to say whether it is silent, and an account that is there', async () => {
  const client = await kept(telephony.client())
  const device = { token: 't', platform: 'ios', device: 'd', app: 'a' }
  expect(await client.request('account-devicetoken', { account: ALICE, ...device })).toMatch(/'silent'/)
  expect(await client.request('account-devicetoken', { account: BOB, silent: false, ...device })).toBe(
    `Unknown account specified for token: ${BOB}`,
  )
})

test('[12.29] unregistering removes the binding and says nothing', async () => {
  const client = await kept(telephony.registered())
  expect(telephony.janus.sip.bindings(ALICE)).toHaveLength(1)
  await accepted(client, 'account-unregister', { account: ALICE })
  await eventually('the binding is gone', () => telephony.janus.sip.bindings(ALICE).length === 0)
  await client.settled()
  expect(client.events.filter(({ event }) => event === 'registration-state')).toHaveLength(2)
})

test('[12.29] what a registration still says when it is given up is not told after the ack', async () => {
  const client = await kept(telephony.client())
  client.send('account-register', { account: ALICE })
  await accepted(client, 'account-unregister', { account: ALICE })
  const before = client.events.length
  await eventually('nothing is registered', () => telephony.janus.sip.bindings(ALICE).length === 0)
  await client.settled()
  expect(client.events.slice(before)).toEqual([])
})

test('[12.30] without having registered, messages are refused and calls are not', async () => {
  const client = await kept(telephony.client())
  const phone = telephony.phone()
  const message = { message_id: 'm', content: 'hi', content_type: 'text/plain', timestamp: '2026-07-17T08:41:52Z' }
  for (const [name, fields] of [
    ['account-message', { uri: BOB, ...message }],
    ['account-disposition-notification', { uri: BOB, message_id: 'm', state: 'displayed', timestamp: message.timestamp }],
    ['account-sync-conversations', {}],
    ['account-mark-conversation-read', { contact: BOB }],
    ['account-remove-message', { message_id: 'm', contact: BOB }],
    ['account-remove-conversation', { contact: BOB }],
    ['account-fetch-addressbook', {}],
    ['account-update-addressbook', { action: 'delete', type: 'contact', data: { id: '1' } }],
  ] as const) {
    expect(await client.request(name, { account: ALICE, ...fields })).toBe('Account not authenticated')
  }
  expect(await client.request('session-create', { session: 'guest', account: ALICE, uri: BOB, sdp: OFFER })).toBe('ack')
  await phone.nextCall()
  expect(await client.request('videoroom-join', { session: 'r', account: ALICE, uri: `room@${DOMAIN}`, sdp: OFFER })).toBe('ack')
})

test('[12.31] a registered account can be removed and added again', async () => {
  const client = await kept(telephony.registered())
  await accepted(client, 'account-unregister', { account: ALICE })
  await accepted(client, 'account-remove', { account: ALICE })
  await accepted(client, 'account-add', { account: ALICE, password: ha1('alice') })
  await accepted(client, 'account-register', { account: ALICE })
  await client.next((message) => message.state === 'registered')
})

test('[12.31] removing a registered account hangs up its calls and removes its binding', async () => {
  const client = await kept(telephony.registered())
  const call = await telephony.outgoingCall(client)
  await accepted(client, 'account-remove', { account: ALICE })
  expect((await client.event('state', 'terminated')).reason).toBe('the account was removed')
  expect(await call.ended()).toBe('bye')
  await eventually('the binding is gone', () => telephony.janus.sip.bindings(ALICE).length === 0)
})

test('[12.16] a client that goes leaves nothing behind: no binding, no call, no handle, within two seconds', async () => {
  const before = telephony.janus.handleCount
  const client = await telephony.registered()
  const up = await telephony.outgoingCall(client, 'up')
  const carol = telephony.janus.sip.addPhone(`carol@${DOMAIN}`)
  await accepted(client, 'session-create', { session: 'ringing', account: ALICE, uri: carol.address, sdp: OFFER })
  const ringing = await carol.nextCall()
  ringing.ring()
  await client.event('state', 'ringing')
  const waiting = carol.call(ALICE)
  await client.event('incoming-session')
  const gone = Date.now()
  await client.close()
  expect(await up.ended()).toBe('bye')
  expect(await ringing.ended()).toBe('cancel')
  expect(await waiting.refused()).toBe(480)
  await eventually('the binding is gone', () => telephony.janus.sip.bindings(ALICE).length === 0)
  await eventually('all handles are gone', () => telephony.janus.handleCount === before)
  expect(Date.now() - gone).toBeLessThan(2_000)
})

test('[12.33] a clear password of an externally authenticated SIP domain registers with its digest', async () => {
  const server = await Telephony.start({ 'auth.ini': { ExternalAuth: { enable: 'yes' }, [DOMAIN]: { auth_type: 'SIP' } } })
  const client = await SylkClient.connect(server.weft.url)
  await accepted(client, 'account-add', { account: ALICE, password: 'alicepw' })
  await accepted(client, 'account-register', { account: ALICE })
  await client.event('registration-state', 'registered')
  await client.close()
  await server.stop()
})

test('with Janus away a registration fails with 503, and succeeds by itself when Janus is back', async () => {
  const server = await Telephony.start({ 'weft.ini': { Janus: { reconnect_min: 0.1, reconnect_max: 0.2 } } })
  await server.janus.stop()
  const client = await server.client()
  expect(await client.request('account-register', { account: ALICE })).toBe('ack')
  expect((await client.event('registration-state', 'failed')).reason).toMatch(/^503 /)
  await server.janus.restart()
  await client.event('registration-state', 'registered')
  await client.close()
  await server.stop()
})
