import { IS_COMPOSING_CONTENT_TYPE, printIsComposing } from '@weft/protocols/im/is-composing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { journalOf, MessageHouse, message } from './support/message-house.ts'
import { ALICE, accepted, BOB } from './support/telephony.ts'

const ZOE = 'zoe@elsewhere.test'

let house: MessageHouse
beforeAll(async () => {
  house = await MessageHouse.open()
})
afterEach(() => house.leave())
afterAll(() => house.close())

const writes = (state: 'active' | 'idle') => printIsComposing({ state, lastActive: null, contentType: 'text/plain', refresh: 90 })
const asking = { composing_indications: true }

test('who asked is told who is writing, on all devices; who did not is told nothing, and nothing is kept', async () => {
  const [alice, asked, other] = [await house.device('alice'), await house.device('bob', asking), await house.device('bob')]
  const before = await journalOf(asked, 'bob')
  const sent = message('alice', 'bob', { content: writes('active'), content_type: IS_COMPOSING_CONTENT_TYPE })
  await accepted(alice, 'account-message', sent)
  expect(await asked.event('composing-indication')).toEqual({
    sylkrtc: 'account-event',
    account: BOB,
    event: 'composing-indication',
    sender: { uri: ALICE, display_name: '' },
    state: 'active',
    refresh: 90,
    content_type: 'text/plain',
  })
  await other.settled()
  expect(other.events.filter(({ event }) => event === 'composing-indication' || event === 'message')).toEqual([])
  expect(await journalOf(asked, 'bob')).toEqual(before)
})

test('a SIP client that writes is told of like any other', async () => {
  const bob = await house.device('bob', asking)
  expect(await house.phones.send(ZOE, BOB, IS_COMPOSING_CONTENT_TYPE, writes('idle'))).toBe(200)
  expect(await bob.event('composing-indication')).toMatchObject({ sender: { uri: ZOE }, state: 'idle' })
})

test('what says nothing that can be read is told to nobody', async () => {
  const bob = await house.device('bob', asking)
  expect(await house.phones.send(ZOE, BOB, IS_COMPOSING_CONTENT_TYPE, '<isComposing/>')).toBe(200)
  await bob.settled()
  expect(bob.events.filter(({ event }) => event === 'composing-indication')).toEqual([])
})
