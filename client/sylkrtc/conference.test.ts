import { expect, test } from 'vitest'
import { fakeSdp, fakeStream } from '../fake-media.ts'
import { settled, startApplication } from './fake-application.ts'
import type { Identity } from './identity.ts'

const room = 'tea@videoconference.example.com'
const bob = { id: 'bob-1', uri: 'bob@example.com', display_name: 'Bob' }
const carol = { id: 'carol-1', uri: 'carol@example.com', display_name: '' }

/** In a room where bob was before. */
async function join() {
  const application = await startApplication()
  const stream = fakeStream('audio', 'video')
  const conference = application.account.joinConference(room, { localStream: stream })
  const told: unknown[][] = []
  conference.on('stateChanged', (...change) => told.push(change))
  conference.on('participantJoined', ({ identity }) => told.push(['joined', identity.uri]))
  conference.on('participantLeft', ({ identity }) => told.push(['left', identity.uri]))
  await settled()
  const say = async (event: string, fields: object) => {
    application.gateway.say({ sylkrtc: 'videoroom-event', session: conference.id, event, ...fields })
    await settled()
  }
  await say('session-state', { state: 'progress' })
  await say('session-state', { state: 'accepted', sdp: fakeSdp('room', 'audio', 'video'), audio: true, video: false })
  await say('initial-publishers', { publishers: [bob] })
  await say('session-state', { state: 'established' })
  return { ...application, stream, conference, told, say }
}

test('only those who come later are told to have joined; states and the end are told with the one before', async () => {
  const { conference, told, say } = await join()
  await say('publishers-joined', { publishers: [carol] })
  expect(conference.participants.map(({ identity }) => identity.uri)).toEqual([bob.uri, carol.uri])
  await say('publishers-left', { publishers: [bob.id] })
  await say('session-state', { state: 'terminated', reason: 'kicked' })
  expect([conference.supportsAudio, conference.supportsVideo]).toEqual([true, false])
  expect(told).toEqual([
    [null, 'progress', {}],
    ['progress', 'accepted', {}],
    ['accepted', 'established', {}],
    ['joined', carol.uri],
    ['left', bob.uri],
    ['established', 'terminated', { reason: 'kicked' }],
  ])
})

test('leaving is told without a reason, and stops what was sent', async () => {
  const { conference, stream, told } = await join()
  conference.terminate()
  expect(told.at(-1)).toEqual(['established', 'terminated', {}])
  expect(stream.getTracks().map(({ readyState }) => readyState)).toEqual(['ended', 'ended'])
})

test('nobody is received before being attached, or after being detached', async () => {
  const { gateway, conference, say } = await join()
  const [participant] = conference.participants
  const told: unknown[] = []
  participant?.on('stateChanged', (...states) => told.push(states))
  participant?.on('streamAdded', (added) => told.push(added.getTracks().length))
  expect(gateway.names).not.toContain('videoroom-feed-attach')
  participant?.attach()
  const { feed, publisher } = gateway.last('videoroom-feed-attach')
  await say('feed-attached', { feed, sdp: fakeSdp('bob', 'audio') })
  await say('feed-established', { feed })
  participant?.pauseVideo()
  expect(gateway.last('videoroom-session-update')).toMatchObject({ session: feed, options: { video: false } })
  expect([publisher, participant?.videoPaused, participant?.streams.length]).toEqual([bob.id, true, 1])
  participant?.detach()
  expect(participant?.streams).toEqual([])
  expect(told).toEqual([[null, 'progress'], 1, ['progress', 'established'], ['established', null]])
})

test('whose hand is up, who speaks and who wants silence is told by identity, oneself and the room included', async () => {
  const { conference, say } = await join()
  const told: unknown[] = []
  const uris = (people: readonly { readonly identity: Identity }[]) => people.map(({ identity }) => identity.uri)
  conference.on('raisedHands', ({ raisedHands }) => told.push(uris(raisedHands)))
  conference.on('roomConfigured', ({ originator, activeParticipants }) =>
    told.push([String(originator), uris(activeParticipants)]),
  )
  conference.on('muteAudio', ({ originator }) => told.push(String(originator)))
  await say('raised-hands', { raised_hands: [conference.id, bob.id, 'nobody any more'] })
  await say('configure', { originator: 'videoroom', active_participants: [bob.id] })
  await say('configure', { originator: bob.id, active_participants: [conference.id] })
  await say('mute-audio', { originator: bob.id })
  conference.muteAudioParticipants()
  await settled()
  expect(told).toEqual([
    ['alice@example.com', bob.uri],
    ['videoroom', [bob.uri]],
    ['Bob <bob@example.com>', ['alice@example.com']],
    'Bob <bob@example.com>',
    'Alice <alice@example.com>',
  ])
})

test('what is said and shared in the room is told, and what becomes of one’s own words', async () => {
  const { conference, say } = await join()
  const told: unknown[] = []
  conference.on('message', ({ type, content, sender }) => told.push(`${type} ${sender.uri} ${content}`))
  conference.on('composingIndication', ({ state, refresh, sender }) => told.push(`${sender.uri} ${state} ${refresh}`))
  conference.on('fileSharing', (files) => told.push(...files.map(({ filename, filesize }) => `${filename} ${filesize}`)))
  const message = conference.sendMessage('hello', 'text/plain')
  message.on('stateChanged', (...states) => told.push(states))
  await say('message-delivery', { message_id: message.id, delivered: true, code: 200, reason: 'OK' })
  const sender = { uri: bob.uri, display_name: 'Bob' }
  const timestamp = '2026-07-17T08:41:52.123Z'
  await say('message', { type: 'normal', content: 'hi', content_type: 'text/plain', timestamp, sender })
  await say('composing-indication', { state: 'active', refresh: 120, content_type: 'text/plain', sender })
  await say('file-sharing', { files: [{ filename: 'agenda.txt', filesize: 3, uploader: sender, session: bob.id }] })
  expect(told).toEqual([['pending', 'delivered'], `normal ${bob.uri} hi`, `${bob.uri} active 120`, 'agenda.txt 3'])
  expect([conference.messages.length, conference.sharedFiles[0]?.uploader.uri]).toEqual([2, bob.uri])
})
