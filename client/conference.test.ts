import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Account, type RoomInvitation } from './account.ts'
import { Conference, type ConferenceState, type InvitationStatus } from './conference.ts'
import { Connection } from './connection.ts'
import { FakeGateway } from './fake-gateway.ts'
import { fakeSdp, fakeStream, fakeTrack } from './fake-media.ts'
import { RequestFailure } from './request-failure.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17, 8, 41) }))
afterEach(() => void vi.useRealTimers())

const settled = () => vi.advanceTimersByTimeAsync(0)
const address = 'alice@example.com'
const room = 'tea@videoconference.example.com'
const bob = { id: 'bob-1', uri: 'bob@example.com', display_name: 'Bob' }
const carol = { id: 'carol-1', uri: 'carol@example.com', display_name: '' }

async function logIn() {
  const gateway = new FakeGateway()
  const connection = new Connection({ url: 'wss://gateway.example/webrtcgateway/ws', platform: gateway.platform })
  const account = new Account(connection, { address, password: 'secret' })
  connection.connect()
  gateway.greet()
  await settled()
  gateway.requests.length = 0
  return { gateway, account }
}

async function join(stream = fakeStream('audio', 'video')) {
  const { gateway, account } = await logIn()
  const conference = new Conference(account, room, stream)
  const states: ConferenceState[] = []
  conference.on('state', (state) => states.push(state))
  await settled()
  const say = async (event: string, fields: object) => {
    gateway.say({ sylkrtc: 'videoroom-event', session: conference.id, event, ...fields })
    await settled()
  }
  return { gateway, account, conference, states, kinds: () => states.map(({ kind }) => kind), say }
}

async function joined(...publishers: object[]) {
  const all = await join()
  await all.say('session-state', { state: 'progress' })
  await all.say('session-state', {
    state: 'accepted',
    sdp: fakeSdp('room', 'audio', 'video'),
    audio: true,
    video: true,
    duration: 90,
  })
  await all.say('initial-publishers', { publishers })
  await all.say('session-state', { state: 'established' })
  const ids = () => all.conference.participants.map(({ id }) => id)
  return { ...all, ids }
}

test('joining offers what only sends, and goes from joining to established', async () => {
  const { gateway, conference, kinds } = await joined()
  expect(gateway.last('videoroom-join')).toMatchObject({
    session: conference.id,
    account: address,
    uri: room,
    sdp: fakeSdp('ours', 'audio', 'video'),
    audio: true,
    video: true,
  })
  expect(gateway.peer.transceivers.map(({ direction }) => direction)).toEqual(['sendonly', 'sendonly'])
  expect(kinds()).toEqual(['progress', 'accepted', 'established'])
  expect(gateway.peer.applied).toEqual(['local offer', 'remote answer: room'])
  expect(conference.createdAt).toBe(Date.UTC(2026, 6, 17, 8, 39, 30))
})

test('who joins without a camera has a place for a picture, and can show a screen in it later', async () => {
  const { gateway, conference } = await join(fakeStream('audio'))
  expect(gateway.last('videoroom-join').sdp).toBe(fakeSdp('ours', 'audio', 'video'))
  expect(conference.sending).toEqual({ audio: true, video: false })
  const screen = fakeTrack('video')
  await conference.replaceTrack('video', screen)
  expect(conference.sending).toEqual({ audio: true, video: true })
  expect(gateway.peer.transceivers[1]?.sender.track).toBe(screen)
  expect(gateway.names).toEqual(['videoroom-join'])
})

test('muting holds for tracks that come later', async () => {
  const stream = fakeStream('audio', 'video')
  const { conference } = await join(stream)
  conference.mute('audio', true)
  expect(stream.getTracks().map(({ enabled }) => enabled)).toEqual([false, true])
  const other = fakeTrack('audio')
  await conference.replaceTrack('audio', other)
  expect(other.enabled).toBe(false)
  conference.mute('audio', false)
  expect([other.enabled, conference.isMuted('audio')]).toEqual([true, false])
})

test('the room is told what is muted, of a picture once black has been sent; and nothing before it is joined', async () => {
  const { gateway, conference, say } = await join()
  conference.mute('audio', true)
  expect(gateway.names).toEqual(['videoroom-join'])
  await say('session-state', { state: 'accepted', sdp: fakeSdp('room', 'audio', 'video'), audio: true, video: true })
  const updates = () =>
    gateway.requests.flatMap((request) => (request.sylkrtc === 'videoroom-session-update' ? [request.options] : []))
  expect(updates()).toEqual([{ audio: false }])
  conference.mute('video', true)
  await vi.advanceTimersByTimeAsync(1_400)
  expect(updates()).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(100)
  expect(updates()).toEqual([{ audio: false }, { video: false }])
  conference.mute('video', false)
  conference.mute('audio', false)
  expect(updates().slice(2)).toEqual([{ video: true }, { audio: true }])
  conference.mute('video', true)
  conference.mute('video', false)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(updates()).toHaveLength(4)
})

