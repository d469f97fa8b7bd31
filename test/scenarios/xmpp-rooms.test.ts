import { afterEach, expect, test } from 'vitest'
import { systemRandom } from '../../server/src/adapters/random/system.ts'
import { XmppRoomDoor } from '../../server/src/applications/xmpp/muc/room-door.ts'
import { RoomInvitations } from '../../server/src/applications/xmpp/muc/room-invitations.ts'
import { XmppRooms } from '../../server/src/applications/xmpp/muc/xmpp-rooms.ts'
import { Questions } from '../../server/src/applications/xmpp/questions.ts'
import { XmppGateway } from '../../server/src/applications/xmpp/xmpp-gateway.ts'
import { nobody } from './support/chat-house.ts'
import type { ChatPhone } from './support/chat-phone.ts'
import { ConferenceHouse, type ConferenceOptions } from './support/conference-house.ts'
import { composingText } from './support/cpim-text.ts'
import { StillClock } from './support/still-clock.ts'
import { XmppStage } from './support/xmpp-stage.ts'

const ROOM = 'verona@conference.sip.test'
const JULIET = 'juliet@capulet.lit/balcony'
const MUC_USER = 'xmlns="http://jabber.org/protocol/muc#user"'

const endings: (() => void)[] = []
afterEach(() => {
  for (const end of endings.splice(0).reverse()) end()
})

/** The rooms of conference.sip.test, for SIP clients and for XMPP. */
async function openRooms(options: ConferenceOptions = {}) {
  const house = await ConferenceHouse.open(options)
  endings.push(() => house.close())
  const stage = new XmppStage()
  const clock = new StillClock()
  const called: string[] = []
  const common = { router: stage, clock, random: systemRandom, log: house.log }
  const invitations = new RoomInvitations({
    ...{ ...common, isOnSip: (domain) => domain === 'sip.test' },
    callIn: (room, inviter, target) => void called.push(`${inviter} calls ${target} into ${room}`),
  })
  const rooms = new XmppRooms({ ...common, chatrooms: house.rooms, invitations })
  const gateway = new XmppGateway({
    domains: { users: new Set(['sip.test']), rooms: new Set(['conference.sip.test']) },
    service: { software: { name: 'Weft', version: 'test' }, roomsOf: () => 'conference.sip.test' },
    ...{ router: stage, log: house.log, questions: new Questions(common) },
    chat: { message: () => {}, sipMessage: async () => ({ status: 405 }), called: () => () => {} },
    presence: { presence: () => {}, subscribed: async () => ({ taken: false, answer: { status: 489 } }) },
    rooms: new XmppRoomDoor({ rooms, chat: { message: () => {} }, foreign: { take: () => false, isJoinable: () => false } }),
  })
  stage.use(gateway)
  return { house, stage, rooms, clock, called, invitations }
}

const comes = (from: string, nick: string, history = '') =>
  `> <presence from="${from}" to="${ROOM}/${nick}"><x xmlns="http://jabber.org/protocol/muc">${history}</x></presence>`
const item = (jid: string) => `<item affiliation="member" role="participant" jid="${jid}"/>`
const isThere = (nick: string, jid: string, to = JULIET) =>
  `< <presence from="${ROOM}/${nick}" to="${to}"><x ${MUC_USER}>${item(jid)}</x></presence>`
const isSelf = (nick: string, jid: string, to = JULIET, created = '') =>
  `< <presence from="${ROOM}/${nick}" to="${to}"><x ${MUC_USER}>${item(jid)}<status code="100"/><status code="110"/>${created}</x></presence>`
const noSubject = (to = JULIET) => `< <message type="groupchat" from="${ROOM}" to="${to}"><subject/></message>`
const says = (nick: string, body: string, to = JULIET, id = '{id}') =>
  `< <message type="groupchat" id="${id}" from="${ROOM}/${nick}" to="${to}"><body>${body}</body></message>`
