import { expect, test } from 'vitest'
import { capsElement, capsHash } from './caps.ts'
import { chatStateElement, chatStateOf } from './chat-state.ts'
import { delayElement, delayOf } from './delay.ts'
import { discoInfoElement, discoItemsElement, readDiscoInfo } from './disco.ts'
import { parseJid } from './jid.ts'
import { bodyElement, bodyOf, subjectElement, subjectOf } from './message-text.ts'
import { MUC_STATUS, mucJoinElement, mucJoinOf, mucStatusesOf, mucUserElement, type Occupant, occupantOf } from './muc.ts'
import { directInvitationOf, mediatedInvitationElement, mediatedInvitationsOf } from './muc-invitation.ts'
import { NS } from './namespaces.ts'
import { availabilityElements, availabilityOf } from './presence.ts'
import {
  markable,
  markerElement,
  markerOf,
  receiptElement,
  receiptRequest,
  receivedId,
  wantsMarker,
  wantsReceipt,
} from './receipt.ts'
import { pingElement, questionOf, versionElement } from './service-query.ts'
import { type XmlNode, xml } from './xml.ts'
import { printElement } from './xml-print.ts'

const message = (...children: XmlNode[]) => xml('message', NS.server, { id: '1' }, children)
const presence = (...children: XmlNode[]) => xml('presence', NS.server, {}, children)
const address = (text: string) => {
  const parsed = parseJid(text)
  if (!parsed) throw new Error(`${text} is no address`)
  return parsed
}
const body = (text: string, lang: string | null) => xml('body', NS.server, { 'xml:lang': lang }, [text])

test('the body is that in the language asked for, else that of the message, else the first', () => {
  const many = message(body('one', 'en'), body('eins', 'de'), body('un', 'fr'))
  expect(bodyOf(many, 'de-AT')).toBe('eins')
  expect(bodyOf(many, 'it')).toBe('one')
  expect(bodyOf(xml('message', NS.server, { 'xml:lang': 'fr' }, many.children))).toBe('un')
  expect(bodyOf(message(body('one', 'en'), body('none', null)))).toBe('none')
  expect(bodyOf(message())).toBeNull()
  expect(bodyOf(message(bodyElement('')))).toBe('')
})

test('text has no control characters and ends its lines in one way', () => {
  expect(bodyOf(message(bodyElement('a\u0000b\r\nc\rd\u0085\te')))).toBe('ab\nc\nd\te')
  expect(subjectOf(message(subjectElement('news')))).toBe('news')
})

test('chat states', () => {
  expect(chatStateOf(message(chatStateElement('composing')))).toBe('composing')
  expect(chatStateOf(message(xml('dancing', NS.chatStates)))).toBeNull()
  expect(chatStateOf(message())).toBeNull()
})

test('[X11] a receipt names the message itself, whatever id its stanza has', () => {
  expect(receivedId(message(receiptElement('m')))).toBe('m')
  expect(wantsReceipt(message(receiptRequest()))).toBe(true)
  expect(wantsReceipt(message())).toBe(false)
})

test('markers', () => {
  expect(markerOf(message(markerElement('received', 'm'), markerElement('displayed', 'n')))).toEqual({
    marker: 'displayed',
    id: 'n',
  })
  expect(wantsMarker(message(markable()))).toBe(true)
  expect(markerOf(message())).toBeNull()
})

test('a delay tells when, in UTC, and by whom', () => {
  const delay = { at: Date.UTC(2026, 6, 17, 8, 41, 52, 123), by: address('room@muc.example') }
  const element = delayElement(delay)
  expect(printElement(element)).toBe(
    '<delay xmlns="urn:xmpp:delay" stamp="2026-07-17T08:41:52.123000Z" from="room@muc.example"/>',
  )
  expect(delayOf(message(element))).toEqual(delay)
  expect(delayOf(message(xml('delay', NS.delay, { stamp: 'yesterday' })))).toBeNull()
  expect(delayOf(message(xml('delay', NS.delay, { stamp: '2026-13-01T00:00:00Z' })))).toBeNull()
})

