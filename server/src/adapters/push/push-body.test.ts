import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PushNotice } from '../../ports/push.ts'
import type { PushToken } from '../../ports/push-tokens.ts'
import { pushBody } from './push-body.ts'

const android: PushToken = {
  appId: 'com.agprojects.sylk',
  deviceId: 'd1',
  platform: 'android',
  silent: false,
  userAgent: 'Sylk',
  token: 'fcm',
  backgroundToken: null,
}
const ios: PushToken = { ...android, platform: 'ios', token: 'voip', backgroundToken: 'apns' }
const message = {
  kind: 'message',
  from: 'alice@example.com',
  fromDisplayName: 'Alice',
  to: 'bob@example.com',
  badge: 3,
  contentType: 'text/plain',
  content: 'hello',
} as const satisfies PushNotice
const invitation: PushNotice = {
  kind: 'conference-invitation',
  callId: '1234567890',
  from: 'alice@example.com',
  fromDisplayName: null,
  room: 'room@conference.example.com',
  account: 'bob@example.com',
  video: true,
}

const callId = '00000000-0000-4000-8000-000000000000'

function sent(device: PushToken, notice: PushNotice) {
  const body = pushBody(device, notice, callId)
  return body.send ? JSON.parse(body.json) : body.reason
}

test('a message is pushed with the fields of §8.3', () => {
  expect(sent(android, message)).toEqual({
    platform: 'android',
    'app-id': 'com.agprojects.sylk',
    token: 'fcm',
    'device-id': 'd1',
    silent: 0,
    'call-id': callId,
    event: 'message',
    from: 'alice@example.com',
    'from-display-name': 'Alice',
    'media-type': 'sms',
    to: 'bob@example.com',
    badge: 3,
    'content-type': 'text/plain',
    content: 'hello',
  })
})

test('an invitation is pushed with the call id that apps know it by', () => {
  expect(sent({ ...android, silent: true }, invitation)).toEqual({
    platform: 'android',
    'app-id': 'com.agprojects.sylk',
    token: 'fcm',
    'device-id': 'd1',
    silent: 1,
    'call-id': '1234567890',
    event: 'incoming_conference_request',
    from: 'alice@example.com',
    'from-display-name': null,
    'media-type': 'video',
    to: 'room@conference.example.com',
    account: 'bob@example.com',
  })
  expect(sent(android, { ...invitation, video: false })).toMatchObject({ 'media-type': 'audio' })
})

test('iOS devices get messages on their background token, and invitations on that for calls', () => {
  expect(sent(ios, message)).toMatchObject({ token: 'apns' })
  expect(sent(ios, invitation)).toMatchObject({ token: 'voip' })
  expect(sent({ ...ios, backgroundToken: null }, message)).toMatchObject({ token: 'voip' })
  expect(sent({ ...android, backgroundToken: 'other' }, message)).toMatchObject({ token: 'fcm' })
})

test('a token that an app has not got yet is not pushed to', () => {
  expect(sent({ ...android, token: 'None' }, message)).toBe('the device has no token')
  expect(sent({ ...android, token: '' }, message)).toBe('the device has no token')
  expect(sent({ ...ios, backgroundToken: 'None' }, message)).toBe('the device has no token')
  expect(sent({ ...ios, token: 'None' }, message)).toMatchObject({ token: 'apns' })
})

test('the token that was used is told, so that an answer about it can be understood', () => {
  expect(pushBody(ios, message, callId)).toMatchObject({ send: true, token: 'apns' })
})

test('what does not fit even without content is not sent', () => {
  expect(sent({ ...android, token: 't'.repeat(4096) }, message)).toBe('it would be too long without any content')
})

test('no push has 4 KiB, and none is shorter than it must be', () => {
  const units = fc.constantFrom('a', '\n', '"', 'é', '\u2060', '😀', '\ud83d', '\u0000')
  const anyContent = fc
    .tuple(fc.string({ unit: units, maxLength: 50 }), fc.integer({ min: 1, max: 300 }))
    .map(([text, times]) => text.repeat(times))
  fc.assert(
    fc.property(anyContent, (content) => {
      const body = pushBody(android, { ...message, content }, callId)
      if (!body.send) throw new Error(body.reason)
      const length = Buffer.byteLength(body.json)
      const kept: string = JSON.parse(body.json).content
      expect(length).toBeLessThan(4096)
      expect(content.toWellFormed().startsWith(kept)).toBe(true)
      // The next character, which did not fit, has six bytes at most.
      if (kept.length < content.length) expect(length).toBeGreaterThanOrEqual(4095 - 5)
    }),
  )
})

test('no character is cut in two', () => {
  for (let before = 0; before < 4; before++) {
    const kept: string = sent(android, { ...message, content: `${'x'.repeat(before)}${'😀'.repeat(2000)}` }).content
    expect(kept.isWellFormed()).toBe(true)
    expect(kept.length).toBeGreaterThan(1800)
  }
})
