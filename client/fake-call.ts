// Calls for tests: an account at a fake gateway, and what happens to a call of it.

import { Account } from './account.ts'
import type { Call, CallState } from './call.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'
import { fakeSdp, fakeStream } from './fake-media.ts'

/** Turns of the microtask queue, which is all the time that anything takes at a fake gateway. */
const TURNS = 100

/** All that needs no time is over. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await undefined
}

/** An account whose gateway acknowledges everything. Timers are the test's own. */
export async function logIn() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'ws://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const account = new Account(connection, { address: 'alice@example.com', password: 'secret' })
  connection.connect()
  gateway.greet()
  await settled()
  gateway.requests.length = 0
  return { gateway, connection, account }
}

/** What is told of a call, and how the gateway tells something of it. */
export function watch(gateway: FakeGateway, call: Call) {
  const states: CallState[] = []
  call.on('state', (state) => states.push(state))
  const event = async (fields: object) => {
    gateway.say({ sylkrtc: 'session-event', session: call.id, ...fields })
    await settled()
  }
  return {
    call,
    kinds: () => states.map((state) => state.kind),
    state: (state: string, more: object = {}) => event({ event: 'state', state, ...more }),
    update: (state: string, more: object) => event({ event: 'update', state, ...more }),
  }
}

/** A call to Bob, not yet described. */
export async function dial(...kinds: ('audio' | 'video')[]) {
  const all = await logIn()
  const call = all.account.call('bob@example.com', fakeStream(...(kinds.length > 0 ? kinds : (['audio'] as const))))
  return { ...all, ...watch(all.gateway, call) }
}

/** A call from Bob with audio. */
export async function ring() {
  const all = await logIn()
  const calls: Call[] = []
  all.account.on('incoming', (incoming) => calls.push(incoming))
  all.gateway.say({
    sylkrtc: 'account-event',
    account: 'alice@example.com',
    event: 'incoming-session',
    session: 'in-1',
    originator: { uri: 'bob@example.com', display_name: '' },
    sdp: fakeSdp('theirs', 'audio'),
    call_id: 'c',
  })
  const [call] = calls
  if (call === undefined) throw new Error('no call came in')
  return { ...all, ...watch(all.gateway, call) }
}

/** A call to Bob that was answered and whose media are up. */
export async function established(...kinds: ('audio' | 'video')[]) {
  const all = await dial(...kinds)
  await settled()
  await all.state('accepted', { sdp: fakeSdp('theirs', ...kinds), call_id: 'c' })
  await all.state('established')
  return all
}
