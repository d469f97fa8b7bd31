import { expect, test } from 'vitest'
import { NO_CONFIG, readPageConfig } from './page-config.ts'

test('config.json says how a place is set up', () => {
  const config = readPageConfig({
    defaultDomain: 'example.com',
    defaultConferenceDomain: 'rooms.example.com',
    defaultGuestDomain: 'guest.example.com',
    guests: true,
    nonSipDomains: ['mail.example.com'],
    iceServers: [{ urls: ['stun:a'] }, { urls: ['turn:b'], username: 'u', credential: 'c' }],
    iceServersExpire: 3600,
    maxFileSize: 1_000_000,
    videoCodec: 'vp8',
    branding: { name: 'Phones', logo: '/logo', accentColour: '#0A7ea4', supportUrl: 'https://example.com/help' },
  })
  expect(config).toEqual({
    defaultDomain: 'example.com',
    conferenceDomain: 'rooms.example.com',
    guestDomain: 'guest.example.com',
    clearPasswordDomains: ['mail.example.com'],
    iceServers: [{ urls: ['stun:a'] }, { urls: ['turn:b'], username: 'u', credential: 'c' }],
    iceServersExpire: 3600,
    largestFile: 1_000_000,
    videoCodec: 'vp8',
    name: 'Phones',
    logo: '/logo',
    accentColour: '#0A7ea4',
    supportUrl: 'https://example.com/help',
  })
})

test('where guests are not welcome they have no domain', () => {
  expect(readPageConfig({ guests: false, defaultGuestDomain: 'guest.example.com' }).guestDomain).toBeNull()
})

test.each([
  [null],
  ['text'],
  [[]],
  [
    {
      defaultDomain: 7,
      guests: 'yes',
      nonSipDomains: 'x',
      iceServers: [null, {}, { urls: 'stun:a' }],
      iceServersExpire: -1,
      maxFileSize: 'much',
      branding: [],
    },
  ],
  [{ branding: { accentColour: 'red', supportUrl: 'javascript:alert(1)', name: '' } }],
])('%j says nothing', (value) => {
  expect(readPageConfig(value)).toEqual(NO_CONFIG)
})
