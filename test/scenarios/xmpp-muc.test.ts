import { fieldOf } from '@weft/protocols/sip/message'
import { bodyOf } from '@weft/protocols/xmpp/message-text'
import { expect, test } from 'vitest'
import type { ChatEvent } from '../../server/src/core/chatroom/chatroom.ts'
import { ConferenceWatcher } from './support/conference-watcher.ts'
import {
  comes,
  goes,
  isAsked,
  isRoom,
  isSelf,
  isThere,
  item,
  jidOf,
  leaves,
  MUC_USER,
  NO_HISTORY,
  ROOM,
  refused,
  STANZAS,
  says,
  subject,
} from './support/foreign-room-play.ts'
import { foreignRoomScenes } from './support/foreign-room-scene.ts'

const { openWorld, withRomeo, withJulietToo, endsWith } = foreignRoomScenes()

test('[X29] a call to a room of another server is answered once that has let its caller in, who is one of its occupants', async () => {
  const { house, stage, romeo, foreign } = await withRomeo()
  const watcher = await ConferenceWatcher.at(house.sip.udp, 'romeo@sip.test')
  endsWith(() => watcher.close())
  await watcher.subscribe({ room: ROOM })
  const { info } = await watcher.news()
  expect(info.users.map(({ entity, displayText }) => [entity, displayText])).toEqual([
    ['sip:coven/firstwitch@chat.shakespeare.lit', 'firstwitch'],
    ['sip:coven/secondwitch@chat.shakespeare.lit', 'secondwitch'],
    ['sip:romeo@sip.test', 'Romeo'],
  ])
  expect(info.description.subject).toBe('toil and trouble')
  await romeo.leave()
  await stage.play(leaves('romeo', 'Romeo'))
  expect([foreign.size, house.rooms.size, stage.isSilent]).toEqual([0, 0, true])
})

test('[X29] who is called as somebody else comes in under a number, and is told that there is no place where that is taken, too', async () => {
  const world = await openWorld()
  const { house, stage } = world
  const romeo = await house.phone('romeo', { domain: 'sip.test', name: 'firstwitch' })
  await romeo.ring(ROOM)
  const conflict = (nick: string) => refused('presence', `${ROOM}/${nick}`, 'romeo', 'conflict')
  await stage.play(`
    ${isRoom('romeo')}
    ${comes('romeo', 'firstwitch')}
    ${conflict('firstwitch')}
    ${comes('romeo', 'firstwitch_2')}
    ${isThere('firstwitch', 'romeo')}
    ${isSelf('firstwitch_2', 'romeo')}
    ${subject('romeo')}
  `)
  await romeo.letIn()
  const tybalt = await house.phone('tybalt', { domain: 'sip.test', name: 'Tybalt' })
  await tybalt.ring(ROOM)
  for (const nick of ['Tybalt', 'Tybalt_2', 'Tybalt_3'])
    await stage.play(`
      ${nick === 'Tybalt' ? isRoom('tybalt') : ''}
      ${comes('tybalt', nick, NO_HISTORY)}
      ${refused('presence', `${ROOM}/${nick}`, 'tybalt', 'conflict')}
    `)
  expect(fieldOf(await tybalt.call.answer(486), 'Warning')).toBe('399 Weft "conflict"')
})

test('the second device of somebody is another occupant, by another nick from the beginning', async () => {
  const world = await withRomeo()
  const { house, stage } = world
  const phone = await house.phone('romeo', { domain: 'sip.test', name: 'Romeo' })
  await phone.ring(ROOM)
  await stage.play(`
    < <iq type="get" id="{second}" from="romeo@sip.test/{device2}" to="${ROOM}"><query xmlns="http://jabber.org/protocol/disco#info"/></iq>
    > <iq type="result" id="{second}" from="${ROOM}" to="romeo@sip.test/{device2}"><query xmlns="http://jabber.org/protocol/disco#info"><identity category="conference" type="text"/></query></iq>
    < <presence from="romeo@sip.test/{device2}" to="${ROOM}/Romeo_2"><x xmlns="http://jabber.org/protocol/muc">${NO_HISTORY}</x></presence>
    > <presence from="${ROOM}/Romeo_2" to="romeo@sip.test/{device2}"><x ${MUC_USER}>${item()}<status code="110"/></x></presence>
  `)
  await phone.letIn()
  expect(house.rooms.find(ROOM)?.participants.map(({ sessions }) => sessions.length)).toEqual([1, 1, 2])
})

