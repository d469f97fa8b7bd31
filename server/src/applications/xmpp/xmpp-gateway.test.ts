import type { SipRequest } from '@weft/protocols/sip/message'
import { capsHash } from '@weft/protocols/xmpp/caps'
import { discoInfoElement, discoItemsElement, readDiscoInfo } from '@weft/protocols/xmpp/disco'
import { jid, parseJid, printJid } from '@weft/protocols/xmpp/jid'
import { NS } from '@weft/protocols/xmpp/namespaces'
import { pingElement } from '@weft/protocols/xmpp/service-query'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { readStanzaError } from '@weft/protocols/xmpp/stanza-error'
import { attributeOf, elementsOf, type XmlElement, xml } from '@weft/protocols/xmpp/xml'
import { expect, test } from 'vitest'
import type { XmppElement } from '../../ports/xmpp.ts'
import { Questions } from './questions.ts'
import { USER_CAPS } from './service/capabilities.ts'
import type { SipParties } from './sip-parties.ts'
import { XmppGateway } from './xmpp-gateway.ts'

const JULIET = 'juliet@capulet.lit/balcony'

/** The gateway of the SIP domain sip.test, whose rooms are at conference.sip.test, and what it hands on. */
class World {
  readonly sent: XmppElement[] = []
  readonly handed: string[] = []
  readonly parties: SipParties[] = []
  #expire = () => {}
  readonly questions = new Questions({
    router: { send: async (element) => this.sent.push(element) > 0 },
    clock: {
      now: () => 0,
      after: (_, task) => {
        this.#expire = task
        return () => {}
      },
    },
    random: { id: () => 'q1' },
  })
  readonly gateway = new XmppGateway({
    domains: { users: new Set(['sip.test']), rooms: new Set(['conference.sip.test']) },
    service: {
      software: { name: 'Weft', version: '1' },
      roomsOf: (domain) => (domain === 'sip.test' ? 'conference.sip.test' : null),
    },
    router: { send: async (element) => this.sent.push(element) > 0 },
    questions: this.questions,
    chat: {
      message: ({ id }) => void this.handed.push(`chat ${id}`),
      sipMessage: async (_, parties) => {
        this.parties.push(parties)
        return { status: 200 }
      },
      called: () => () => {},
    },
    presence: {
      presence: ({ id }) => void this.handed.push(`presence ${id}`),
      subscribed: async () => ({ taken: false, answer: { status: 489 } }),
    },
    rooms: {
      toRooms: ({ id }) => void this.handed.push(`to rooms ${id}`),
      fromRooms: ({ from }) => from.domain === 'muc.capulet.lit',
    },
    log: { with: () => this.log, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  })

  get log() {
    return { with: () => this.log, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  }

  /** What an iq is answered with. */
  ask(to: string, question: XmlElement, type = 'get'): XmppElement {
    this.gateway.received(stanza('iq', { type, id: 'i1', from: parseJid(JULIET), to: parseJid(to) }, [question]))
    const answer = this.sent.pop()
    if (!answer) throw new Error('not answered')
    expect([attributeOf(answer, 'id'), attributeOf(answer, 'from'), attributeOf(answer, 'to')]).toEqual(['i1', to, JULIET])
    return answer
  }

  give(kind: 'message' | 'presence', to: string, head: { type?: string; from?: string } = {}): void {
    const { type = null, from = JULIET } = head
    this.gateway.received(stanza(kind, { id: 's1', type, from: parseJid(from), to: parseJid(to) }))
  }

  tick(): void {
    this.#expire()
  }
}

const kindOf = (answer: XmppElement) => {
  const type = attributeOf(answer, 'type')
  return type === 'error' ? readStanzaError(answer).condition : type
}

test('[X26] domains, users, the room service and rooms say what they are and can do', () => {
  const world = new World()
  const asked = (to: string) => {
    const [query] = elementsOf(world.ask(to, discoInfoElement({ identities: [], features: [] })))
    const { identities, features } = query ? readDiscoInfo(query) : { identities: [], features: [] }
    return [identities.map(({ category, type }) => `${category}/${type}`).join(), features.includes(NS.muc)]
  }
  expect(asked('sip.test')).toEqual(['gateway/sip,server/im', false])
  expect(asked('romeo@sip.test/phone')).toEqual(['client/pc', false])
  expect(asked('conference.sip.test')).toEqual(['conference/text', true])
  expect(asked('verona@conference.sip.test')).toEqual(['conference/text', true])
})

test('[X26] the hash in presence is that of what users can do, and is asked about by its node', () => {
  const world = new World()
  const node = `${USER_CAPS.node}#${USER_CAPS.ver}`
  const [query] = elementsOf(world.ask('romeo@sip.test', discoInfoElement({ identities: [], features: [] }, node)))
  expect(query && [attributeOf(query, 'node'), capsHash(readDiscoInfo(query))]).toEqual([node, USER_CAPS.ver])
  expect(kindOf(world.ask('romeo@sip.test', discoInfoElement({ identities: [], features: [] }, 'urn:x#y')))).toBe(
    'item-not-found',
  )
})

test('[X26] items are the room service alone; nobody is listed', () => {
  const world = new World()
  const items = (to: string) => {
    const [query] = elementsOf(world.ask(to, discoItemsElement([])))
    return query ? elementsOf(query).map((item) => attributeOf(item, 'jid')) : null
  }
  expect([items('sip.test'), items('conference.sip.test'), items('romeo@sip.test')]).toEqual([['conference.sip.test'], [], []])
  const [commands] = elementsOf(world.ask('sip.test', discoItemsElement([], 'http://jabber.org/protocol/commands')))
  expect([commands?.attributes, commands?.children]).toEqual([{ node: 'http://jabber.org/protocol/commands' }, []])
})

test('[X26] version and ping are answered, a vCard and what nobody knows are not', () => {
  const world = new World()
  const [version] = elementsOf(world.ask('sip.test', xml('query', NS.version)))
  expect(version && elementsOf(version).map((child) => child.children[0])).toEqual(['Weft', '1'])
  for (const to of ['sip.test', 'romeo@sip.test', 'conference.sip.test', 'verona@conference.sip.test'])
    expect(kindOf(world.ask(to, pingElement()))).toBe('result')
  expect(kindOf(world.ask('romeo@sip.test', xml('vCard', 'vcard-temp')))).toBe('service-unavailable')
  expect(kindOf(world.ask('romeo@sip.test', xml('jingle', 'urn:xmpp:jingle:1'), 'set'))).toBe('service-unavailable')
  expect(kindOf(world.ask('nobody@elsewhere.test', pingElement()))).toBe('service-unavailable')
})

test('who made a room may leave it as it is, and nobody may set anything', () => {
  const world = new World()
  const owner = (form: XmlElement | null) => xml('query', NS.mucOwner, {}, [form])
  const room = 'verona@conference.sip.test'
  expect(kindOf(world.ask(room, owner(xml('x', 'jabber:x:data', { type: 'submit' })), 'set'))).toBe('result')
  const field = xml('field', 'jabber:x:data', { var: 'muc#roomconfig_roomname' })
  expect(kindOf(world.ask(room, owner(xml('x', 'jabber:x:data', { type: 'submit' }, [field])), 'set'))).toBe('forbidden')
  expect(kindOf(world.ask(room, xml('query', NS.mucAdmin), 'set'))).toBe('feature-not-implemented')
})

test('messages, presence and what is for rooms are told apart', () => {
  const world = new World()
  world.give('message', 'romeo@sip.test', { type: 'chat' })
  world.give('presence', 'romeo@sip.test', { type: 'subscribe' })
  world.give('presence', 'verona@conference.sip.test/juliet')
  world.give('message', 'verona@conference.sip.test', { type: 'groupchat' })
  world.give('presence', 'romeo@sip.test/phone', { from: 'room@muc.capulet.lit/juliet' })
  expect(world.handed).toEqual(['chat s1', 'presence s1', 'to rooms s1', 'to rooms s1'])
  expect(world.sent).toEqual([])
})

test('[X27] an error is never answered, and what has no address is dropped', () => {
  const world = new World()
  world.give('message', 'sip.test', { type: 'error' })
  world.give('presence', 'sip.test')
  world.gateway.received(xml('message', NS.server, { from: '@capulet.lit', to: 'romeo@sip.test' }))
  world.gateway.received(xml('message', NS.server, { from: JULIET }))
  world.gateway.received(xml('iq', NS.server, { from: JULIET, to: 'sip.test', type: 'result', id: 'nobody-asked' }))
  expect([world.sent, world.handed]).toEqual([[], []])
  world.give('message', 'sip.test', { type: 'chat' })
  expect(world.sent.map(kindOf)).toEqual(['service-unavailable'])
})

test('a question of ours is answered by whom it was put to, or by nobody in time', async () => {
  const world = new World()
  const [from, to] = [jid('romeo', 'sip.test'), jid(null, 'muc.capulet.lit')]
  if (!from || !to) throw new Error('no addresses')
  const asked = world.questions.ask('get', from, to, pingElement())
  expect(world.sent.map((element) => attributeOf(element, 'id'))).toEqual(['q1'])
  const answer = (sender: string) =>
    world.gateway.received(stanza('iq', { type: 'result', id: 'q1', from: parseJid(sender), to: from }))
  answer('mallory@evil.test')
  answer(printJid(to))
  expect(await asked).toEqual({ answered: true, payload: null })
  const unanswered = world.questions.ask('get', from, to, pingElement())
  world.tick()
  expect(await unanswered).toMatchObject({ answered: false, error: { condition: 'remote-server-timeout' } })
})

function message(uri: string, from: string, contact = ''): SipRequest {
  const headers = [{ name: 'From', value: from }, ...(contact === '' ? [] : [{ name: 'Contact', value: contact }])]
  return { kind: 'request', method: 'MESSAGE', uri, headers, body: new Uint8Array() }
}

test('[X6] who is of no SIP domain of ours is refused, and so is what would come back to us', async () => {
  const { gateway } = new World()
  const status = async (uri: string, from: string) => (await gateway.answer(message(uri, from))).status
  expect(await status('sip:juliet@capulet.lit', '<sip:romeo@sip.test>;tag=1')).toBe(200)
  expect(await status('sip:juliet@capulet.lit', '<sip:mallory@evil.test>;tag=1')).toBe(403)
  expect(await status('sip:juliet@capulet.lit', 'tel:+31201234567')).toBe(403)
  expect(await status('sip:mercutio@sip.test', '<sip:romeo@sip.test>;tag=1')).toBe(482)
  expect(await status('sip:verona@conference.sip.test', '<sip:romeo@sip.test>;tag=1')).toBe(482)
  expect(await status('sip:capulet.lit', '<sip:romeo@sip.test>;tag=1')).toBe(404)
  expect(await status('sip:%00@capulet.lit', '<sip:romeo@sip.test>;tag=1')).toBe(484)
})

test('[X4] users and devices of both sides have an address on the other', async () => {
  const { gateway, parties } = new World()
  const contact = '<sip:192.0.2.1:5060;gr=urn:uuid:f81d4fae>'
  await gateway.answer(message("sip:o'malley%20x@capulet.lit;gr=62616c636f6e79", '"Romeo" <sip:Romeo@sip.test>;tag=1', contact))
  expect(
    parties.map(({ sender, senderName, device, target }) => [printJid(sender), senderName, device, printJid(target)]),
  ).toEqual([['romeo@sip.test', 'Romeo', 'urn:uuid:f81d4fae', 'o\\27malley\\20x@capulet.lit/balcony']])
})
