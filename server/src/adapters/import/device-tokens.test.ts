import { expect, test } from 'vitest'
import { TOKENS } from '../../../../test/original/pickles.ts'
import { deviceTokens } from './device-tokens.ts'
import { type PickleValue, readPickle } from './pickle.ts'

const dict = (value: Readonly<Record<string, PickleValue>>): PickleValue => new Map(Object.entries(value))
const base = {
  device_id: 'd1',
  platform: 'android',
  silent: '1',
  app_id: 'app',
  user_agent: 'Sylk',
  background_token: null,
  token: 't',
}
const tokensOf = (device: Readonly<Record<string, PickleValue>>) =>
  deviceTokens(dict({ 'Alice@example.com': dict({ key: dict(device) }) }))
const tokenOf = (more: Readonly<Record<string, PickleValue>>) => tokensOf({ ...base, ...more }).tokens[0]?.token

test('a file of the original is read', () => {
  expect(deviceTokens(readPickle(Buffer.from(TOKENS[4] ?? '', 'base64')))).toEqual({
    tokens: [
      {
        account: 'alice@example.com',
        token: {
          ...{ appId: 'com.example.app', deviceId: 'd1', platform: 'ios', silent: false, userAgent: 'Sylk é ✓' },
          ...{ token: 'voip', backgroundToken: 'apns' },
        },
      },
    ],
    unusable: [],
  })
})

test('accounts are in lower case, and silent may be written in several ways', () => {
  expect(tokensOf(base).tokens[0]?.account).toBe('alice@example.com')
  expect(['1', 1, true, '0', 0, false, null].map((silent) => tokenOf({ silent })?.silent)).toEqual([
    ...[true, true, true],
    ...[false, false, false, false],
  ])
})

test('names of older versions are understood', () => {
  const { app_id, token, ...rest } = base
  expect(tokensOf({ ...rest, app: app_id, device_token: token }).tokens[0]?.token).toMatchObject({ appId: 'app', token: 't' })
})

test('tokens of iOS that were kept as one are split, and those of others that were cut in two are put together', () => {
  expect(tokenOf({ platform: 'ios', token: 'v-a-b' })).toMatchObject({ token: 'v', backgroundToken: 'a-b' })
  expect(tokenOf({ token: 'a', background_token: 'b' })).toMatchObject({ token: 'a-b', backgroundToken: null })
})

test.each([{ token: 'None' }, { token: '' }, { app_id: null }, { device_id: 5 }])('a device with %j is left out', (more) => {
  expect(tokensOf({ ...base, ...more })).toEqual({ tokens: [], unusable: ['a device without an app, an id or a token'] })
})

test.each<[PickleValue, string]>([
  ['x', 'no dict of accounts'],
  [dict({ 'alice@example.com': ['t'] }), 'an account without a dict of devices'],
  [dict({ 'alice@example.com': dict({ key: 't' }) }), 'a device without an app, an id or a token'],
])('what is no dict of dicts is left out', (value, reason) => {
  expect(deviceTokens(value)).toEqual({ tokens: [], unusable: [reason] })
})
