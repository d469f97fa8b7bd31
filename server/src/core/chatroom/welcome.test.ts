import { expect, test } from 'vitest'
import { ChatHouse, text } from '../../../../test/scenarios/support/chat-house.ts'
import { welcomeText } from './welcome.ts'

const nothing = { advertiseXmppSupport: false, pstnAccessNumbers: [], webrtcGatewayUrl: null }

test('[R13] the first, the second and the third to come are told how many others there are', async () => {
  const house = new ChatHouse()
  const welcomed = async (name: string) => (await house.join(name, { welcome: true })).heard[0]
  const rest = ' in the conference. Others can join by using:\n\nSIP: r1@conf.test'
  expect(await welcomed('alice')).toBe(`Welcome! You are the first participant${rest}`)
  expect(await welcomed('bob')).toBe(`Welcome! There is one more participant${rest}`)
  expect(await welcomed('bob')).toBe(`Welcome! There is one more participant${rest}`)
  expect(await welcomed('carol')).toBe(`Welcome! There are 2 more participants${rest}`)
})

test('[R14] the welcome comes before what was said, from the room, and is not a status line', async () => {
  const house = new ChatHouse()
  await (await house.join('alice')).seat.say(text('hi'))
  const bob = await house.join('bob', { welcome: true })
  expect(bob.heard).toEqual([expect.stringMatching(/^Welcome!/), 'hi'])
  expect(bob.events[0]).toMatchObject({ message: { sender: { uri: 'r1@conf.test' }, contentType: 'text/plain', type: 'normal' } })
  expect((await house.join('carol')).heard).toEqual(['hi'])
})

test('all ways into the room are named, numbers in order', () => {
  const ways = {
    advertiseXmppSupport: true,
    pstnAccessNumbers: ['+44 3', '+1 2', '+31 1'],
    webrtcGatewayUrl: 'https://x.test/call/$room',
  }
  expect(welcomeText('r$&@conf.test', 1, ways).split('\n')).toEqual([
    'Welcome! There is one more participant in the conference. Others can join by using:',
    '',
    'SIP/XMPP: r$&@conf.test',
    'Phones: +1 2, +31 1 or +44 3',
    'WEB: https://x.test/call/r$&@conf.test',
  ])
  expect(welcomeText('r', 1, { ...nothing, pstnAccessNumbers: ['+31 1'] })).toContain('\nPhones: +31 1')
})
