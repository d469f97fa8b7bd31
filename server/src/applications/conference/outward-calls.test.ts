import type { SipRequest } from '@weft/protocols/sip/message'
import { expect, test } from 'vitest'
import type { OutgoingCall } from '../../ports/sip-caller.ts'
import type { SessionEvent, SipSession } from '../../ports/sip-sessions.ts'
import type { OutwardEvent } from './event/outward.ts'
import type { FocusSession } from './focus-session.ts'
import { OutwardCalls } from './outward-calls.ts'

type Told = SessionEvent<SipRequest>
type Ended = Extract<Told, { readonly kind: 'ended' }>
type Focus = Pick<FocusSession, 'begin' | 'hear' | 'hangUp'>

const OFFER = new Uint8Array([1])
const CALL = {
  ...{ room: 'r%201@conf.test', target: 'sip:bob@y.test;transport=tcp', address: 'bob@y.test', invitedBy: 'alice@x.test' },
  headers: [{ name: 'Subject', value: 'Come in' }],
}
const ENDED: Ended = { kind: 'ended', by: 'peer', why: 'bye', status: null, reason: '' }
const notifier = {
  events: [],
  subscribed: async () => ({ taken: false, answer: { status: 480 } }) as const,
  referred: async () => ({ taken: false, answer: { status: 403 } }) as const,
}

/** A room that calls; `offers` false: it has nothing to offer. */
function call({ offers = true } = {}) {
  const told: OutwardEvent[] = []
  const heard: Told[] = []
  const dialled: OutgoingCall[] = []
  const ended: string[] = []
  let tell = (_event: Told) => {}
  let joined = () => {}
  const wire: SipSession = {
    callId: 'call-1',
    ring: () => null,
    answer: () => null,
    refuse: () => null,
    offer: () => null,
    end: () => ended.push('wire'),
    request: async () => ({ status: 200 }),
  }
  const outward = new OutwardCalls({
    notifier,
    caller: {
      call: (made, listener, asked) => {
        expect(asked).toBe(notifier)
        dialled.push(made)
        tell = listener
        return wire
      },
    },
    session: (session, guest, whenJoined) => {
      expect(guest).toMatchObject({ room: CALL.room, contact: CALL.target, invitedBy: 'alice@x.test' })
      joined = whenJoined
      const focus: Focus = {
        begin: () => (offers ? session.answer(OFFER) : session.refuse({ status: 488 })),
        hear: (event) => heard.push(event),
        hangUp: () => session.end(),
      }
      return focus
    },
  })
  const session = outward.begin(CALL, (event) => told.push(event))
  return { told, heard, dialled, ended, session, tell: (event: Told) => tell(event), joined: () => joined() }
}

test('a room calls as itself, a focus, with what it offers', () => {
  const { dialled, told } = call()
  expect(dialled).toEqual([
    {
      ...{ uri: CALL.target, from: '"Conference Call" <sip:r%201@conf.test>', to: `<${CALL.target}>`, headers: CALL.headers },
      ...{ description: OFFER, credentials: [], contact: { user: 'r 1', isFocus: true } },
    },
  ])
  expect(told).toEqual([])
})

test('what becomes of the call is told, and the focus hears all of it', () => {
  const { told, heard, tell, joined } = call()
  tell({ kind: 'progress', status: 180, reason: 'Ringing' })
  tell({ kind: 'answered' })
  joined()
  tell(ENDED)
  expect(heard.map(({ kind }) => kind)).toEqual(['progress', 'answered', 'ended'])
  expect(told.map(({ kind }) => kind)).toEqual(['progress', 'joined', 'ended'])
})

test.each<[string, Partial<Ended>, number, string]>([
  ['a refusal', { why: 'rejected', status: 486, reason: 'In A Meeting' }, 486, 'In A Meeting'],
  ['a refusal without words', { why: 'rejected', status: 486 }, 486, 'Busy Here'],
  ['that there is no way to it', { why: 'no-route', reason: 'no such domain' }, 404, 'Not Found'],
  ['that nobody took it', { why: 'cancelled', by: 'us' }, 487, 'Request Terminated'],
  ['that nobody answers any more', { why: 'lost' }, 408, 'Request Timeout'],
  ['an answer without a description', { why: 'no-description' }, 488, 'Not Acceptable Here'],
  ['that the chat did not begin', { why: 'bye', by: 'us' }, 500, 'Server Internal Error'],
  ['that he hung up at once', { why: 'bye', by: 'peer' }, 480, 'Temporarily Unavailable'],
])('[N11] %s is an outcome', (_what, details, status, reason) => {
  const { told, tell } = call()
  tell({ ...ENDED, ...details })
  expect(told).toEqual([{ kind: 'ended', status, reason }])
})

test('a call that is given up is hung up', () => {
  const { session, ended } = call()
  session.end()
  expect(ended).toEqual(['wire'])
})

test('who has nothing to offer calls nobody, and that is told after it has begun', async () => {
  const { told, dialled, session } = call({ offers: false })
  expect([told, dialled]).toEqual([[], []])
  session.end()
  await Promise.resolve()
  expect(told).toEqual([{ kind: 'ended', status: 488, reason: 'Not Acceptable Here' }])
})
