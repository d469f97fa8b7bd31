import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { entriesOf, isTaken, journalOf, MessageHouse, message } from '../scenarios/support/message-house.ts'
import { ALICE, accepted, BOB } from '../scenarios/support/telephony.ts'
import { describeWith } from './needs.ts'
import { type Postgres, startPostgres } from './peers/postgres.ts'

// What messages do is in test/scenarios, and what stores do in test/contract: this is about the two being put together.
describeWith(['postgres'], 'messages over PostgreSQL', () => {
  let postgres: Postgres
  let house: MessageHouse
  beforeAll(async () => {
    postgres = await startPostgres()
    house = await MessageHouse.open({ 'weft.ini': { Store: { url: postgres.url } } })
  })
  afterEach(() => house.leave())
  afterAll(async () => {
    await house.close()
    await postgres.remove()
  })

  test('go from one account to the other, are read, and are in both journals', async () => {
    const [alice, bob] = [await house.device('alice'), await house.device('bob')]
    const sent = message('alice', 'bob', { content: 'grüße ✓' })
    await accepted(alice, 'account-message', sent)
    expect(await bob.event('message')).toMatchObject({ message_id: sent.message_id, content: 'grüße ✓' })
    expect(await alice.event('disposition-notification')).toMatchObject({ message_id: sent.message_id, ...isTaken })
    const seen = { message_id: sent.message_id, timestamp: sent.timestamp, state: 'displayed' }
    await accepted(bob, 'account-disposition-notification', { account: BOB, uri: ALICE, ...seen })
    expect(await alice.event('disposition-notification', 'displayed')).toMatchObject({ message_id: sent.message_id })
    expect(await entriesOf(alice, 'alice', sent.message_id)).toMatchObject([{ state: 'displayed', disposition: [] }])
    expect(await entriesOf(bob, 'bob', sent.message_id)).toMatchObject([{ state: 'received', disposition: [] }])
  })

  test('are there for a device that comes later, page by page', async () => {
    const alice = await house.device('alice')
    const sent = [1, 2, 3].map((n) => message('alice', 'bob', { content: `number ${n}` }))
    for (const one of sent) await accepted(alice, 'account-message', one)
    const later = await house.device('bob')
    const ids = (await journalOf(later, 'bob')).map(({ message_id }) => message_id)
    expect(ids.slice(-3)).toEqual(sent.map(({ message_id }) => message_id))
    const rest = await journalOf(later, 'bob', { message_id: sent[0]?.message_id })
    expect(rest.map(({ content }) => content)).toEqual(['number 2', 'number 3'])
  })

  test('are refused while the database is away, and taken again once it is back', async () => {
    const alice = await house.device('alice')
    await postgres.kill()
    const lost = message('alice', 'bob')
    expect(await alice.request('account-message', lost)).not.toBe('ack')
    await postgres.restart()
    const sent = message('alice', 'bob')
    await expect.poll(() => alice.request('account-message', sent), { timeout: 15_000 }).toBe('ack')
    expect(await entriesOf(alice, 'alice', lost.message_id)).toEqual([])
    expect(await entriesOf(alice, 'alice', sent.message_id)).toHaveLength(1)
  })
})