const tells = (text: string, to = JULIET) =>
  `< <message type="groupchat" from="${ROOM}" to="${to}"><body>${text}</body></message>`
const error = (kind: string, from: string, condition: string, type: string, inside = '') =>
  `< <${kind} type="error"${kind === 'message' ? ' id="m1"' : ''} from="${from}" to="${JULIET}">${inside}<error type="${type}"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></${kind}>`
const JOIN = '<x xmlns="http://jabber.org/protocol/muc"/>'

/** Romeo, on SIP, is in the room. */
async function withRomeo(options: ConferenceOptions = {}) {
  const all = await openRooms(options)
  const romeo: ChatPhone = await all.house.phone('romeo', { domain: 'sip.test', name: 'Romeo' })
  await romeo.join(ROOM)
  await romeo.hear()
  return { ...all, romeo }
}

/** And Juliet, on XMPP. */
async function together(options: ConferenceOptions = {}) {
  const all = await withRomeo(options)
  await all.stage.play(`
    ${comes(JULIET, 'juliet')}
    ${isThere('Romeo', 'romeo@sip.test')}
    ${isSelf('juliet', 'juliet@capulet.lit')}
    ${noSubject()}
  `)
  expect((await all.romeo.hear()).content).toBe('juliet <juliet@capulet.lit> has joined the room with chat')
  return all
}

test('[X21] the first to come has made the room, and is told so', async () => {
  const { stage } = await openRooms()
  await stage.play(`
    ${comes(JULIET, 'juliet')}
    ${isSelf('juliet', 'juliet@capulet.lit', JULIET, '<status code="201"/>')}
    ${noSubject()}
  `)
  expect(stage.isSilent).toBe(true)
})

test('[X21] she is told who is there, herself last; what she says comes back to her, and both hear each other', async () => {
  const { stage, romeo } = await together()
  await stage.play(`
    > <message type="groupchat" id="m1" from="${JULIET}" to="${ROOM}"><body>good night</body></message>
    ${says('juliet', 'good night', JULIET, 'm1')}
  `)
  const heard = await romeo.hear()
  expect([heard.content, heard.headers.get('From')]).toEqual(['good night', 'juliet <sip:juliet@capulet.lit>'])
  await romeo.say('sleep dwell upon thine eyes', {}, { id: 'said-1' })
  await stage.play(says('Romeo', 'sleep dwell upon thine eyes', JULIET, 'said-1'))
  await romeo.say(composingText('active', 60), { type: 'application/im-iscomposing+xml' })
  await stage.play(
    `< <message type="groupchat" from="${ROOM}/Romeo" to="${JULIET}"><composing xmlns="http://jabber.org/protocol/chatstates"/></message>`,
  )
})

test('two people on XMPP see each other come, talk, and go', async () => {
  const { stage } = await together()
  const nurse = 'nurse@capulet.lit/hall'
  await stage.play(`
    ${comes(nurse, 'nurse')}
    ${tells('nurse &lt;nurse@capulet.lit&gt; has joined the room with chat')}
    ${isThere('nurse', 'nurse@capulet.lit')}
    ${isThere('Romeo', 'romeo@sip.test', nurse)}
    ${isThere('juliet', 'juliet@capulet.lit', nurse)}
    ${isSelf('nurse', 'nurse@capulet.lit', nurse)}
    ${noSubject(nurse)}
    > <message type="groupchat" id="m1" from="${nurse}" to="${ROOM}"><body>madam!</body></message>
    ${says('nurse', 'madam!', JULIET, 'm1')}
    ${says('nurse', 'madam!', nurse, 'm1')}
    > <presence type="unavailable" from="${nurse}" to="${ROOM}/nurse"/>
    ${tells('nurse &lt;nurse@capulet.lit&gt; has left the room after 0 seconds')}
    < <presence type="unavailable" from="${ROOM}/nurse" to="${JULIET}"><x ${MUC_USER}><item affiliation="member" role="none" jid="nurse@capulet.lit"/></x></presence>
    < <presence type="unavailable" from="${ROOM}/nurse" to="${nurse}"><x ${MUC_USER}><item affiliation="member" role="none" jid="nurse@capulet.lit"/><status code="110"/></x></presence>
  `)
})

