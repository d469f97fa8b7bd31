import { expect, test } from 'vitest'
import { chatroomOf } from './chatroom-of.ts'

const usual = { from: 'videoconference', to: 'conference' }

test('[W6] only the first videoconference of the host is replaced, and nothing of the user', () => {
  expect(chatroomOf('room@videoconference.x.test', usual)).toBe('room@conference.x.test')
  expect(chatroomOf('videoconference@videoconference.x.test', usual)).toBe('videoconference@conference.x.test')
  expect(chatroomOf('room@a.videoconference.videoconference.test', usual)).toBe('room@a.conference.videoconference.test')
})

test('the host may be written in any case', () => {
  expect(chatroomOf('Room@VideoConference.x.test', usual)).toBe('Room@conference.x.test')
})

test('a host without it, and no rewriting, leave the address as it is', () => {
  expect(chatroomOf('videoconference@rooms.x.test', usual)).toBe('videoconference@rooms.x.test')
  expect(chatroomOf('room@videoconference.x.test', null)).toBe('room@videoconference.x.test')
})

test('it may be left out altogether', () => {
  expect(chatroomOf('room@videoconference.x.test', { from: 'videoconference.', to: '' })).toBe('room@x.test')
})
