import { expect, test } from 'vitest'
import { domainOf, readAddress, readRoom, roomDomainOf, roomName } from './address.ts'
import { NO_CONFIG } from './page-config.ts'

const typed: readonly (readonly [typed: string, address: string | null])[] = [
  ['bob@example.org', 'bob@example.org'],
  ['  bob ', 'bob@example.com'],
  ['sip:bob@example.org', 'bob@example.org'],
  ['<SIPS:bob@example.org>', 'bob@example.org'],
  ['bob@127.0.0.1:5070', 'bob@127.0.0.1:5070'],
  ['+43 (1) 234-567', '+431234567@example.com'],
  ['00 43 1 234@example.org', '00431234@example.org'],
  ['', null],
  ['@example.org', null],
  ['bob@', null],
  ['bob smith', null],
  ['bob@example.org;transport=tcp', null],
  ['bob@a@example.org', null],
]

test.each(typed)('"%s" typed by somebody at example.com is %s', (text, address) => {
  expect(readAddress(text, 'example.com')).toBe(address)
})

test('without a domain of its own, an account must give one', () => {
  expect(readAddress('alice', null)).toBeNull()
  expect(readAddress('alice@example.com', null)).toBe('alice@example.com')
})

test('the domain is what follows the @', () => {
  expect(domainOf('alice@example.com')).toBe('example.com')
})

const ROOMS = 'videoconference.example.com'

test.each([
  ['tea', 'tea@videoconference.example.com'],
  [' Monday Tea ', 'monday-tea@videoconference.example.com'],
  ['Tea@Rooms.example.org', 'tea@rooms.example.org'],
  ['tea/../x@', null],
  ['', null],
])('the room "%s" typed by somebody at example.com is %s', (text, room) => {
  expect(readRoom(text, ROOMS)).toBe(room)
})

test('rooms of the own domain are called by their name alone', () => {
  expect(roomName('tea@videoconference.example.com', ROOMS)).toBe('tea')
  expect(roomName('tea@videoconference.example.org', ROOMS)).toBe('tea@videoconference.example.org')
})

test('the rooms of the operator are for its accounts and its guests, those of others at their own domain', () => {
  const config = {
    ...NO_CONFIG,
    defaultDomain: 'example.com',
    conferenceDomain: 'rooms.example.com',
    guestDomain: 'guest.example.com',
  }
  expect(['example.com', 'guest.example.com', 'example.org'].map((domain) => roomDomainOf(domain, config))).toEqual([
    'rooms.example.com',
    'rooms.example.com',
    'videoconference.example.org',
  ])
  expect(roomDomainOf('example.com', NO_CONFIG)).toBe(ROOMS)
})