test('[X22] a nick that somebody has is a conflict, and whoever wants it is not in the room', async () => {
  const { stage, romeo, rooms, house } = await withRomeo()
  expect(await romeo.nickname('montague')).toBe(200)
  await stage.play(`
    ${comes(JULIET, 'Montague')}
    ${error('presence', `${ROOM}/Montague`, 'conflict', 'cancel', JOIN)}
    ${comes(JULIET, 'juliet@capulet.lit')}
  `)
  expect([rooms.size, house.rooms.find(ROOM)?.participants.length]).toEqual([1, 2])
})

test('[X22] nor can anybody be called what somebody is called by name alone, or is the address of', async () => {
  const { stage } = await withRomeo()
  await stage.play(`
    ${comes(JULIET, 'romeo')}
    ${error('presence', `${ROOM}/romeo`, 'conflict', 'cancel', JOIN)}
    ${comes(JULIET, 'tybalt@capulet.lit')}
    ${error('presence', `${ROOM}/tybalt@capulet.lit`, 'conflict', 'cancel', JOIN)}
  `)
})

test('[X23] what was said before comes with its time, as much of it as is wanted', async () => {
  const { stage, romeo } = await withRomeo()
  await romeo.say('one', {}, { id: 'said-1' })
  await romeo.say('two', {}, { id: 'said-2' })
  const past = (text: string, id: string, to: string) =>
    `< <message type="groupchat" id="${id}" from="${ROOM}/Romeo" to="${to}"><body>${text}</body><delay xmlns="urn:xmpp:delay" stamp="{${id.replace('-', '')}}" from="${ROOM}"/></message>`
  await stage.play(`
    ${comes(JULIET, 'juliet')}
    ${isThere('Romeo', 'romeo@sip.test')}
    ${isSelf('juliet', 'juliet@capulet.lit')}
    ${past('one', 'said-1', JULIET)}
    ${past('two', 'said-2', JULIET)}
    ${noSubject()}
  `)
  expect(stage.value('said1')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  const nurse = 'nurse@capulet.lit/hall'
  await stage.play(`
    ${comes(nurse, 'nurse', '<history maxstanzas="1"/>')}
    ${tells('nurse &lt;nurse@capulet.lit&gt; has joined the room with chat')}
    ${isThere('nurse', 'nurse@capulet.lit')}
    ${isThere('Romeo', 'romeo@sip.test', nurse)}
    ${isThere('juliet', 'juliet@capulet.lit', nurse)}
    ${isSelf('nurse', 'nurse@capulet.lit', nurse)}
    ${past('two', 'said-2', nurse)}
    ${noSubject(nurse)}
  `)
})

test('[X24] who leaves is told so, and those on SIP as well', async () => {
  const { stage, romeo, rooms } = await together()
  await stage.play(`
    > <presence type="unavailable" from="${JULIET}" to="${ROOM}/juliet"/>
    < <presence type="unavailable" from="${ROOM}/juliet" to="${JULIET}"><x ${MUC_USER}><item affiliation="member" role="none" jid="juliet@capulet.lit"/><status code="110"/></x></presence>
  `)
  expect((await romeo.hear()).content).toContain('has left the room')
  expect(rooms.size).toBe(0)
})

test('[X24] who is put out by somebody is told that and by whom, and who is there when the room ends that it has', async () => {
  const { stage, house, rooms } = await together()
  house.rooms.find(ROOM)?.remove('juliet@capulet.lit', 'Removed by romeo@sip.test')
  const out = (code: number, reason: string) =>
    `< <presence type="unavailable" from="${ROOM}/juliet" to="${JULIET}"><x ${MUC_USER}><item affiliation="member" role="none" jid="juliet@capulet.lit"><reason>${reason}</reason></item><status code="110"/><status code="${code}"/></x></presence>`
  await stage.play(out(307, 'Removed by romeo@sip.test'))
  await stage.play(`
    ${comes(JULIET, 'juliet')}
    ${isThere('Romeo', 'romeo@sip.test')}
    ${isSelf('juliet', 'juliet@capulet.lit')}
    ${noSubject()}
  `)
  house.rooms.close('The server is shutting down')
  await stage.play(out(332, 'The server is shutting down'))
  expect([rooms.size, stage.isSilent]).toEqual([0, true])
})

test('somebody on SIP leaves, or takes a nickname', async () => {
  const { stage, romeo } = await together()
  expect(await romeo.nickname('montague')).toBe(200)
  await stage.play(`
    < <presence type="unavailable" from="${ROOM}/Romeo" to="${JULIET}"><x ${MUC_USER}><item affiliation="member" role="participant" jid="romeo@sip.test" nick="montague"/><status code="303"/></x></presence>
    ${isThere('montague', 'romeo@sip.test')}
  `)
  await romeo.leave()
  await stage.play(`
    ${tells('Romeo &lt;romeo@sip.test&gt; has left the room after 0 seconds')}
    < <presence type="unavailable" from="${ROOM}/montague" to="${JULIET}"><x ${MUC_USER}><item affiliation="member" role="none" jid="romeo@sip.test"/></x></presence>
  `)
})

test('she is called otherwise, but not what somebody else is', async () => {
  const { stage, romeo } = await together()
  await romeo.nickname('montague')
  await stage.play(`
    < <presence type="unavailable" from="${ROOM}/Romeo" to="${JULIET}"><x ${MUC_USER}><item affiliation="member" role="participant" jid="romeo@sip.test" nick="montague"/><status code="303"/></x></presence>
    ${isThere('montague', 'romeo@sip.test')}
    > <presence from="${JULIET}" to="${ROOM}/montague"/>
    ${error('presence', `${ROOM}/montague`, 'conflict', 'cancel', JOIN)}
    > <presence from="${JULIET}" to="${ROOM}/capulet"/>
    < <presence type="unavailable" from="${ROOM}/juliet" to="${JULIET}"><x ${MUC_USER}><item affiliation="member" role="participant" jid="juliet@capulet.lit" nick="capulet"/><status code="110"/><status code="303"/></x></presence>
    ${isSelf('capulet', 'juliet@capulet.lit')}
  `)
})

test('what is for one alone is heard by one alone, and nobody of another name', async () => {
  const { stage, romeo } = await withRomeo()
  const nurse = 'nurse@capulet.lit/hall'
  await stage.play(`
    ${comes(JULIET, 'juliet')}
    ${isThere('Romeo', 'romeo@sip.test')}
    ${isSelf('juliet', 'juliet@capulet.lit')}
    ${noSubject()}
    ${comes(nurse, 'nurse')}
    ${tells('nurse &lt;nurse@capulet.lit&gt; has joined the room with chat')}
    ${isThere('nurse', 'nurse@capulet.lit')}
    ${isThere('Romeo', 'romeo@sip.test', nurse)}
    ${isThere('juliet', 'juliet@capulet.lit', nurse)}
    ${isSelf('nurse', 'nurse@capulet.lit', nurse)}
    ${noSubject(nurse)}
    > <message type="chat" id="m1" from="${JULIET}" to="${ROOM}/nurse"><body>stay</body></message>
    < <message type="chat" id="m1" from="${ROOM}/juliet" to="${nurse}"><body>stay</body><x ${MUC_USER}/></message>
    > <message type="chat" id="m1" from="${JULIET}" to="${ROOM}/tybalt"><body>stay</body></message>
    ${error('message', `${ROOM}/tybalt`, 'item-not-found', 'cancel')}
  `)
  expect(await romeo.say('later', { to: '<sip:juliet@capulet.lit>' }, { id: 'said-1' })).toBe('000 200 OK')
  await stage.play(
    `< <message type="chat" id="said-1" from="${ROOM}/Romeo" to="${JULIET}"><body>later</body><x ${MUC_USER}/></message>`,
  )
  expect(stage.isSilent).toBe(true)
})

test('what the room is about is said by it, and told to those on SIP in words', async () => {
  const { stage, romeo } = await together()
  await stage.play(`
    > <message type="groupchat" id="m1" from="${JULIET}" to="${ROOM}"><subject>a balcony</subject></message>
    ${says('juliet', 'Conference title set to: a balcony', JULIET, 'm1')}
    < <message type="groupchat" from="${ROOM}" to="${JULIET}"><subject>a balcony</subject></message>
  `)
  expect((await romeo.hear()).content).toBe('Conference title set to: a balcony')
})

test('who may not come in is told so, and so is who names no nick or is not there', async () => {
  const { stage } = await openRooms({ rooms: { accessPolicy: 'allow,deny', allow: { ...nobody, domains: ['sip.test'] } } })
  await stage.play(`
    ${comes(JULIET, 'juliet')}
    ${error('presence', `${ROOM}/juliet`, 'forbidden', 'auth', JOIN)}
    > <presence from="${JULIET}" to="${ROOM}"><x xmlns="http://jabber.org/protocol/muc"/></presence>
    < <presence type="error" from="${ROOM}" to="${JULIET}"><error type="modify"><jid-malformed xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></presence>
    > <message type="groupchat" id="m1" from="${JULIET}" to="${ROOM}"><body>hello?</body></message>
    ${error('message', ROOM, 'not-acceptable', 'modify')}
    > <presence from="${JULIET}" to="${ROOM}/juliet"/>
  `)
  expect(stage.isSilent).toBe(true)
})

test('she asks whether she is still there, and what cannot be asked of others', async () => {
  const { stage } = await together()
  const ping = (nick: string, from = JULIET) =>
    `> <iq type="get" id="m1" from="${from}" to="${ROOM}/${nick}"><ping xmlns="urn:xmpp:ping"/></iq>`
  const refused = (nick: string, condition: string, type: string, to = JULIET) =>
    `< <iq type="error" id="m1" from="${ROOM}/${nick}" to="${to}"><error type="${type}"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>`
  const elsewhere = 'juliet@capulet.lit/tomb'
  await stage.play(`
    ${ping('juliet')}
    < <iq type="result" id="m1" from="${ROOM}/juliet" to="${JULIET}"/>
    ${ping('Romeo')}
    ${refused('Romeo', 'service-unavailable', 'cancel')}
    ${ping('juliet', elsewhere)}
    ${refused('juliet', 'not-acceptable', 'modify', elsewhere)}
  `)
})

test('what says that her device is not there any more puts it out, and tells it; other errors do not', async () => {
  const { stage, rooms } = await together()
  const back = (condition: string) =>
    `> <message type="error" id="said-1" from="${JULIET}" to="${ROOM}/Romeo"><error type="cancel"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>`
  await stage.play(['not-acceptable', 'policy-violation', 'resource-constraint', 'bad-request'].map(back).join('\n'))
  expect([rooms.size, stage.isSilent]).toEqual([1, true])
  await stage.play(`
    ${back('service-unavailable')}
    < <presence type="unavailable" from="${ROOM}/juliet" to="${JULIET}"><x ${MUC_USER}><item affiliation="member" role="none" jid="juliet@capulet.lit"/><status code="110"/><status code="333"/></x></presence>
  `)
  expect([rooms.size, stage.isSilent]).toEqual([0, true])
})

test('a device that comes in twice at once is in the room once, and one that goes before it is in is not', async () => {
  const { stage, rooms, house } = await openRooms()
  await stage.play(`
    ${comes(JULIET, 'juliet')}
    ${comes(JULIET, 'juliet')}
    > <message type="groupchat" id="m1" from="${JULIET}" to="${ROOM}"><body>am I in?</body></message>
    ${isSelf('juliet', 'juliet@capulet.lit', JULIET, '<status code="201"/>')}
    ${noSubject()}
    ${isSelf('juliet', 'juliet@capulet.lit', JULIET, '<status code="201"/>')}
    ${noSubject()}
    ${says('juliet', 'am I in?', JULIET, 'm1')}
    > <presence type="unavailable" from="${JULIET}" to="${ROOM}/juliet"/>
    < <presence type="unavailable" from="${ROOM}/juliet" to="${JULIET}"><x ${MUC_USER}><item affiliation="member" role="none" jid="juliet@capulet.lit"/><status code="110"/></x></presence>
    ${comes(JULIET, 'juliet')}
    > <presence type="unavailable" from="${JULIET}" to="${ROOM}/juliet"/>
    ${isSelf('juliet', 'juliet@capulet.lit', JULIET, '<status code="201"/>')}
    ${noSubject()}
    < <presence type="unavailable" from="${ROOM}/juliet" to="${JULIET}"><x ${MUC_USER}><item affiliation="member" role="none" jid="juliet@capulet.lit"/><status code="110"/></x></presence>
  `)
  expect([rooms.size, stage.isSilent, house.rooms.find(ROOM)?.participants ?? []]).toEqual([0, true, []])
})

test('a nick that cannot be one is refused before anybody hears of it', async () => {
  const { stage, romeo } = await withRomeo()
  await stage.play(`
    ${comes(JULIET, 'n'.repeat(200))}
    ${error('presence', `${ROOM}/${'n'.repeat(200)}`, 'not-acceptable', 'modify', JOIN)}
    ${comes(JULIET, 'juliet')}
  `)
  expect((await romeo.hear()).content).toBe('juliet <juliet@capulet.lit> has joined the room with chat')
})

test('what is too long for a stanza is told as far as it fits, and a room is not about a novel', async () => {
  const { stage, romeo } = await together()
  await romeo.say('x'.repeat(60_000), {}, { id: 'said-1' })
  await stage.play(says('Romeo', '{body}', JULIET, 'said-1'))
  expect(/^x{40000} …$/.test(stage.value('body'))).toBe(true)
  await stage.play(`
    > <message type="groupchat" id="m1" from="${JULIET}" to="${ROOM}"><subject>${'y'.repeat(2000)}</subject></message>
    ${error('message', ROOM, 'not-acceptable', 'modify')}
  `)
})

test('her second device is in the room by the same name', async () => {
  const { stage, rooms } = await together()
  const tomb = 'juliet@capulet.lit/tomb'
  await stage.play(`
    ${comes(tomb, 'juliet')}
    ${isThere('Romeo', 'romeo@sip.test', tomb)}
    ${isSelf('juliet', 'juliet@capulet.lit', tomb)}
    ${noSubject(tomb)}
    > <presence type="unavailable" from="${JULIET}" to="${ROOM}/juliet"/>
    < <presence type="unavailable" from="${ROOM}/juliet" to="${JULIET}"><x ${MUC_USER}><item affiliation="member" role="none" jid="juliet@capulet.lit"/><status code="110"/></x></presence>
  `)
  expect([rooms.size, stage.isSilent]).toEqual([1, true])
})

test('rooms say to who wants to watch them that they are there', async () => {
  const { stage } = await openRooms()
  await stage.play(`
    > <presence type="subscribe" from="juliet@capulet.lit" to="${ROOM}"/>
    < <presence type="subscribed" from="${ROOM}" to="juliet@capulet.lit"/>
    < <presence from="${ROOM}" to="juliet@capulet.lit"/>
    > <presence type="probe" from="${JULIET}" to="${ROOM}"/>
    < <presence from="${ROOM}" to="${JULIET}"/>
    > <presence type="unsubscribe" from="juliet@capulet.lit" to="${ROOM}"/>
    < <presence type="unsubscribed" from="${ROOM}" to="juliet@capulet.lit"/>
  `)
})

test('[X25] she asks somebody on SIP in, who is called, and somebody on XMPP, who is asked', async () => {
  const { stage, called } = await together()
  await stage.play(`
    > <message from="${JULIET}" to="${ROOM}"><x ${MUC_USER}><invite to="mercutio@sip.test"/><invite to="nurse@capulet.lit"><reason>come</reason></invite></x></message>
    < <message type="normal" id="{id}" from="${ROOM}" to="nurse@capulet.lit"><x ${MUC_USER}><invite from="juliet@capulet.lit"><reason>come</reason></invite></x></message>
  `)
  expect(called).toEqual([`juliet@capulet.lit calls mercutio@sip.test into ${ROOM}`])
})

test('who is not in a room has nobody asked in, and who is not as many as he likes', async () => {
  const { stage, called } = await together()
  const tybalt = 'tybalt@capulet.lit/street'
  const asks = (from: string, ...whom: string[]) =>
    `> <message id="m1" from="${from}" to="${ROOM}"><x ${MUC_USER}>${whom.map((one) => `<invite to="${one}"/>`).join('')}</x></message>`
  const refused = (to: string, condition: string, type: string) =>
    `< <message type="error" id="m1" from="${ROOM}" to="${to}"><error type="${type}"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>`
  await stage.play(`
    ${asks(tybalt, 'mercutio@sip.test', 'nurse@capulet.lit')}
    ${refused(tybalt, 'forbidden', 'auth')}
  `)
  expect(called).toEqual([])
  const many = Array.from({ length: 30 }, (_, at) => `u${at}@sip.test`)
  await stage.play(`
    ${asks(JULIET, ...many)}
    ${asks(JULIET, ...many)}
    ${refused(JULIET, 'resource-constraint', 'wait')}
  `)
  expect([called.length, stage.isSilent]).toEqual([40, true])
})

test('an invitation that comes back is not waited for', async () => {
  const { stage, invitations } = await openRooms()
  const outcomes: string[] = []
  invitations.invite(ROOM, 'romeo@sip.test', 'nobody@capulet.lit', (outcome) => outcomes.push(outcome))
  await stage.play(`
    < <message type="normal" id="{id}" from="${ROOM}" to="nobody@capulet.lit"><x ${MUC_USER}><invite from="romeo@sip.test"/></x></message>
    > <message type="error" id="{id}" from="nobody@capulet.lit" to="${ROOM}"><error type="cancel"><remote-server-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>
  `)
  expect(outcomes).toEqual(['unanswered'])
})

test('[X25] a room asks somebody on XMPP in, who may come then though others may not', async () => {
  const { stage, invitations, clock } = await openRooms({ rooms: { allow: { ...nobody, domains: ['sip.test'] } } })
  const outcomes: string[] = []
  const invite = (target: string) => invitations.invite(ROOM, 'romeo@sip.test', target, (outcome) => outcomes.push(outcome))
  invite('juliet@capulet.lit')
  await stage.play(`
    < <message type="normal" id="{id}" from="${ROOM}" to="juliet@capulet.lit"><x ${MUC_USER}><invite from="romeo@sip.test"/></x></message>
    ${comes(JULIET, 'juliet')}
    ${isSelf('juliet', 'juliet@capulet.lit', JULIET, '<status code="201"/>')}
    ${noSubject()}
  `)
  invite('nurse@capulet.lit')
  invite('tybalt@capulet.lit')
  await stage.play(`
    < <message type="normal" id="{id2}" from="${ROOM}" to="nurse@capulet.lit"><x ${MUC_USER}><invite from="romeo@sip.test"/></x></message>
    < <message type="normal" id="{id3}" from="${ROOM}" to="tybalt@capulet.lit"><x ${MUC_USER}><invite from="romeo@sip.test"/></x></message>
    > <message from="nurse@capulet.lit/hall" to="${ROOM}"><x ${MUC_USER}><decline to="romeo@sip.test"/></x></message>
  `)
  clock.pass(90_000)
  expect(outcomes).toEqual(['joined', 'declined', 'unanswered'])
})