test('[X29] who is put out by the room is hung up on, and told by whom', async () => {
  const { stage, romeo, foreign } = await withRomeo()
  const kicked = `${item('', '<actor nick="firstwitch"/><reason>Avaunt!</reason>')}<status code="307"/><status code="110"/>`
  await stage.play(goes('Romeo', 'romeo', kicked))
  expect(fieldOf(await romeo.hungUp(), 'Reason')).toBe('SIP;text="Removed by firstwitch: Avaunt!"')
  expect([foreign.size, stage.isSilent]).toEqual([0, true])
})

test('who is banned, and who is in a room that is destroyed, is told that', async () => {
  const { stage, romeo, juliet } = await withJulietToo()
  await stage.play(`
    ${goes('Romeo', 'romeo', `${item()}<status code="301"/><status code="110"/>`)}
    ${goes('Juliet', 'juliet', `${item()}<destroy><reason>The charm is wound up</reason></destroy>`)}
  `)
  expect(fieldOf(await romeo.hungUp(), 'Reason')).toBe('SIP;text="Banned by the room"')
  expect(fieldOf(await juliet.hungUp(), 'Reason')).toBe('SIP;text="The room is no more: The charm is wound up"')
})

test('who comes, is called otherwise and goes there is seen to do so here', async () => {
  const { house, stage, romeo } = await withRomeo()
  const names = () => house.rooms.find(ROOM)?.participants.map(({ nickname }) => nickname)
  const status = async () => (await romeo.hear()).content.replace(/<.*>/, '<…>')
  await stage.play(isThere('thirdwitch', 'romeo', item(' jid="hag66@shakespeare.lit/pda"')))
  expect(await status()).toBe('thirdwitch <…> has joined the room with chat')
  await stage.play(`
    ${goes('thirdwitch', 'romeo', `${item(' nick="oldhag"')}<status code="303"/>`)}
    ${isThere('oldhag', 'romeo')}
    ${isThere('thirdwitch', 'romeo')}
  `)
  expect(await status()).toBe('thirdwitch <…> has joined the room with chat')
  expect(names()).toEqual(['firstwitch', 'secondwitch', 'Romeo', 'oldhag', 'thirdwitch'])
  await stage.play(goes('oldhag', 'romeo'))
  await romeo.until(/has left the room/)
  expect(names()).toEqual(['firstwitch', 'secondwitch', 'Romeo', 'thirdwitch'])
})

test('[X29] a nickname is the one that the room gives', async () => {
  const { house, stage, romeo } = await withRomeo()
  const asking = romeo.nickname('firstwitch')
  await stage.play(`
    < <presence from="${jidOf('romeo')}" to="${ROOM}/firstwitch"/>
    ${refused('presence', `${ROOM}/firstwitch`, 'romeo', 'conflict')}
  `)
  expect(await asking).toBe(425)
  const renaming = romeo.nickname('montague')
  await stage.play(`
    < <presence from="${jidOf('romeo')}" to="${ROOM}/montague"/>
    ${goes('Romeo', 'romeo', `${item(' nick="montague"')}<status code="303"/><status code="110"/>`)}
    ${isSelf('montague', 'romeo')}
  `)
  expect(await renaming).toBe(200)
  expect(house.rooms.find(ROOM)?.participants.map(({ nickname }) => nickname)).toContain('montague')
})

test('[X29] where the server of the room is down, its members hear so, and are hung up on with the reason', async () => {
  const { stage, romeo, foreign } = await withRomeo()
  const saying = romeo.say('anybody?', {}, { id: 'said-1' })
  await stage.play(`
    ${says('romeo', 'anybody?', 'said-1')}
    ${refused('message', ROOM, 'romeo', 'remote-server-timeout', ' id="said-1"')}
    < <iq type="get" id="{ping}" from="${jidOf('romeo')}" to="${ROOM}/Romeo"><ping xmlns="urn:xmpp:ping"/></iq>
  `)
  expect(await saying).toBe('000 408 remote-server-timeout')
  await stage.play(refused('iq', `${ROOM}/Romeo`, 'romeo', 'remote-server-timeout', ' id="{ping}"'))
  expect(fieldOf(await romeo.hungUp(), 'Reason')).toBe('SIP;text="The room cannot be reached any more: remote-server-timeout"')
  expect(foreign.size).toBe(0)
})

