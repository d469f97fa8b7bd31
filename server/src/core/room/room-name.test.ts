import { expect, test } from 'vitest'
import { roomName } from './room-name.ts'

test('a room has one name, however its address is written', () => {
  expect(roomName('Team.1@Videoconference.Example.COM')).toBe('team.1@videoconference.example.com')
  expect(roomName('team@10.0.0.1:5060')).toBe('team@10.0.0.1:5060')
  expect(roomName('team@[2001:db8::1]')).toBe('team@[2001:db8::1]')
})

test.each([
  'a/b@conference.example.com',
  '../recordings/room@conference.example.com',
  './room@conference.example.com',
  '.room@conference.example.com',
  'a..b@conference.example.com',
  'room@..',
  'a%2f..%2fb@conference.example.com',
  'room@conference.example.com;x=/../',
  'room@conference.example.com?a=b',
  'room\\x@conference.example.com',
  'room\u0000@conference.example.com',
  'room',
  '@conference.example.com',
  `${'a'.repeat(200)}@conference.example.com`,
])('%j is no room', (address) => {
  expect(roomName(address)).toBeNull()
})
