import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { SylkClient } from './support/client.ts'
import { type FakePushServer, startFakePushServer } from './support/fake-push-server.ts'
import { Meeting, of, ROOM } from './support/meeting.ts'
import { ALICE, accepted, DOMAIN, eventually } from './support/telephony.ts'

const DAVE = `dave@${DOMAIN}`
const USUAL = `usual@videoconference.${DOMAIN}`

let server: FakePushServer
let meeting: Meeting
beforeAll(async () => {
  server = await startFakePushServer()
  meeting = await Meeting.open({
    'webrtcgateway.ini': {
      General: { sylk_push_url: server.url },
      [USUAL]: { invite_participants: `${ALICE}, ${DAVE}, nobody@${DOMAIN}` },
    },
  })
})
beforeEach(async () => {
  for (const user of ['alice', 'dave']) await (await deviceOf(user)).close()
})
afterEach(async () => {
  await meeting.end()
  await eventually('nothing is left in Janus', () => meeting.telephony.janus.rooms.length === 0)
})
afterAll(async () => {
  await meeting.close()
  await server.close()
})

/** A registered device of that user's that can be woken. */
async function deviceOf(user: string): Promise<SylkClient> {
  const account = `${user}@${DOMAIN}`
  const client = await meeting.client(user)
  const token = { token: `token-of-${user}`, platform: 'android', device: 'phone', silent: false, app: 'sylk' }
  await accepted(client, 'account-devicetoken', { account, ...token })
  await accepted(client, 'account-register', { account })
  await client.event('registration-state', 'registered')
  return client
}

function sessionOf(callId: unknown): string {
  const hex = createHash('md5').update(String(callId)).digest('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

test('[12.80] an invitation reaches the other connections of who is invited, and a push that names the same session', async () => {
  const dave = await deviceOf('dave')
  const bob = await meeting.enter('bob')
  expect(await bob.client.request('videoroom-invite', { session: bob.session, participants: [DAVE, 'x@elsewhere.test'] })).toBe(
    'ack',
  )
  const invitation = await dave.event('conference-invite')
  expect(invitation).toMatchObject({ account: DAVE, room: ROOM, originator: { uri: bob.account, display_name: 'Bob' } })
  const { fields } = await server.pushed.next()
  expect(fields).toMatchObject({
    event: 'incoming_conference_request',
    token: 'token-of-dave',
    from: bob.account,
    'from-display-name': 'Bob',
    to: ROOM,
    account: DAVE,
    'media-type': 'video',
    'call-id': expect.stringMatching(/^\d{1,10}$/),
  })
  expect(invitation.session_id).toBe(sessionOf(fields['call-id']))
})

test('[12.80] who is in the room already is not pushed, and a device never invites itself', async () => {
  const device = await deviceOf('alice')
  const alice = await meeting.enter('alice', {}, { client: device })
  const bob = await meeting.enter('bob')
  await accepted(bob.client, 'videoroom-invite', { session: bob.session, participants: [ALICE, DAVE] })
  expect((await server.pushed.next()).fields).toMatchObject({ account: DAVE })
  await device.event('conference-invite')
  await accepted(device, 'videoroom-invite', { session: alice.session, participants: [ALICE, DAVE] })
  expect((await server.pushed.next()).fields).toMatchObject({ account: DAVE, from: ALICE })
  await device.settled()
  expect(device.events.filter(({ event }) => event === 'conference-invite')).toHaveLength(1)
})

test('who invites is told whether anybody was reached, and when he comes', async () => {
  const bob = await meeting.enter('bob')
  await accepted(bob.client, 'videoroom-invite', { session: bob.session, participants: [DAVE, 'x@elsewhere.test'] })
  const states = [await of(bob.client, bob.session, 'invite-status'), await of(bob.client, bob.session, 'invite-status')]
  expect(states.toSorted((one, other) => String(one.participant).localeCompare(String(other.participant)))).toMatchObject([
    { participant: DAVE, state: 'progress', code: 180 },
    { participant: 'x@elsewhere.test', state: 'failed', code: 480 },
  ])
  await server.pushed.next()
  await meeting.enter('dave')
  expect(await of(bob.client, bob.session, 'invite-status', 'success')).toMatchObject({ participant: DAVE, code: 200 })
})

test('[12.81] the first to come to a room invites those the operator wants there, himself not', async () => {
  const dave = await deviceOf('dave')
  const alice = await meeting.enter('alice', { uri: USUAL })
  const { fields } = await server.pushed.next()
  expect(fields).toMatchObject({ account: DAVE, to: USUAL, from: ALICE, 'call-id': alice.session })
  expect(await dave.event('conference-invite')).toMatchObject({ room: USUAL, session_id: sessionOf(alice.session) })
  await meeting.enter('bob', { uri: USUAL })
  await dave.settled()
  expect(dave.events.filter(({ event }) => event === 'conference-invite')).toHaveLength(1)
})

test('attack S3: whoever only claims to have an account is not told of its invitations', async () => {
  const impostor = await meeting.client('dave')
  const bob = await meeting.enter('bob')
  await accepted(bob.client, 'videoroom-invite', { session: bob.session, participants: [DAVE] })
  await server.pushed.next()
  await impostor.settled()
  expect(impostor.events.filter(({ event }) => event === 'conference-invite')).toEqual([])
})

test('attack S15: nobody invites without end', async () => {
  const bob = await meeting.enter('bob')
  const many = Array.from({ length: 201 }, (_, at) => `guest${at}@elsewhere.test`)
  const invite = (participants: readonly string[]) =>
    bob.client.request('videoroom-invite', { session: bob.session, participants })
  expect(await invite(many.slice(0, 200))).toBe('ack')
  expect(await invite(many.slice(200))).toBe('Too many invitations at a time')
})

test('attack S15: who is spelled in many ways is called once', async () => {
  const dave = await deviceOf('dave')
  const bob = await meeting.enter('bob')
  const spellings = ['dave', 'Dave', 'DAVE', 'dAvE'].map((user) => `${user}@${DOMAIN}`)
  await accepted(bob.client, 'videoroom-invite', { session: bob.session, participants: spellings })
  await dave.event('conference-invite')
  await accepted(bob.client, 'videoroom-invite', { session: bob.session, participants: [ALICE] })
  expect((await server.pushed.next()).fields).toMatchObject({ account: expect.stringMatching(/^dave@/i) })
  expect((await server.pushed.next()).fields).toMatchObject({ account: ALICE })
  await dave.settled()
  expect(dave.events.filter(({ event }) => event === 'conference-invite')).toHaveLength(1)
})