test('who only listens joins with nothing to send, and has a place for both', async () => {
  const { gateway, account } = await logIn()
  const conference = new Conference(account, room, [])
  await settled()
  expect(gateway.last('videoroom-join').sdp).toBe(fakeSdp('ours', 'audio', 'video'))
  expect([conference.sending, gateway.peer.sizes]).toEqual([{ audio: false, video: false }, []])
})

test('the picture is sent in three sizes, best first, where that is wanted', async () => {
  const { gateway, account } = await logIn()
  new Conference(account, room, fakeStream('audio', 'video'), { simulcast: true })
  await settled()
  expect(gateway.peer.sizes).toEqual(['h', 'm', 'l'])
})

test('candidates wait for the join, and the end of them is told', async () => {
  const { gateway, account } = await logIn()
  const conference = new Conference(account, room, fakeStream('audio'))
  gateway.peer.find('candidate:1')
  expect(gateway.names).toEqual([])
  await settled()
  gateway.peer.find(null)
  expect(gateway.names).toEqual(['videoroom-join', 'videoroom-session-trickle', 'videoroom-session-trickle'])
  expect(gateway.last('videoroom-session-trickle')).toMatchObject({ session: conference.id, candidates: [] })
})

test('everybody who is announced is a participant once, however often it is said, and oneself is none', async () => {
  const { conference, ids, say } = await joined(bob)
  const heard: string[] = []
  conference.on('participant-joined', ({ id }) => heard.push(`+${id}`))
  conference.on('participant-left', ({ id }) => heard.push(`-${id}`))
  await say('publishers-joined', { publishers: [bob, { ...carol, muted: true, type: 'sip' }] })
  await say('publishers-joined', { publishers: [{ ...carol, id: conference.id }] })
  expect(ids()).toEqual(['bob-1', 'carol-1'])
  expect(conference.participants[1]).toMatchObject({ uri: carol.uri, displayName: '', muted: true, type: 'sip' })
  await say('publishers-left', { publishers: ['bob-1', 'nobody'] })
  await say('publishers-left', { publishers: ['bob-1'] })
  expect(ids()).toEqual(['carol-1'])
  expect(heard).toEqual(['+carol-1', '-bob-1'])
})

test('participants that are announced before the answer is applied are met after it', async () => {
  const { gateway, conference, states } = await join()
  const seen: string[] = []
  conference.on('state', ({ kind }) => seen.push(kind))
  conference.on('participant-joined', ({ id }) => seen.push(id))
  const event = { sylkrtc: 'videoroom-event', session: conference.id }
  gateway.say({ ...event, event: 'session-state', state: 'accepted', sdp: fakeSdp('room', 'audio'), audio: true, video: false })
  gateway.say({ ...event, event: 'initial-publishers', publishers: [bob] })
  await settled()
  expect(seen).toEqual(['accepted', 'bob-1'])
  expect(states).toHaveLength(1)
  expect(conference).toMatchObject({ roomMedia: { audio: true, video: false }, createdAt: null })
})

test('speakers and hands are what was said last, whoever asked for them', async () => {
  const { conference, say } = await joined(bob)
  const asked: (string | null)[] = []
  conference.on('speakers', ({ by }) => asked.push(by))
  await say('configure', { originator: 'bob-1', active_participants: ['bob-1', conference.id] })
  await say('configure', { originator: 'videoroom', active_participants: [conference.id] })
  expect([conference.speakers, asked]).toEqual([[conference.id], ['bob-1', null]])
  await say('raised-hands', { raised_hands: ['bob-1'] })
  expect(conference.hands).toEqual(['bob-1'])
  await say('raised-hands', { raised_hands: [] })
  expect(conference.hands).toEqual([])
})

test('being asked to mute is told, but not when one has asked everybody oneself', async () => {
  const { conference, say } = await joined(bob)
  const asked: unknown[] = []
  conference.on('mute-all', ({ by }) => asked.push(by))
  conference.on('mute-request', (request) => asked.push(request))
  await say('mute-audio', { originator: conference.id })
  await say('mute-audio', { originator: 'bob-1' })
  await say('mute-request', { muted: true, originator: 'bob-1' })
  expect(asked).toEqual(['bob-1', { muted: true, by: 'bob-1' }])
})

test('what is asked of a room goes out as its requests, and rejects where it is refused', async () => {
  const { gateway, conference } = await joined(bob)
  gateway.requests.length = 0
  await conference.setSpeakers(['bob-1'])
  await conference.toggleHand()
  await conference.toggleHand('bob-1')
  await conference.muteAll()
  await conference.muteParticipant('bob-1', true)
  await conference.remove(['bob-1'])
  await conference.invite([carol.uri])
  const bodies = gateway.requests.map(({ sylkrtc, transaction, ...body }) => ({ sylkrtc, ...body }))
  const session = conference.id
  expect(bodies).toEqual([
    { sylkrtc: 'videoroom-configure', session, active_participants: ['bob-1'] },
    { sylkrtc: 'videoroom-toggle-hand', session, session_id: session },
    { sylkrtc: 'videoroom-toggle-hand', session, session_id: 'bob-1' },
    { sylkrtc: 'videoroom-mute-audio-participants', session },
    { sylkrtc: 'videoroom-mute-participant', session, participant_id: 'bob-1', muted: true },
    { sylkrtc: 'videoroom-remove', session, participants: ['bob-1'] },
    { sylkrtc: 'videoroom-invite', session, participants: [carol.uri] },
  ])
  gateway.reply('videoroom-remove', { error: 'Only moderators of the room may do this' })
  await expect(conference.remove(['bob-1'])).rejects.toThrow('Only moderators')
})

