import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Attendee, Meeting } from './support/meeting.ts'
import { eventually } from './support/telephony.ts'

/** Characters, close to the largest frame that a client may send. */
const PICTURE = 'A'.repeat(1_000_000)

let meeting: Meeting
beforeAll(async () => {
  meeting = await Meeting.open()
})
afterEach(async () => {
  await meeting.end()
  await eventually('nothing is left in Janus', () => meeting.telephony.janus.rooms.length === 0)
})
afterAll(() => meeting.close())

/** Shows so many pictures in the chat; resolves with the code of what came of each. */
async function show({ client, session }: Attendee, pictures: number): Promise<readonly unknown[]> {
  const picture = { session, content: PICTURE, content_type: 'image/png' }
  for (let at = 0; at < pictures; at++) client.send('videoroom-message', { ...picture, message_id: `picture-${at}` })
  const codes: unknown[] = []
  while (codes.length < pictures) codes.push((await client.next(({ event }) => event === 'message-delivery')).code)
  return codes
}

const seen = ({ client }: Attendee) => client.events.filter(({ event, content }) => event === 'message' && content === PICTURE)

test('attack S15: who shows many pictures at once is held back, and drops nobody who does not read as fast', async () => {
  const alice = await meeting.enter('alice')
  const bob = await meeting.enter('bob')
  bob.client.socket.pause()
  const codes = await show(alice, 14)
  bob.client.socket.resume()
  await bob.client.settled()
  expect(codes.slice(0, 3)).toEqual([200, 200, 200])
  expect(codes).toContain(413)
  expect(seen(bob)).toHaveLength(codes.filter((code) => code === 200).length)
})

test('attack S15: what was said before drops nobody who comes, however much it is', async () => {
  const alice = await meeting.enter('alice')
  for (const user of ['bob', 'carol', 'dave', 'erin']) {
    const speaker = await meeting.enter(user)
    expect(await show(speaker, 3)).toEqual([200, 200, 200])
    await speaker.client.request('videoroom-leave', { session: speaker.session })
    await alice.client.settled()
  }
  expect(seen(alice)).toHaveLength(12)
  const late = await meeting.enter('frank')
  await late.client.settled()
  expect(seen(late)).toHaveLength(2)
})
