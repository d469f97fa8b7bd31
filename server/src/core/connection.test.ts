import { expect, test } from 'vitest'
import { messagingBench } from '../../../test/scenarios/support/messaging.ts'
import { roomsBench } from '../../../test/scenarios/support/rooms-bench.ts'
import type { Auth } from '../ports/auth.ts'
import type { Log } from '../ports/log.ts'
import type { IncomingCall, Leg, LegEvent, LineEvent, SipCalls } from '../ports/sip-calls.ts'
import { Connection } from './connection.ts'
import type { ClientEvent } from './events.ts'

const ALICE = 'alice@example.com'

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => silent }

const accepting: Auth = { check: async (_account, ha1) => ({ kind: 'sip', ha1 }) }

/** A leg that takes everything, and keeps what it was asked for. */
function recordingLeg(): { readonly leg: Leg; readonly asked: string[] } {
  const asked: string[] = []
  const take = (what: string) => async () => {
    asked.push(what)
  }
  const leg: Leg = {
    answer: take('answer'),
    decline: take('decline'),
    hangUp: take('hang-up'),
    offer: take('offer'),
    answerOffer: take('answer-offer'),
    rejectOffer: take('reject-offer'),
    sendMessage: take('message'),
    sendDtmf: take('dtmf'),
    addCandidates: take('candidates'),
    release: take('release'),
  }
  return { leg, asked }
}

/** A connection with alice's account, whose line and calls the test plays. */
async function connect(sipCalls: Partial<SipCalls> = {}, auth: Auth = accepting) {
  const told: ClientEvent[] = []
  let line: (event: LineEvent) => void = () => {}
  const { messaging, pushTokens, addressBooks } = messagingBench()
  const connection = new Connection(
    {
      clock: { now: () => 0, after: () => () => {} },
      random: { id: () => 'id' },
      log: silent,
      auth,
      sipCalls: {
        openLine: async (_request, listener) => {
          line = listener
          return { close: async () => {} }
        },
        dial: () => new Promise(() => {}),
        ...sipCalls,
      },
      draining: () => false,
      messaging,
      addressBooks,
      pushTokens,
      rooms: roomsBench().rooms,
      settings: {
        accountsPerConnection: 5,
        callsPerConnection: 5,
        roomsPerConnection: 5,
        feedsPerRoom: 5,
        queuedRequests: 100,
        updateTimeout: 1,
        hangUpTimeout: 1,
        declineCode: 486,
        offerSrtp: true,
        domainAllowed: () => true,
      },
    },
    { address: '192.0.2.7', log: silent, tell: (event) => void told.push(event) },
  )
  connection.addAccount({
    address: ALICE,
    password: 'x',
    displayName: null,
    userAgent: null,
    headerPrefixes: [],
    composingIndications: false,
  })
  await connection.account(ALICE).register()
  return { connection, told, line: (event: LineEvent) => line(event) }
}

/** A call that comes in; what happened to it before anybody listens is told first. */
function incoming(callId: string, ...before: LegEvent[]): { readonly call: IncomingCall; readonly asked: string[] } {
  const { leg, asked } = recordingLeg()
  const call: IncomingCall = {
    leg,
    callId,
    caller: { uri: 'bob@example.com', displayName: '' },
    sdp: 'v=0',
    headers: {},
    listen: (listener) => before.forEach(listener),
  }
  return { call, asked }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
const dialled = (connection: Connection, session: string) =>
  connection.dial({ session, account: ALICE, target: 'bob@example.com', sdp: 'v=0', headers: {} })

test('[12.23] a registration is told on every change and its refreshes are not, on the other side of a failure either', async () => {
  const { told, line } = await connect()
  const registered = { kind: 'registered' } as const
  const failed = { kind: 'registration-failed', code: 503, reason: 'Service Unavailable' } as const
  for (const event of [{ kind: 'registering' }, registered, registered, registered, failed, failed, registered] as const)
    line(event)
  await turn()
  expect(told.map((event) => event.kind === 'registration' && event.report)).toEqual([
    { state: 'registering' },
    { state: 'registered' },
    { state: 'failed', reason: '503 Service Unavailable' },
    { state: 'registered' },
  ])
})

test('[12.32] what the authority of a domain refuses is told as failed in its words, and the account may not do what needs it', async () => {
  const reason = 'external authentication failed (wrong username or password?)'
  const { connection, told } = await connect({}, { check: async () => ({ kind: 'refused', reason }) })
  expect(told).toEqual([{ kind: 'registration', account: ALICE, report: { state: 'failed', reason } }])
  expect(() => connection.authenticated(ALICE)).toThrow('Account not authenticated')
  await expect(dialled(connection, 's1')).rejects.toThrow('Account not authenticated')
})

test('[12.30] an account stays authenticated once it was registered, whatever becomes of the registration', async () => {
  const { connection, line } = await connect()
  expect(() => connection.authenticated(ALICE)).toThrow('Account not authenticated')
  line({ kind: 'registered' })
  line({ kind: 'registration-failed', code: 503, reason: 'x' })
  await connection.account(ALICE).unregister()
  expect(connection.authenticated(ALICE).address).toBe(ALICE)
})

test('a caller that uses its Call-ID again and again gets a session for each of its calls, and all of them are given back', async () => {
  const { connection, told, line } = await connect()
  const calls = [incoming('x'), incoming('x'), incoming('x'), incoming('x')]
  for (const { call } of calls) line({ kind: 'incoming', call })
  const sessions = told.map((event) => event.kind === 'incoming-call' && event.session)
  expect(new Set(sessions).size).toBe(4)
  await connection.close()
  expect(calls.map(({ asked }) => asked)).toEqual([['release'], ['release'], ['release'], ['release']])
})

test('a call that is over before it could be announced is announced first', async () => {
  const { told, line } = await connect()
  const { call } = incoming('x', { kind: 'ended', code: 487, reason: 'Request Terminated', elsewhere: false })
  line({ kind: 'incoming', call })
  expect(told.map((event) => (event.kind === 'call' ? event.event.kind : event.kind))).toEqual([
    'incoming-call',
    'terminated',
    'missed-call',
  ])
})

test('a client that goes while its call is being dialled leaves no leg behind', async () => {
  const dialling = Promise.withResolvers<Leg>()
  const { connection } = await connect({ dial: () => dialling.promise })
  const { leg, asked } = recordingLeg()
  const dial = dialled(connection, 's1')
  await turn()
  await connection.close()
  dialling.resolve(leg)
  await dial
  expect(asked).toEqual(['release'])
})

test('a client that goes while its registration is being replaced is not registered again', async () => {
  const closing = Promise.withResolvers<void>()
  let lines = 0
  const openLine = async () => {
    lines++
    return { close: () => closing.promise }
  }
  const { connection } = await connect({ openLine })
  const replacing = connection.account(ALICE).register()
  const gone = connection.close()
  closing.resolve()
  await Promise.all([replacing, gone])
  expect(lines).toBe(1)
})

test('a call that comes in after its account was removed finds nobody', async () => {
  const { connection, told, line } = await connect()
  await connection.removeAccount(ALICE)
  line({ kind: 'incoming', call: incoming('x').call })
  await turn()
  expect(told).toEqual([])
})