test('a presence tells how somebody is there', () => {
  const away = {
    show: 'away',
    statuses: [
      { text: 'lunch', lang: null },
      { text: 'Mittag', lang: 'de' },
    ],
    priority: -1,
  } as const
  expect(availabilityOf(presence(...availabilityElements(away)))).toEqual(away)
  expect(availabilityOf(presence(xml('show', NS.server, {}, ['odd']), xml('priority', NS.server, {}, ['999'])))).toEqual({
    show: null,
    statuses: [],
    priority: 127,
  })
})

test('who wants into a room says how much he wants to hear of before', () => {
  expect(mucJoinOf(presence(mucJoinElement(0)))).toEqual({
    password: null,
    history: { characters: null, stanzas: 0, seconds: null, since: null },
  })
  const x = xml('x', NS.muc, {}, [
    xml('password', NS.muc, {}, ['secret']),
    xml('history', NS.muc, { maxchars: '10', seconds: '60', since: '1970-01-01T00:00:01Z' }),
  ])
  expect(mucJoinOf(presence(x))).toEqual({
    password: 'secret',
    history: { characters: 10, stanzas: null, seconds: 60, since: 1000 },
  })
  expect(mucJoinOf(presence())).toBeNull()
})

test('who is in a room, and what that means', () => {
  const occupant: Occupant = {
    affiliation: 'member',
    role: 'participant',
    jid: address('a@b/c'),
    nick: 'other',
    reason: 'because',
    actor: 'host',
  }
  const told = presence(mucUserElement(occupant, [MUC_STATUS.nickChanged, MUC_STATUS.selfPresence]))
  expect(occupantOf(told)).toEqual(occupant)
  expect(mucStatusesOf(told)).toEqual([303, 110])
  expect(occupantOf(presence(mucUserElement(null)))).toBeNull()
})

test('invitations', () => {
  const mediated = { kind: 'invite', to: address('a@b'), from: null, reason: 'come', password: null } as const
  expect(mediatedInvitationsOf(message(mediatedInvitationElement(mediated)))).toEqual([mediated])
  const refusal = { kind: 'decline', to: null, from: address('a@b'), reason: null, password: null } as const
  expect(mediatedInvitationsOf(message(mediatedInvitationElement(refusal)))).toEqual([refusal])
  const direct = { room: address('r@muc.example'), reason: 'come', password: 'p' }
  const x = xml('x', NS.conference, { jid: 'r@muc.example', reason: 'come', password: 'p' })
  expect(directInvitationOf(message(x))).toEqual(direct)
  expect(directInvitationOf(message(xml('x', NS.conference)))).toBeNull()
  expect(mediatedInvitationsOf(message())).toEqual([])
})

test('what somebody is and can do, and whom else he knows', () => {
  const info = {
    identities: [{ category: 'gateway', type: 'simple', name: 'Weft', lang: null }],
    features: [NS.discoInfo, NS.ping],
  }
  expect(readDiscoInfo(discoInfoElement(info))).toEqual(info)
  const items = [{ jid: address('muc.example'), name: 'Rooms', node: null }]
  expect(discoItemsElement(items)).toEqual(
    xml('query', NS.discoItems, {}, [xml('item', NS.discoItems, { jid: 'muc.example', name: 'Rooms' })]),
  )
})

test('a hash of what one can do is the one of XEP-0115', () => {
  const info = {
    identities: [{ category: 'client', type: 'pc', name: 'Exodus 0.9.1', lang: null }],
    features: [NS.caps, NS.discoInfo, NS.discoItems, NS.muc].toReversed(),
  }
  expect(capsHash(info)).toBe('QgayPKawpkPSDYmwT/WM94uAlu0=')
  const caps = { node: 'https://weft.example', ver: capsHash(info), hash: 'sha-1' }
  expect(capsElement(caps)).toEqual(xml('c', NS.caps, caps))
})

test('[X26] a question is what an iq has in it, once', () => {
  expect(questionOf(xml('iq', NS.server, {}, [pingElement()]))).toEqual(pingElement())
  expect(questionOf(xml('iq', NS.server, {}, [pingElement(), pingElement()]))).toBeNull()
  expect(questionOf(xml('iq', NS.server))).toBeNull()
  expect(printElement(versionElement({ name: 'Weft', version: '1' }))).toBe(
    '<query xmlns="jabber:iq:version"><name>Weft</name><version>1</version></query>',
  )
})
