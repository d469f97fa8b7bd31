import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ALICE, bob, join, settled, TEA } from './room.test-scene.ts'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 6, 17, 8, 41) }))
afterEach(() => void vi.useRealTimers())

test('a room that ended stays on the page until it is put away, and its invitation is shown again', async () => {
  const { rooms, room, say, live, invite, invited } = await join()
  await say('session-state', { state: 'terminated', reason: 'kicked' })
  expect(rooms.current.value).toBe(room)
  expect(room.state.value).toMatchObject({ kind: 'terminated', end: { kind: 'removed' } })
  expect(live()).toEqual([false])
  invite(TEA)
  expect(invited()).toEqual([TEA])
})

test('being asked to mute switches the microphone off and says who asked; being let speak switches nothing on', async () => {
  const { room, say, enabled } = await join()
  await say('mute-audio', { originator: 'bob-1' })
  expect([room.media.microphone.value, room.notice.value]).toEqual([
    false,
    'Bob asked everybody to mute. Your microphone is off.',
  ])
  expect(enabled()).toEqual([false, true])
  await say('mute-request', { muted: false, originator: 'somebody-who-left' })
  expect([room.media.microphone.value, room.notice.value]).toEqual([
    false,
    'Somebody asks you to speak again. Switch your microphone on when you are ready.',
  ])
  room.toggleMicrophone()
  expect([room.media.microphone.value, room.notice.value]).toEqual([true, null])
})

test('two at most are large for everybody, the one chosen last and the one before; a pin is for here alone', async () => {
  const { gateway, room, say } = await join()
  const asked = () => gateway.last('videoroom-configure').active_participants
  room.toggleSpeaker('bob-1')
  expect(asked()).toEqual(['bob-1'])
  await say('configure', { originator: 'carol-1', active_participants: ['bob-1', 'carol-1'] })
  expect(room.chosen.value).toEqual(['bob-1', 'carol-1'])
  room.toggleSpeaker(room.session.value)
  expect(asked()).toEqual(['carol-1', room.session.value])
  room.toggleSpeaker('bob-1')
  expect(asked()).toEqual(['carol-1'])
  room.togglePin(room.session.value)
  expect(room.chosen.value).toEqual([room.session.value])
  room.togglePin(room.session.value)
  await say('publishers-left', { publishers: ['bob-1'] })
  expect(room.chosen.value).toEqual(['carol-1'])
})

test('who shows a screen is seen large by everybody meanwhile, where that may be chosen', async () => {
  const { gateway, room, say } = await join()
  const asked = () => gateway.last('videoroom-configure').active_participants
  await room.toggleScreen()
  expect(asked()).toEqual([room.session.value])
  await say('configure', { originator: room.session.value, active_participants: [room.session.value] })
  await room.toggleScreen()
  expect(asked()).toEqual([])
  gateway.reply('videoroom-configure', { error: 'Only moderators of the room may do this' })
  await room.toggleScreen()
  await settled()
  expect(room.problem.value).toBeNull()
})

test('whoever leaves takes hand and pin along', async () => {
  const { room, say } = await join()
  await say('raised-hands', { raised_hands: ['bob-1', room.session.value] })
  room.togglePin('bob-1')
  expect([room.handUp.value, room.hands.value.length]).toEqual([true, 2])
  await say('publishers-left', { publishers: ['bob-1'] })
  expect([room.hands.value, room.pinned.value]).toEqual([[room.session.value], null])
})

test('who comes, goes and raises a hand is told in one sentence; who was there before is not', async () => {
  const { room, say } = await join()
  expect(room.announcer.sentence.value).toBe('')
  await say('publishers-joined', { publishers: [{ id: 'dan-1', uri: 'dan@example.com', display_name: 'Dan' }] })
  await say('raised-hands', { raised_hands: ['bob-1'] })
  await say('publishers-left', { publishers: ['carol-1'] })
  await vi.advanceTimersByTimeAsync(1_500)
  expect(room.announcer.sentence.value).toBe('Dan joined; carol@example.com left; Bob raised a hand.')
})

test('what the room refuses is said', async () => {
  const { gateway, room } = await join()
  gateway.reply('videoroom-remove', { error: 'Only moderators of the room may do this' })
  const [member] = room.members.value
  if (member !== undefined) room.remove(member)
  await settled()
  expect(room.problem.value).toBe('Only moderators of this room may do that.')
  room.dismissProblem()
  expect(room.problem.value).toBeNull()
})

test('the latest of each invitation is shown', async () => {
  const { room, say } = await join()
  const status = { participant: 'dan@example.com', code: 100, reason: 'Trying' }
  await say('invite-status', { ...status, state: 'progress' })
  await say('invite-status', { ...status, state: 'success', code: 200 })
  expect(room.invitations.value.map(({ uri, state }) => `${uri} ${state}`)).toEqual(['dan@example.com success'])
})

test('files are shared one after the other, and one that is refused does not keep the next from it', async () => {
  const { gateway, room, say } = await join()
  const sharing = room.files.share([new File(['x'], 'big.iso'), new File(['yyyy'], 'notes.txt')])
  gateway.upload.answer(413)
  await settled()
  gateway.upload.progress(2)
  expect(room.files.uploads.value.map(({ name, progress }) => [name, progress])).toEqual([['notes.txt', 0.5]])
  gateway.upload.answer(200)
  await sharing
  const posted = gateway.uploads.map(({ url }) => url.slice(url.lastIndexOf('/') + 1))
  expect([posted, room.files.uploads.value]).toEqual([['big.iso', 'notes.txt'], []])
  expect(room.files.problem.value).toMatch(/^big\.iso is /)
  const uploader = { uri: ALICE, display_name: '' }
  await say('file-sharing', { files: [{ filename: 'notes.txt', filesize: 1, uploader, session: room.session.value }] })
  expect(room.files.list.value.map((file) => room.files.urlOf(file).endsWith('/notes.txt'))).toEqual([true])
})

test('a file that is no longer to be shared is given up, and nothing went wrong', async () => {
  const { gateway, room } = await join()
  const sharing = room.files.share([new File(['x'], 'big.iso')])
  room.files.uploads.value[0]?.abort()
  await sharing
  expect([gateway.upload.aborted, room.files.uploads.value, room.files.problem.value]).toEqual([true, [], null])
})

test('pictures that are shared are seen in the chat, and other files are not', async () => {
  const { room, say } = await join()
  const file = { filesize: 1, uploader: { uri: bob.uri, display_name: 'Bob' }, session: 'bob-1' }
  await say('file-sharing', {
    files: [
      { ...file, filename: 'cat.png' },
      { ...file, filename: 'evil.svg' },
    ],
  })
  expect(room.chat.lines.value.map(({ picture }) => picture)).toEqual(['cat.png'])
})
