import { expect, test } from 'vitest'
import { composingText } from './support/cpim-text.ts'
import { goes, isSaid, jidOf, leaves, MUC_USER, ROOM, refused, STANZAS, says } from './support/foreign-room-play.ts'
import { foreignRoomScenes } from './support/foreign-room-scene.ts'

const { withRomeo, withJulietToo } = foreignRoomScenes()

test('[X29] both sides hear each other, and themselves not; what is said counts as said once the room has said it', async () => {
  const { stage, romeo } = await withRomeo()
  await stage.play(isSaid('firstwitch', 'When shall we three meet again?', 'romeo'))
  const heard = await romeo.hear()
  expect([heard.content, heard.headers.get('From')]).toEqual([
    'When shall we three meet again?',
    'firstwitch <sip:coven/firstwitch@chat.shakespeare.lit>',
  ])
  const saying = romeo.say('In thunder?', {}, { id: 'said-1' })
  await stage.play(`
    ${says('romeo', 'In thunder?', 'said-1')}
    ${isSaid('Romeo', 'In thunder?', 'romeo', 'said-1')}
  `)
  expect(await saying).toBe('000 200 OK')
  await stage.play(isSaid('secondwitch', "When the hurlyburly's done", 'romeo'))
  expect((await romeo.hear()).content).toBe("When the hurlyburly's done")
})

test('[X29] two of ours are two occupants, who hear everything once, in the order of the room', async () => {
  const { stage, romeo, juliet } = await withJulietToo()
  const saying = romeo.say('It is the east', {}, { id: 'said-1' })
  await stage.play(`
    ${says('romeo', 'It is the east', 'said-1')}
    ${isSaid('firstwitch', 'Fair is foul', 'romeo', 'w1')}
    ${isSaid('firstwitch', 'Fair is foul', 'juliet', 'w1')}
    ${isSaid('Romeo', 'It is the east', 'juliet', 'said-1')}
    ${isSaid('Romeo', 'It is the east', 'romeo', 'said-1')}
    ${isSaid('firstwitch', 'Fair is foul', 'juliet', 'w1')}
    ${isSaid('firstwitch', 'Fair is foul', 'romeo', 'w1')}
    ${isSaid('firstwitch', 'Double, double', 'romeo', 'w2')}
    ${isSaid('firstwitch', 'Double, double', 'juliet', 'w2')}
  `)
  expect(await saying).toBe('000 200 OK')
  for (const content of ['Fair is foul', 'Fair is foul', 'Double, double']) expect((await romeo.hear()).content).toBe(content)
  for (const content of ['Fair is foul', 'It is the east', 'Fair is foul', 'Double, double'])
    expect((await juliet.hear()).content).toBe(content)
})

test('who hears things first may leave, and the other one misses nothing', async () => {
  const { stage, romeo, juliet } = await withJulietToo()
  await stage.play(isSaid('firstwitch', 'one', 'romeo', 'w1'))
  await romeo.leave()
  await stage.play(`
    ${leaves('romeo', 'Romeo')}
    ${goes('Romeo', 'juliet')}
    ${isSaid('firstwitch', 'one', 'juliet', 'w1')}
    ${isSaid('firstwitch', 'two', 'juliet', 'w2')}
  `)
  await juliet.until('two')
  expect(juliet.heard.filter((line) => line === 'one' || line === 'two')).toEqual(['one', 'two'])
})

test('[X29] what is for one alone is heard by one alone', async () => {
  const { stage, romeo } = await withJulietToo()
  expect(await romeo.say('a word', { to: '<sip:coven/firstwitch@chat.shakespeare.lit>' }, { id: 'said-1' })).toBe('000 200 OK')
  await stage.play(`
    < <message type="chat" id="said-1" from="${jidOf('romeo')}" to="${ROOM}/firstwitch"><body>a word</body><x ${MUC_USER}/></message>
    > <message type="chat" id="w1" from="${ROOM}/firstwitch" to="${jidOf('romeo')}"><body>All hail</body><x ${MUC_USER}/></message>
    > <message type="chat" id="w2" from="${ROOM}/thirdwitch" to="${jidOf('romeo')}"><body>All hail</body><x ${MUC_USER}/></message>
    < <message type="error" id="w2" from="${jidOf('romeo')}" to="${ROOM}/thirdwitch"><error type="cancel"><item-not-found ${STANZAS}/></error></message>
  `)
  const heard = await romeo.hear()
  expect([heard.content, heard.headers.get('To')]).toEqual(['All hail', 'Romeo <sip:romeo@sip.test>'])
  expect(await romeo.say('psst', { to: '<sip:juliet@sip.test>' })).toBe('000 200 OK')
  expect(stage.isSilent).toBe(true)
})

test('[X29] what was said before comes with its time', async () => {
  const delay = (at: string) => `<delay xmlns="urn:xmpp:delay" stamp="${at}" from="${ROOM}"/>`
  const { romeo } = await withRomeo({
    before: `
      ${isSaid('firstwitch', 'one', 'romeo', 'old-1', delay('2023-01-01T10:00:00Z'))}
      ${isSaid('thirdwitch', 'two', 'romeo', 'old-2', delay('2023-01-01T11:00:00Z'))}
    `,
  })
  const heard = [await romeo.hear(), await romeo.hear()]
  expect(heard.map(({ content, headers }) => [content, headers.get('From'), headers.get('DateTime')])).toEqual([
    ['one', 'firstwitch <sip:coven/firstwitch@chat.shakespeare.lit>', '2023-01-01T10:00:00+00:00'],
    ['two', 'thirdwitch <sip:coven/thirdwitch@chat.shakespeare.lit>', '2023-01-01T11:00:00+00:00'],
  ])
})

test('that somebody is writing is seen on both sides', async () => {
  const { stage, romeo } = await withRomeo()
  const state = (name: string) => `<${name} xmlns="http://jabber.org/protocol/chatstates"/>`
  await romeo.say(composingText('active', 60), { type: 'application/im-iscomposing+xml' })
  await stage.play(`
    < <message type="groupchat" from="${jidOf('romeo')}" to="${ROOM}">${state('composing')}</message>
    > <message type="groupchat" from="${ROOM}/Romeo" to="${jidOf('romeo')}">${state('composing')}</message>
    > <message type="groupchat" from="${ROOM}/firstwitch" to="${jidOf('romeo')}">${state('composing')}</message>
  `)
  const heard = await romeo.hear()
  expect(heard.headers.get('From')).toContain('firstwitch')
  expect(heard.content).toContain('<state>active</state>')
})

test('[X29] what the room does not take is reported so, and a picture is not even asked about', async () => {
  const { stage, romeo } = await withRomeo()
  const saying = romeo.say('hush', {}, { id: 'said-1' })
  await stage.play(`
    ${says('romeo', 'hush', 'said-1')}
    ${refused('message', ROOM, 'romeo', 'forbidden', ' id="said-1"')}
  `)
  expect(await saying).toBe('000 403 forbidden')
  expect(await romeo.say('AAAA', { type: 'image/png' })).toBe('000 415 Only text is taken here')
  expect(stage.isSilent).toBe(true)
})
