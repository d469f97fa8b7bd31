import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Account, type AccountOptions, type AccountState } from './account.ts'
import type { Call, Party } from './call.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'
import { fakeSdp, fakeStream } from './fake-media.ts'
import { ha1 } from './ha1.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const address = 'alice@example.com'
const settled = () => vi.advanceTimersByTimeAsync(0)
const originator = { uri: 'bob@example.com', display_name: 'Bob' }

function logIn(more: Partial<AccountOptions> = {}) {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const account = new Account(connection, { address, password: 'secret', displayName: 'Alice', ...more })
  const states: AccountState[] = []
  account.on('state', (state) => states.push(state))
  connection.connect()
  const registration = (state: string, reason?: string) =>
    gateway.say({ sylkrtc: 'account-event', account: address, event: 'registration-state', state, reason })
  return { gateway, connection, account, states, registration, kinds: () => states.map((state) => state.kind) }
}

async function registered(more: Partial<AccountOptions> = {}) {
  const all = logIn(more)
  all.account.register()
  all.gateway.greet()
  await settled()
  all.registration('registering')
  all.registration('registered')
  return all
}

test('an account is added with its HA1 as soon as the gateway greets; the clear password never leaves', async () => {
  const { gateway, kinds } = logIn({ userAgent: 'Test 1', headerPrefixes: ['X-'] })
  gateway.greet()
  await settled()
  expect(gateway.last('account-add')).toMatchObject({
    account: address,
    password: ha1(address, 'secret'),
    display_name: 'Alice',
    user_agent: 'Test 1',
    incoming_header_prefixes: ['X-'],
  })
  expect(kinds()).toEqual(['added'])
})

test('an application that kept the HA1 needs no password, and is no guest', async () => {
  const kept = logIn({ password: '', ha1: ha1(address, 'secret') })
  kept.gateway.greet()
  expect(kept.gateway.last('account-add').password).toBe(ha1(address, 'secret'))
  expect(kept.account.isGuest).toBe(false)
})

test('under another name the account is added anew, and registered as before', async () => {
  const { gateway, account, registration } = await registered()
  account.rename('Alice B.')
  await settled()
  registration('registered')
  expect(gateway.names.slice(-3)).toEqual(['account-remove', 'account-add', 'account-register'])
  expect(gateway.last('account-add').display_name).toBe('Alice B.')
  expect([account.displayName, account.state.kind]).toEqual(['Alice B.', 'registered'])
})

test('another realm and the clear password are used where they are asked for', async () => {
  const other = logIn({ realm: 'sip.example.com' })
  other.gateway.greet()
  expect(other.gateway.last('account-add').password).toBe(ha1(address, 'secret', 'sip.example.com'))
  const clear = logIn({ clearPassword: true })
  clear.gateway.greet()
  expect(clear.gateway.last('account-add').password).toBe('secret')
})

test('an account made on a connection that is ready already is added at once', async () => {
  const { gateway, connection } = logIn()
  gateway.greet()
  const second = new Account(connection, { address: 'carol@example.com', password: 'x' })
  await settled()
  expect(second.state).toEqual({ kind: 'added' })
})

test('registering goes through registering to registered, and each state is told once', async () => {
  const { gateway, registration, kinds } = await registered()
  registration('registered')
  expect(kinds()).toEqual(['added', 'registering', 'registered'])
  expect(gateway.names).toEqual(['account-add', 'account-register'])
})

test('an account that the gateway refuses has failed, with the reason, and is not registered', async () => {
  const { gateway, account } = logIn()
  gateway.reply('account-add', { error: 'SIP domain not allowed: example.com' })
  account.register()
  gateway.greet()
  await settled()
  expect(account.state).toMatchObject({ kind: 'failed', retryInMs: null, cause: { text: 'SIP domain not allowed: example.com' } })
  expect(gateway.names).toEqual(['account-add'])
})

test('a wrong password is not tried again', async () => {
  const { gateway, registration, account } = await registered()
  registration('failed', '904 Operation has no matching challenge')
  expect(account.state).toMatchObject({ kind: 'failed', cause: { kind: 'credentials', code: 904 }, retryInMs: null })
  await vi.advanceTimersByTimeAsync(600_000)
  expect(gateway.names).toEqual(['account-add', 'account-register'])
})

test('a failure that may pass is tried again after 5 seconds, then ever later, up to a minute', async () => {
  const { gateway, registration, states } = await registered()
  const delays: (number | null)[] = []
  for (let attempt = 0; attempt < 6; attempt++) {
    registration('failed', '503 Service Unavailable')
    const state = states.at(-1)
    const delay = state?.kind === 'failed' ? (state.retryInMs ?? 0) : 0
    delays.push(delay)
    await vi.advanceTimersByTimeAsync(delay)
    registration('registering')
  }
  expect(delays).toEqual([5000, 10000, 20000, 40000, 60000, 60000])
  expect(gateway.names.filter((name) => name === 'account-register')).toHaveLength(7)
  registration('registered')
  registration('failed', '408 Request Timeout')
  expect(states.at(-1)).toMatchObject({ retryInMs: 5000 })
})

