import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Attendee, Meeting, of, roomLog } from './support/meeting.ts'
import { accepted, DOMAIN, eventsOf, eventually } from './support/telephony.ts'

const MAX = 1_000_000
const MODERATED = `moderated@videoconference.${DOMAIN}`

let meeting: Meeting
beforeAll(async () => {
  meeting = await Meeting.open({
    'webrtcgateway.ini': { Janus: { max_bitrate: MAX }, [MODERATED]: { moderators: `Alice@${DOMAIN}` } },
  })
})
afterEach(async () => {
  await meeting.end()
  await eventually('nothing is left in Janus', () => meeting.telephony.janus.rooms.length === 0)
})
afterAll(() => meeting.close())

const NOT_MODERATOR = 'Only moderators of the room may do this'

function ask({ client, session }: Attendee, name: string, fields: object = {}): Promise<string> {
  return client.request(`videoroom-${name}`, { session, ...fields })
}

const configure = (by: Attendee, active: readonly string[]) => ask(by, 'configure', { active_participants: active })

/** bit/s of each participant, as Janus has it. */
function bitrates(attendees: readonly Attendee[]): (number | undefined)[] {
  const publishers = meeting.telephony.janus.rooms.flatMap((room) => room.publishers)
  return attendees.map(({ account }) => publishers.find(({ display }) => display === account)?.bitrate)
}

async function four(room: object = {}): Promise<readonly [Attendee, Attendee, Attendee, Attendee]> {
  return [
    await meeting.enter('alice', room),
    await meeting.enter('bob', room),
    await meeting.enter('carol', room),
    await meeting.enter('dave', room),
  ]
}

test('[12.70] who is seen large is told to all, the one who chose included', async () => {
  const [alice, bob, carol, dave] = await four()
  expect(await configure(alice, [bob.session, carol.session])).toBe('ack')
  for (const { client, session } of [alice, bob, carol, dave])
    expect(await of(client, session, 'configure')).toMatchObject({
      originator: alice.session,
      active_participants: [bob.session, carol.session],
    })
  expect(await configure(alice, ['a', 'b', 'c'])).toBe("the value's length must be between 0 and 2 inclusive")
  expect(await configure(alice, ['a', bob.session])).toBe('unknown participant session id: a')
  expect(await configure(alice, ['a', 'b'])).toBe('unknown participant session id: a, b')
})

test('[12.71] speakers share the bit rate of the room, others send little; without speakers all share alike', async () => {
  const all = await four()
  const [alice, bob, carol] = all
  await eventually('all share alike', () => bitrates(all).every((bitrate) => bitrate === Math.floor(MAX / 3)))
  await configure(alice, [bob.session, carol.session])
  await eventually('speakers get most', () => String(bitrates(all)) === String([100_000, MAX / 2, MAX / 2, 100_000]))
  await configure(alice, [])
  await eventually('all share alike', () => bitrates(all).every((bitrate) => bitrate === Math.floor(MAX / 3)))
  await ask(carol, 'leave')
  await eventually('there is more for those who stay', () => bitrates(all).filter((one) => one === MAX / 2).length === 3)
})

test('attack S16: nobody gets more than its share by asking for it', async () => {
  const all = await four()
  const [alice] = all
  await accepted(alice.client, 'videoroom-session-update', { session: alice.session, options: { bitrate: 50_000 } })
  await eventually('less is given', () => bitrates(all)[0] === 50_000)
  await accepted(alice.client, 'videoroom-session-update', { session: alice.session, options: { bitrate: 10 * MAX } })
  await eventually('its share is given', () => bitrates(all)[0] === Math.floor(MAX / 3))
  await accepted(alice.client, 'videoroom-session-update', { session: alice.session, options: { bitrate: 50_000 } })
  await eventually('less is given', () => bitrates(all)[0] === 50_000)
  // To Janus no bit rate at all is one without limit.
  await accepted(alice.client, 'videoroom-session-update', { session: alice.session, options: { bitrate: 0 } })
  await eventually('its share is given', () => bitrates(all)[0] === Math.floor(MAX / 3))
})

test('[12.73] a late joiner is told of speakers, files and hands only where there are any, after who is there', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  await bob.client.settled()
  expect(roomLog(bob).filter((entry) => !entry.startsWith('session-state'))).toEqual(['initial-publishers'])
  await configure(alice, [bob.session])
  await ask(bob, 'toggle-hand')
  const url = `${meeting.telephony.weft.url}/webrtcgateway/filesharing/team@videoconference.${DOMAIN}/${alice.session}/a.txt`
  expect((await fetch(url, { method: 'POST', body: 'text' })).status).toBe(200)
  const carol = await meeting.enter('carol')
  await carol.client.settled()
  const told = eventsOf(carol.client, carol.session).filter((event) => !('state' in event))
  expect(told).toMatchObject([
    { event: 'initial-publishers' },
    { event: 'configure', originator: 'videoroom', active_participants: [bob.session] },
    {
      event: 'file-sharing',
      files: [{ filename: 'a.txt', filesize: 4, session: alice.session, uploader: { uri: alice.account } }],
    },
    { event: 'raised-hands', raised_hands: [bob.session] },
  ])
})

