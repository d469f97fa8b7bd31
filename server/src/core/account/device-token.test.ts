import { expect, test } from 'vitest'
import { pushTokenOf } from './device-token.ts'

const device = { token: 'v-a-b', platform: 'ios', device: 'd1', silent: false, app: 'com.example' }

test('[12.28] iOS has a token for calls and one for everything else, others have one', () => {
  expect(pushTokenOf(device, 'Sylk')).toMatchObject({ token: 'v', backgroundToken: 'a-b', userAgent: 'Sylk' })
  expect(pushTokenOf({ ...device, token: 'v' }, null)).toMatchObject({ token: 'v', backgroundToken: null, userAgent: '' })
  expect(pushTokenOf({ ...device, platform: 'android' }, null)).toMatchObject({ token: 'v-a-b', backgroundToken: null })
})

test('a device that names nothing by which it could be woken is not woken', () => {
  expect(
    [{ token: 'None' }, { token: '' }, { device: '' }, { app: '' }].map((one) => pushTokenOf({ ...device, ...one }, null)),
  ).toEqual([null, null, null, null])
})
