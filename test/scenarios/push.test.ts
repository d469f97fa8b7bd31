import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { SylkClient } from './support/client.ts'
import { type FakePushServer, goneAnswer, startFakePushServer } from './support/fake-push-server.ts'
import { MessageHouse, message } from './support/message-house.ts'
import { ALICE, accepted, BOB } from './support/telephony.ts'

let server: FakePushServer
let house: MessageHouse

beforeAll(async () => {
  server = await startFakePushServer()
  house = await MessageHouse.open({ 'webrtcgateway.ini': { General: { sylk_push_url: server.url } } })
})
afterEach(async () => {
  server.answer(() => ({ status: 200 }))
  await house.leave()
})
afterAll(async () => {
  await house.close()
  await server.close()
})

/** A device of that user's that has registered with a token, and is still connected. */
async function deviceWith(user: string, device: string, token: string, platform = 'android'): Promise<SylkClient> {
  const client = await house.device(user)
  const account = `${user}@weft.test`
  await accepted(client, 'account-devicetoken', { account, device, token, platform, app: 'sylk', silent: false })
  await accepted(client, 'account-register', { account })
  await client.event('registration-state', 'registered')
  return client
}

/** The next notifications, by their token. */
async function pushed(count: number): Promise<ReadonlyMap<unknown, Readonly<Record<string, unknown>>>> {
  const notifications = new Map<unknown, Readonly<Record<string, unknown>>>()
  for (let left = count; left > 0; left--) {
    const { fields } = await server.pushed.next()
    notifications.set(fields.token, fields)
  }
  return notifications
}

test('[12.122] each device is pushed to, on its own token for messages, with what is unread', async () => {
  const alice = await house.device('alice', { display_name: 'Alice' })
  await deviceWith('bob', 'd1', 'fcm-token')
  await deviceWith('bob', 'd2', 'voip-apns-token', 'ios')
  for (const badge of [1, 2]) {
    await accepted(alice, 'account-message', message('alice', 'bob', { content: `number ${badge}` }))
    const notifications = await pushed(2)
    const common = {
      ...{ 'app-id': 'sylk', silent: 0, event: 'message', 'media-type': 'sms', badge },
      ...{ from: ALICE, 'from-display-name': 'Alice', to: BOB, 'content-type': 'text/plain', content: `number ${badge}` },
    }
    const callId = expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(notifications.get('fcm-token')).toEqual({
      ...{ ...common, 'call-id': callId, platform: 'android', 'device-id': 'd1', token: 'fcm-token' },
    })
    expect(notifications.get('apns-token')).toEqual({
      ...{ ...common, 'call-id': callId, platform: 'ios', 'device-id': 'd2', token: 'apns-token' },
    })
  }
})

test('[12.123] a device whose token is dead is pushed to no more, and the others are', async () => {
  await deviceWith('carol', 'd1', 'dead')
  await deviceWith('carol', 'd2', 'alive')
  server.answer(({ fields }) => (fields.token === 'dead' ? goneAnswer('dead') : { status: 200 }))
  const to = 'carol@weft.test'
  expect(await house.phones.sendMessage('zoe@elsewhere.test', to, { id: 'p1' })).toBe(200)
  expect([...(await pushed(2)).keys()].toSorted()).toEqual(['alive', 'dead'])
  await house.telephony.weft.log.line('push token was removed')
  expect(await house.phones.sendMessage('zoe@elsewhere.test', to, { id: 'p2' })).toBe(200)
  expect([...(await pushed(1)).keys()]).toEqual(['alive'])
  expect(server.pushed.size).toBe(0)
})

test('what no device has to show wakes none', async () => {
  const alice = await house.device('alice')
  const dave = await deviceWith('dave', 'd1', 'token-of-dave')
  const quiet = message('alice', 'dave', { content_type: 'application/sylk-message-metadata', content: '{}' })
  await accepted(alice, 'account-message', quiet)
  expect(await dave.event('message')).toMatchObject({ message_id: quiet.message_id })
  const loud = message('alice', 'dave', { content: 'wake up' })
  await accepted(alice, 'account-message', loud)
  // Had the first one been pushed as well, it would have come before.
  expect((await pushed(1)).get('token-of-dave')).toMatchObject({ content: 'wake up' })
})
