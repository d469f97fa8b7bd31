import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { journalOf, MessageHouse, message } from './support/message-house.ts'
import { ALICE, accepted, BOB } from './support/telephony.ts'

let house: MessageHouse
beforeAll(async () => {
  house = await MessageHouse.open()
})
afterEach(async () => {
  house.proxy.answer = () => ({ status: 200, reason: 'OK' })
  await house.leave()
})
afterAll(() => house.close())

test('[12.85] a message is acknowledged, goes out in an envelope with its id, and its 200 is told to all devices', async () => {
  const [one, other] = [await house.device('alice', { display_name: 'Alice' }), await house.device('alice')]
  const sent = message('alice', 'stranger', { content: 'grüße ✓' })
  await accepted(one, 'account-message', sent)
  const { request, message: envelope, field } = await house.proxy.next()
  expect(request.uri).toBe(`sip:${sent.uri}`)
  expect(field('From')).toMatch(/^"Alice" <sip:alice@weft\.test>;tag=/)
  expect(field('Contact')).toBeNull()
  expect(envelope).toMatchObject({
    from: { displayName: 'Alice', uri: `sip:${ALICE}` },
    dateTime: '2026-07-17T08:41:52.123000+00:00',
    id: sent.message_id,
    dispositions: ['positive-delivery', 'display'],
    contentType: 'text/plain',
    content: 'grüße ✓',
  })
  const accepted200 = {
    message_id: sent.message_id,
    message_timestamp: '2026-07-17T08:41:52.123000+00:00',
    ...{ state: 'accepted', code: 200, reason: 'OK' },
  }
  expect(await one.event('disposition-notification')).toMatchObject(accepted200)
  expect(await other.event('disposition-notification')).toMatchObject(accepted200)
  expect((await journalOf(other, 'alice')).at(-1)).toMatchObject({ message_id: sent.message_id, state: 'accepted' })
})

test('[12.89] a message of a phone is in the journal when it is answered, and told to all devices', async () => {
  const [one, other] = [await house.device('bob'), await house.device('bob')]
  const id = 'from-a-phone'
  expect(await house.phones.sendMessage('zoe@elsewhere.test', BOB, { id, content: 'hi' })).toBe(200)
  for (const device of [one, other])
    expect(await device.event('message')).toMatchObject({
      sender: { uri: 'zoe@elsewhere.test', display_name: '' },
      message_id: id,
      content: 'hi',
      content_type: 'text/plain',
      disposition_notification: ['positive-delivery', 'display'],
    })
  expect((await journalOf(one, 'bob')).at(-1)).toMatchObject({
    message_id: id,
    direction: 'incoming',
    state: 'received',
    contact: 'zoe@elsewhere.test',
  })
})