test('whether somebody is still there is asked from time to time', async () => {
  const { stage, clock, romeo } = await withRomeo()
  const ping = `< <iq type="get" id="{ping}" from="${jidOf('romeo')}" to="${ROOM}/Romeo"><ping xmlns="urn:xmpp:ping"/></iq>`
  const isPlanned = async () => {
    while ((await clock.planned.next()) !== 600_000);
  }
  await isPlanned()
  clock.pass(600_000)
  await stage.play(`
    ${ping}
    > <iq type="result" id="{ping}" from="${ROOM}/Romeo" to="${jidOf('romeo')}"/>
  `)
  await isPlanned()
  clock.pass(600_000)
  await stage.play(`
    ${ping.replace('{ping}', '{ping2}')}
    ${refused('iq', `${ROOM}/Romeo`, 'romeo', 'not-acceptable', ' id="{ping2}"')}
  `)
  expect(fieldOf(await romeo.hungUp(), 'Reason')).toContain('not-acceptable')
})

test.each([
  ['item-not-found', 404],
  ['remote-server-not-found', 404],
  ['remote-server-timeout', 408],
])('[X29] where asking for the room comes back as %s, the call is refused with %i', async (condition, status) => {
  const { house, stage, foreign } = await openWorld()
  const romeo = await house.phone('romeo', { domain: 'sip.test' })
  await romeo.ring(ROOM)
  await stage.play(`
    ${isAsked('romeo')}
    ${refused('iq', ROOM, 'romeo', condition, ' id="{askromeo}"')}
  `)
  expect(fieldOf(await romeo.call.answer(status), 'Warning')).toBe(`399 Weft "${condition}"`)
  expect([foreign.size, house.rooms.size]).toEqual([0, 0])
})

test('[X29] who may not come in, and who does not call a chat room, is refused', async () => {
  const { house, stage } = await openWorld()
  const romeo = await house.phone('romeo', { domain: 'sip.test', name: 'Romeo' })
  await romeo.ring(ROOM)
  await stage.play(`
    ${isRoom('romeo')}
    ${comes('romeo', 'Romeo')}
    ${refused('presence', `${ROOM}/Romeo`, 'romeo', 'registration-required')}
  `)
  await romeo.call.answer(403)
  const juliet = await house.phone('juliet', { domain: 'sip.test' })
  await juliet.ring(ROOM)
  await stage.play(`
    ${isAsked('juliet')}
    > <iq type="result" id="{askjuliet}" from="${ROOM}" to="${jidOf('juliet')}"><query xmlns="http://jabber.org/protocol/disco#info"><identity category="client" type="pc"/></query></iq>
  `)
  await juliet.call.answer(404)
  const stranger = await house.phone('stranger', { domain: 'elsewhere.test' })
  await stranger.ring(ROOM)
  await stranger.call.answer(403)
  expect(stage.isSilent).toBe(true)
})

test('who gives up calling leaves the room that has let him in meanwhile', async () => {
  const { house, stage, foreign } = await openWorld()
  const romeo = await house.phone('romeo', { domain: 'sip.test', name: 'Romeo' })
  await romeo.ring(ROOM)
  await stage.play(`
    ${isRoom('romeo')}
    ${comes('romeo', 'Romeo')}
  `)
  romeo.call.cancel()
  await romeo.call.answer(200)
  await romeo.call.answer(487)
  await stage.play(`
    ${isSelf('Romeo', 'romeo')}
    ${leaves('romeo', 'Romeo')}
  `)
  expect([foreign.size, house.rooms.size]).toEqual([0, 0])
})

test('what comes for one who is not there any more is answered so, that the room knows', async () => {
  const { stage } = await openWorld()
  await stage.play(`
    > <message type="groupchat" id="m1" from="${ROOM}/firstwitch" to="romeo@sip.test/before"><body>still there?</body></message>
    < <message type="error" id="m1" from="romeo@sip.test/before" to="${ROOM}/firstwitch"><error type="cancel"><item-not-found ${STANZAS}/></error></message>
    > <presence from="${ROOM}/firstwitch" to="romeo@sip.test/before"><x ${MUC_USER}>${item()}</x></presence>
  `)
  expect(stage.isSilent).toBe(true)
})

test('where no rooms of others may be joined, a call to one is a call to a room of ours', async () => {
  const { house, stage, foreign } = await openWorld([])
  const romeo = await house.phone('romeo', { domain: 'sip.test' })
  await romeo.join(ROOM)
  expect((await romeo.hear()).content).toContain('You are the first participant')
  expect([foreign.size, stage.isSilent]).toEqual([0, true])
})

