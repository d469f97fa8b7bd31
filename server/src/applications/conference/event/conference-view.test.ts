import { expect, test } from 'vitest'
import { type ConferenceView, conferenceInfo } from './conference-view.ts'

const nothing = () => {}
const at = Date.UTC(2026, 6, 17, 8, 41, 52)
const alice = { uri: 'alice@x.test', displayName: 'Alice' }
const room: ConferenceView = {
  ...{ address: 'r1@conf.test', subject: '', files: [], invitees: [], participants: [], isActive: true, product: 'Weft/1.2' },
  waysIn: { advertiseXmppSupport: false, pstnAccessNumbers: [] },
}

function session(id: number, details: object = {}, member: object = {}) {
  const chat = { id, since: at, media: ['chat'] as const, nickname: null, isOnHold: false }
  return { ...chat, member: { party: alice, tell: nothing, ...member }, ...details }
}

const endpointsOf = (view: Partial<ConferenceView>) =>
  conferenceInfo({ ...room, ...view }).users.map(({ endpoints }) => endpoints.map(({ entity }) => entity))

test('a room is described with how to get in and who hosts it', () => {
  const waysIn = { advertiseXmppSupport: true, pstnAccessNumbers: ['+31 20 123-4567'] }
  expect(conferenceInfo({ ...room, waysIn, subject: 'Bees' })).toMatchObject({
    ...{ entity: 'sip:r1@conf.test', state: 'full', active: true, userCount: 0, users: [] },
    description: {
      ...{ displayText: 'Ad-hoc conference', subject: 'Bees', freeText: 'Hosted by Weft/1.2' },
      uris: [
        { uri: 'sip:r1@conf.test', purpose: 'participation' },
        { uri: 'xmpp:r1@conf.test', purpose: 'participation' },
        { uri: 'tel:+3120123-4567', purpose: 'participation' },
      ],
    },
  })
  expect(conferenceInfo(room).description.uris).toHaveLength(1)
})

test('[N4] the devices of one user are told apart by where they are reached, each with its media', () => {
  const sessions = [session(1, {}, { contact: 'sip:a@192.0.2.1' }), session(2, {}, { contact: 'sip:a@192.0.2.2' })]
  const { users, userCount } = conferenceInfo({ ...room, participants: [{ party: alice, nickname: null, sessions }] })
  expect([users.length, userCount]).toEqual([1, 1])
  expect(users[0]).toMatchObject({
    ...{ entity: 'sip:alice@x.test', displayText: 'Alice' },
    endpoints: [
      {
        ...{ entity: 'sip:a@192.0.2.1', displayText: 'Alice', status: 'connected', joiningMethod: 'dialed-in', referred: null },
        ...{ joined: { when: '2026-07-17T08:41:52.000Z' }, media: [{ id: '1-chat', type: 'message' }] },
      },
      { entity: 'sip:a@192.0.2.2', media: [{ id: '2-chat', type: 'message' }] },
    ],
  })
})

test('who comes by the web is reached at his address; where that tells his devices not apart, a number does', () => {
  const participant = { party: alice, nickname: null }
  expect(endpointsOf({ participants: [{ ...participant, sessions: [session(1)] }] })).toEqual([['sip:alice@x.test']])
  const sessions = [session(1), session(2), session(3, {}, { contact: 'sip:a@192.0.2.1' })]
  expect(endpointsOf({ participants: [{ ...participant, sessions }] })).toEqual([
    ['sip:alice@x.test;session=1', 'sip:alice@x.test;session=2', 'sip:a@192.0.2.1'],
  ])
})

test('a user is shown by the nickname that he took last, and each device by its own', () => {
  const sessions = [session(1, { nickname: 'Ace' }), session(2)]
  const { users } = conferenceInfo({ ...room, participants: [{ party: alice, nickname: 'Ace', sessions }] })
  expect(users).toMatchObject([{ displayText: 'Ace', endpoints: [{ displayText: 'Ace' }, { displayText: 'Alice' }] }])
})

test('who gave no name is shown without one, so that clients show his address', () => {
  const party = { ...alice, displayName: '' }
  const { users } = conferenceInfo({ ...room, participants: [{ party, nickname: null, sessions: [session(1, {}, { party })] }] })
  expect(users).toMatchObject([{ displayText: null, endpoints: [{ displayText: null }] }])
})

test('who is on hold is, who speaks has audio, and who was called in is known to have been', () => {
  const sessions = [session(1, { isOnHold: true, media: ['chat', 'audio'] }, { invitedBy: 'bob@x.test' })]
  const { users } = conferenceInfo({ ...room, participants: [{ party: alice, nickname: null, sessions }] })
  expect(users[0]?.endpoints).toMatchObject([
    {
      ...{ status: 'on-hold', joiningMethod: 'dialed-out', referred: { by: 'sip:bob@x.test' } },
      media: [
        { id: '1-chat', type: 'message' },
        { id: '1-audio', type: 'audio' },
      ],
    },
  ])
})

test('who is being called is shown, but not counted; with another device there he is one user', () => {
  const invitee = { id: 4, address: 'alice@X.TEST', invitedBy: 'bob@x.test', since: at, isRinging: false }
  const invitees = [invitee, { ...invitee, id: 5, address: 'carol@x.test', isRinging: true }]
  const participants = [{ party: alice, nickname: null, sessions: [session(1)] }]
  const { users, userCount } = conferenceInfo({ ...room, participants, invitees })
  expect(userCount).toBe(1)
  expect(users).toMatchObject([
    { entity: 'sip:alice@x.test', endpoints: [{ status: 'connected' }, { status: 'dialing-out', media: [] }] },
    {
      ...{ entity: 'sip:carol@x.test', displayText: null },
      endpoints: [{ status: 'alerting', joiningMethod: 'dialed-out', joined: null, referred: { by: 'sip:bob@x.test' } }],
    },
  ])
})

test('[T1] files are listed with their hash, and with the address of who brought them', () => {
  const files = [{ name: 'a.pdf', size: 123, sender: alice, sha1: new Uint8Array(20) }]
  expect(conferenceInfo({ ...room, files }).description.files).toEqual([
    { name: 'a.pdf', size: 123, sender: 'sip:alice@x.test', status: 'OK', hash: `sha-1:${Array(20).fill('00').join(':')}` },
  ])
})