test('invitations tell what becomes of them', async () => {
  const { conference, say } = await joined()
  const told: InvitationStatus[] = []
  conference.on('invitation', (status) => told.push(status))
  await say('invite-status', { participant: carol.uri, state: 'failed', code: 480, reason: 'Temporarily Unavailable' })
  expect(told).toEqual([{ uri: carol.uri, state: 'failed', text: '480 Temporarily Unavailable' }])
})

test('leaving is over at once, gives the peer connections back and hears nothing more', async () => {
  const { gateway, conference, kinds, say } = await joined(bob)
  conference.leave()
  conference.leave()
  expect(gateway.names.filter((name) => name === 'videoroom-leave' || name === 'videoroom-feed-detach')).toEqual([
    'videoroom-leave',
  ])
  expect(gateway.peers.map(({ signalingState }) => signalingState)).toEqual(['closed', 'closed'])
  await say('publishers-joined', { publishers: [carol] })
  await say('session-state', { state: 'terminated' })
  expect(kinds().at(-1)).toBe('terminated')
  expect(conference.participants.map(({ id }) => id)).toEqual(['bob-1'])
  await expect(conference.toggleHand()).rejects.toThrow(RequestFailure)
  expect(vi.getTimerCount()).toBe(1) // the heartbeat of the connection
})

test.each([
  ['kicked', 'removed'],
  ['alice@example.com is not allowed to join room tea@example.com', 'not-allowed'],
  ['The room is full', 'full'],
  ['The server has no place for another room', 'full'],
  ['tea/cup@example.com cannot be the name of a room', 'no-name'],
  ['the connection to Janus is gone', 'unavailable'],
  ['The media server did not answer in time', 'unavailable'],
  ['ICE failed', 'media'],
  ['unspecified reason', 'failed'],
  [undefined, 'left'],
])('terminated with the reason %j is the end by the name of %s', async (reason, kind) => {
  const { gateway, conference, say } = await joined()
  await say('session-state', { state: 'terminated', reason })
  expect(conference.state).toMatchObject({ kind: 'terminated', end: { kind, text: reason ?? '' } })
  expect(gateway.names).not.toContain('videoroom-leave')
})

test('a join that is refused has ended, and there is nothing to leave', async () => {
  const { gateway, account } = await logIn()
  gateway.reply('videoroom-join', { error: `${address} is not allowed to join room ${room}` })
  const conference = new Conference(account, room, fakeStream('audio'))
  await settled()
  expect(conference.state).toMatchObject({ end: { kind: 'not-allowed' } })
  expect(gateway.names).toEqual(['videoroom-join'])
})

test('a join without an answer is left, as it may have succeeded', async () => {
  const { gateway, account } = await logIn()
  gateway.reply('videoroom-join', 'silence')
  const conference = new Conference(account, room, fakeStream('audio'))
  await vi.advanceTimersByTimeAsync(31_000)
  expect(conference.state).toMatchObject({ end: { kind: 'failed' } })
  expect(gateway.names).toEqual(['videoroom-join', 'videoroom-leave'])
})

test('media of one’s own that break, and answers that the browser refuses, end it and leave', async () => {
  const { gateway, conference } = await joined()
  gateway.peer.fail()
  expect(conference.state).toMatchObject({ end: { kind: 'media' } })
  expect(gateway.names.at(-1)).toBe('videoroom-leave')
  const second = await join()
  second.gateway.peer.failure = new DOMException('no', 'OperationError')
  await second.say('session-state', { state: 'accepted', sdp: 'v=0', audio: true, video: true })
  expect(second.conference.state).toMatchObject({ end: { kind: 'media', text: 'no' } })
})

test('a connection that is lost ends it', async () => {
  const { gateway, conference } = await joined(bob)
  gateway.drop()
  expect(conference.state).toMatchObject({ end: { kind: 'connection-lost' } })
})

test('an account that is removed leaves its rooms', async () => {
  const { gateway, account, conference } = await joined()
  account.remove()
  expect(conference.state.kind).toBe('terminated')
  expect(gateway.names.slice(-2)).toEqual(['videoroom-leave', 'account-remove'])
})

test('an invitation to a room is told to the account', async () => {
  const { gateway, account } = await logIn()
  const invitations: RoomInvitation[] = []
  account.on('invited', (invitation) => invitations.push(invitation))
  const originator = { uri: bob.uri, display_name: 'Bob' }
  gateway.say({ sylkrtc: 'account-event', account: address, event: 'conference-invite', room, session_id: 'i', originator })
  expect(invitations).toEqual([{ id: 'i', room, originator: { uri: bob.uri, displayName: 'Bob' } }])
})
