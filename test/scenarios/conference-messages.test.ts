import { afterEach, expect, test } from 'vitest'
import { ConferenceHouse, type ConferenceOptions } from './support/conference-house.ts'

let house: ConferenceHouse | null = null

afterEach(() => {
  house?.close()
  house = null
})

async function open(options: ConferenceOptions = {}): Promise<ConferenceHouse> {
  house = await ConferenceHouse.open(options)
  return house
}

test('[R1] what one says reaches all others alike, and not the session that said it', async () => {
  const { member } = await scene()
  const [alice, bob, carol] = [await member('alice', { name: 'Alice' }), await member('bob'), await member('carol')]
  expect(await alice.say('hi')).toBe('000 200 OK')
  const heard = [await bob.until('hi'), await carol.until('hi')]
  const [first, second] = heard
  expect(first).toEqual(second)
  expect(first?.headers.get('From')).toBe('Alice <sip:alice@x.test>')
  expect(first?.headers.get('To')).toBe('Conference Room <sip:r1@weft.test>')
  expect(first?.mime).toEqual(new Map([['Content-Type', 'text/plain']]))
  expect(await alice.heard()).not.toContain('hi')
})

async function scene(options: ConferenceOptions = {}) {
  const opened = await open(options)
  return { house: opened, member: (user: string, more = {}) => opened.member(user, more) }
}