test('[12.74] a hand goes up and down, for oneself and for others, and all see it', async () => {
  const [alice, bob] = await four()
  const hands = async (by: Attendee, fields: object = {}) => {
    expect(await ask(by, 'toggle-hand', fields)).toBe('ack')
    const seen = await Promise.all([alice, bob].map(({ client, session }) => of(client, session, 'raised-hands')))
    expect(seen[0]?.raised_hands).toEqual(seen[1]?.raised_hands)
    return seen[0]?.raised_hands
  }
  expect(await hands(alice)).toEqual([alice.session])
  expect(await hands(alice, { session_id: bob.session })).toEqual([alice.session, bob.session])
  expect(await hands(bob, { session_id: alice.session })).toEqual([bob.session])
  expect(await hands(bob)).toEqual([])
  expect(await ask(bob, 'toggle-hand', { session_id: 'nobody' })).toBe('unknown participant session id: nobody')
})

test('[12.75] all are asked to mute themselves, and told by whom', async () => {
  const [alice, bob] = await four()
  expect(await ask(bob, 'mute-audio-participants')).toBe('ack')
  for (const { client, session } of [alice, bob])
    expect(await of(client, session, 'mute-audio')).toMatchObject({ originator: bob.session })
})

test('one participant is asked to mute, all see it, and newcomers as well', async () => {
  const [alice, bob, carol] = await four()
  expect(await ask(alice, 'mute-participant', { participant_id: bob.session, muted: true })).toBe('ack')
  expect(await of(bob.client, bob.session, 'mute-request')).toMatchObject({ muted: true, originator: alice.session })
  expect(await of(carol.client, carol.session, 'publisher-updated')).toMatchObject({ publisher: bob.session, muted: true })
  const late = await meeting.enter('erin')
  expect(late.present.find(({ id }) => id === bob.session)).toMatchObject({ muted: true })
  expect(await ask(alice, 'mute-participant', { participant_id: 'nobody', muted: true })).toContain('nobody')
})

test('who is removed is told "kicked", and the others that it has left', async () => {
  const [alice, bob, carol] = await four()
  expect(await ask(alice, 'remove', { participants: [bob.session] })).toBe('ack')
  expect(await of(bob.client, bob.session, 'session-state', 'terminated')).toMatchObject({ reason: 'kicked' })
  expect(await of(carol.client, carol.session, 'publishers-left')).toMatchObject({ publishers: [bob.session] })
  expect(await ask(bob, 'toggle-hand')).toBe(`Unknown room session: ${bob.session}`)
  const again = await meeting.enter('bob', {}, { client: bob.client })
  expect(again.present).toHaveLength(3)
})

test('attack S16: in a room with moderators only they mute, remove, and choose speakers', async () => {
  const room = { uri: MODERATED }
  const alice = await meeting.enter('alice', room, { registered: true })
  const bob = await meeting.enter('bob', room)
  const everything = (by: Attendee, other: Attendee) => [
    () => configure(by, [other.session]),
    () => ask(by, 'mute-audio-participants'),
    () => ask(by, 'mute-participant', { participant_id: other.session, muted: true }),
    () => ask(by, 'toggle-hand', { session_id: other.session }),
    () => ask(by, 'remove', { participants: [other.session] }),
  ]
  for (const attempt of everything(bob, alice)) expect(await attempt()).toBe(NOT_MODERATOR)
  expect(await ask(bob, 'toggle-hand')).toBe('ack')
  for (const attempt of everything(alice, bob)) expect(await attempt()).toBe('ack')
})

test('attack S16: who only says that he is a moderator is none', async () => {
  const alice = await meeting.enter('alice', { uri: MODERATED })
  expect(await ask(alice, 'mute-audio-participants')).toBe(NOT_MODERATOR)
})

/** Whether a moderator has taken that participant's sound away, as Janus has it. */
function isMuted({ account }: Attendee): boolean | undefined {
  const publishers = meeting.telephony.janus.rooms.flatMap((room) => room.publishers)
  return publishers.find(({ display }) => display === account)?.muted
}

test('whom a moderator mutes is heard by nobody until that is taken back', async () => {
  const room = { uri: MODERATED }
  const alice = await meeting.enter('alice', room, { registered: true })
  const bob = await meeting.enter('bob', room)
  await ask(alice, 'mute-participant', { participant_id: bob.session, muted: true })
  expect(isMuted(bob)).toBe(true)
  await ask(alice, 'mute-participant', { participant_id: bob.session, muted: false })
  expect(isMuted(bob)).toBe(false)
})

test('attack S16: whom a moderator mutes does not get his sound back by coming again, nor by spelling himself otherwise', async () => {
  const room = { uri: MODERATED }
  const alice = await meeting.enter('alice', room, { registered: true })
  const bob = await meeting.enter('bob', room)
  await ask(alice, 'mute-participant', { participant_id: bob.session, muted: true })
  await ask(bob, 'leave')
  const again = await meeting.enter('BOB', room)
  await eventually('he is silent', () => isMuted(again) === true)
  expect(await of(again.client, again.session, 'mute-request')).toMatchObject({ muted: true, originator: 'videoroom' })
  const carol = await meeting.enter('carol', room)
  expect(carol.present.find(({ id }) => id === again.session)).toMatchObject({ muted: true })
  await ask(alice, 'mute-participant', { participant_id: again.session, muted: false })
  await ask(again, 'leave')
  const oncemore = await meeting.enter('bob', room)
  await oncemore.client.settled()
  expect(isMuted(oncemore)).toBe(false)
})