test('a registration request that is refused has failed', async () => {
  const { gateway, account } = logIn()
  gateway.reply('account-register', { error: 'DNS lookup error: no server for example.com' })
  account.register()
  gateway.greet()
  await settled()
  expect(account.state).toMatchObject({ kind: 'failed', cause: { kind: 'unreachable' }, retryInMs: 5000 })
})

test('a reconnect adds the account and registers it again', async () => {
  const { gateway, registration, kinds } = await registered()
  gateway.drop()
  expect(kinds().at(-1)).toBe('offline')
  await vi.advanceTimersByTimeAsync(1000)
  gateway.greet()
  await settled()
  registration('registered')
  expect(gateway.names).toEqual(['account-add', 'account-register', 'account-add', 'account-register'])
  expect(kinds()).toEqual(['added', 'registering', 'registered', 'offline', 'added', 'registering', 'registered'])
})

test('a connection that breaks while the account is added leaves it offline, not failed', async () => {
  const { gateway, account, kinds } = logIn()
  gateway.reply('account-add', 'silence')
  account.register()
  gateway.greet()
  gateway.drop()
  await settled()
  expect(kinds()).toEqual([])
  expect(account.state.kind).toBe('offline')
})

test('after unregister the account can still call, events of the old registration are ignored, and reconnects only add it', async () => {
  const { gateway, account, registration } = await registered()
  account.unregister()
  registration('failed', '408 Request Timeout')
  expect(account.state).toEqual({ kind: 'added' })
  gateway.drop()
  await vi.advanceTimersByTimeAsync(1000)
  gateway.greet()
  await settled()
  expect(gateway.names).toEqual(['account-add', 'account-register', 'account-unregister', 'account-add'])
})

test('remove hangs up the calls, takes the account off and leaves nothing running', async () => {
  const { gateway, connection, account, states } = await registered()
  const call = account.call('bob@example.com', fakeStream('audio'))
  await settled()
  account.remove()
  account.remove()
  expect(call.state.kind).toBe('terminated')
  expect(gateway.names.slice(-2)).toEqual(['session-terminate', 'account-remove'])
  expect(states.at(-1)).toEqual({ kind: 'offline' })
  connection.close()
  expect(vi.getTimerCount()).toBe(0)
})

test('an incoming call comes up as a call that offers what its SDP offers', async () => {
  const { gateway, account } = await registered()
  const calls: Call[] = []
  account.on('incoming', (call) => calls.push(call))
  gateway.say({
    sylkrtc: 'account-event',
    account: address,
    event: 'incoming-session',
    session: 'in-1',
    originator,
    sdp: fakeSdp('theirs', 'audio', 'video'),
    call_id: 'call-id',
    headers: { 'X-Note': 'hello' },
  })
  expect(calls).toHaveLength(1)
  expect(calls[0]).toMatchObject({
    id: 'in-1',
    direction: 'incoming',
    remote: { uri: 'bob@example.com', displayName: 'Bob' },
    offered: { audio: true, video: true },
    callId: 'call-id',
    headers: { 'X-Note': 'hello' },
    state: { kind: 'incoming' },
  })
  expect(account.calls).toEqual(calls)
  gateway.say({
    sylkrtc: 'session-event',
    session: 'in-1',
    event: 'state',
    state: 'terminated',
    reason: '487 Request Terminated',
  })
  expect(account.calls).toEqual([])
})

test('missed calls are told, those of other accounts on the connection are not', async () => {
  const { gateway, account } = await registered()
  const missed: Party[] = []
  account.on('missed', (party) => missed.push(party))
  gateway.say({ sylkrtc: 'account-event', account: 'carol@example.com', event: 'missed-session', originator })
  gateway.say({ sylkrtc: 'account-event', account: address, event: 'missed-session', originator })
  expect(missed).toEqual([{ uri: 'bob@example.com', displayName: 'Bob' }])
})

test('a guest calls and joins rooms under the digest of no password, and cannot register', async () => {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const guest = new Account(connection, { address, displayName: 'Visitor' })
  connection.connect()
  gateway.greet()
  await settled()
  expect(gateway.last('account-add')).toMatchObject({ password: ha1(address, ''), display_name: 'Visitor' })
  expect([guest.isGuest, guest.state.kind]).toEqual([true, 'added'])
  expect(() => guest.register()).toThrow(RangeError)
})

test('a registration of which nothing is heard is tried again', async () => {
  const { gateway, account, kinds } = logIn()
  account.register()
  gateway.greet()
  await settled()
  await vi.advanceTimersByTimeAsync(45_000)
  expect(account.state).toMatchObject({ kind: 'failed', retryInMs: 5_000 })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(gateway.names.filter((name) => name === 'account-register')).toHaveLength(2)
  expect(kinds().at(-1)).toBe('registering')
})

test('a registration that came is not waited for any more', async () => {
  const { account } = await registered()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(account.state.kind).toBe('registered')
})

test('an account that nobody answered for is added again, and may be there already', async () => {
  const { gateway, account } = logIn()
  gateway.reply('account-add', 'silence')
  gateway.greet()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(account.state).toMatchObject({ kind: 'failed', retryInMs: 5_000 })
  gateway.reply('account-add', { error: `Account ${address} already added` })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(account.state.kind).toBe('added')
})