test('[X25] invitations into rooms that may be joined come as words: from the room, and from who asks', async () => {
  const { stage, messages } = await openWorld()
  const nurse = 'nurse@shakespeare.lit'
  const mediated = (room: string) =>
    `> <message id="m1" from="${room}" to="romeo@sip.test"><x ${MUC_USER}><invite from="${nurse}/hall"><reason>come</reason></invite></x></message>`
  await stage.play(`
    ${mediated(ROOM)}
    > <message id="m2" from="${nurse}/hall" to="romeo@sip.test"><x xmlns="jabber:x:conference" jid="${ROOM}"/></message>
    ${mediated('coven@elsewhere.lit')}
  `)
  expect(messages.map(({ type, from, element }) => [type, from.local, bodyOf(element)])).toEqual([
    ['normal', 'coven', `${nurse} invites you to the room sip:${ROOM}: come`],
    ['normal', 'nurse', `${nurse} invites you to the room sip:${ROOM}`],
    ['normal', 'coven', null],
  ])
})

test('[X29] the chat of a video room is there as well, and a participant is told why it is not', async () => {
  const { stage, foreign, house } = await openWorld()
  const told: ChatEvent[] = []
  const member = { party: { uri: 'romeo@sip.test', displayName: 'Romeo' }, tell: (event: ChatEvent) => void told.push(event) }
  const refusal = foreign.join(ROOM, member)
  await stage.play(`
    ${isAsked('romeo')}
    ${refused('iq', ROOM, 'romeo', 'remote-server-not-found', ' id="{askromeo}"')}
  `)
  await expect(refusal).rejects.toThrow(`Room ${ROOM} cannot be joined: remote-server-not-found`)
  const joined = foreign.join(ROOM.toUpperCase().replace('COVEN', 'Coven'), member)
  await stage.play(`
    < <iq type="get" id="{again}" from="romeo@sip.test/{page}" to="${ROOM}"><query xmlns="http://jabber.org/protocol/disco#info"/></iq>
    > <iq type="result" id="{again}" from="${ROOM}" to="romeo@sip.test/{page}"><query xmlns="http://jabber.org/protocol/disco#info"><identity category="conference" type="text"/></query></iq>
    < <presence from="romeo@sip.test/{page}" to="${ROOM}/Romeo"><x xmlns="http://jabber.org/protocol/muc"/></presence>
    > <presence from="${ROOM}/Romeo" to="romeo@sip.test/{page}"><x ${MUC_USER}>${item()}<status code="110"/></x></presence>
  `)
  const seat = await joined
  await stage.play(
    `> <message type="groupchat" id="w1" from="${ROOM}/firstwitch" to="romeo@sip.test/{page}"><body>All hail</body></message>`,
  )
  expect(told.map((event) => event.kind === 'message' && [event.message.sender.displayName, event.message.content])).toEqual([
    ['firstwitch', 'All hail'],
  ])
  seat.leave()
  await stage.play(`< <presence type="unavailable" from="romeo@sip.test/{page}" to="${ROOM}/Romeo"/>`)
  expect(house.rooms.size).toBe(0)
})

test('a participant asks somebody on XMPP in, which the room does', async () => {
  const { stage, foreign } = await withRomeo()
  expect(foreign.invite(ROOM, 'romeo@sip.test', 'nurse@shakespeare.lit')).toBe(true)
  await stage.play(
    `< <message id="{id}" from="${jidOf('romeo')}" to="${ROOM}"><x ${MUC_USER}><invite to="nurse@shakespeare.lit"/></x></message>`,
  )
  expect(foreign.invite(ROOM, 'juliet@sip.test', 'nurse@shakespeare.lit')).toBe(false)
  expect(foreign.invite('verona@conference.sip.test', 'romeo@sip.test', 'nurse@shakespeare.lit')).toBe(null)
})

test('who is put out here is still there: nobody of ours can put him out', async () => {
  const { house, romeo } = await withRomeo()
  const room = house.rooms.find(ROOM)
  room?.remove('coven/firstwitch@chat.shakespeare.lit', 'Removed by romeo@sip.test')
  await romeo.until(/firstwitch .* has joined/)
  expect(room?.participants.map(({ nickname }) => nickname)).toContain('firstwitch')
})
