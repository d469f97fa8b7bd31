import { chatStateElement, chatStateOf } from '@weft/protocols/xmpp/chat-state'
import { parseJid } from '@weft/protocols/xmpp/jid'
import { bodyElement, bodyOf } from '@weft/protocols/xmpp/message-text'
import { markable, markerOf, receiptElement, receiptRequest, receivedId, wantsReceipt } from '@weft/protocols/xmpp/receipt'
import { errorTo } from '@weft/protocols/xmpp/reply'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { stanzaError, stanzaErrorElement } from '@weft/protocols/xmpp/stanza-error'
import { attributeOf } from '@weft/protocols/xmpp/xml'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../interop/port.ts'
import { composingText } from './support/cpim-text.ts'
import { entriesOf, journalOf, MessageHouse, message } from './support/message-house.ts'
import { DOMAIN } from './support/telephony.ts'
import { XmppServer } from './support/xmpp-edge.ts'

const CAPULET = 'capulet.example'
/** Nobody listens there. */
const NOWHERE = 'nowhere.example'
const JULIET = `juliet@${CAPULET}`
const ALICE = `alice@${DOMAIN}`

let house: MessageHouse
let capulet: XmppServer

/** A server that has its SIP domain on XMPP, and an XMPP server that it talks with. */
beforeAll(async () => {
  capulet = await new XmppServer(CAPULET, { encryption: 'off' }).start()
  const port = await freePort()
  house = await MessageHouse.open({
    'config.ini': { Server: { application_map: `${CAPULET}:xmppgateway, ${NOWHERE}:xmppgateway` } },
    'xmppgateway.ini': {
      general: {
        domains: DOMAIN,
        local_ip: '127.0.0.1',
        local_port: port,
        starttls: 'off',
        s2s_dns_override: `${CAPULET}=127.0.0.1:${capulet.edge.port}, ${NOWHERE}=127.0.0.1:${await freePort()}`,
      },
    },
  })
  capulet.finds(DOMAIN, port)
})

afterAll(async () => {
  await house.close()
  capulet.edge.stop()
})

const address = (text: string) => {
  const jid = parseJid(text)
  if (!jid) throw new Error(`${text} is no address`)
  return jid
}

test('a message of a web user goes to a contact on XMPP, and what becomes of it comes back: delivered, and displayed', async () => {
  const alice = await house.device('alice')
  const sent = { ...message('alice', 'x'), uri: JULIET }
  expect(await alice.request('account-message', sent)).toBe('ack')
  const heard = await capulet.next()
  expect([bodyOf(heard), attributeOf(heard, 'id'), attributeOf(heard, 'from'), attributeOf(heard, 'to')]).toEqual([
    'hello',
    sent.message_id,
    `${ALICE}/sip`,
    JULIET,
  ])
  expect(wantsReceipt(heard)).toBe(true)
  expect(await alice.event('disposition-notification')).toMatchObject({ message_id: sent.message_id, state: 'accepted' })
  const [from, to] = [address(`${JULIET}/balcony`), address(`${ALICE}/sip`)]
  await capulet.edge.send(stanza('message', { from, to, type: 'chat' }, [receiptElement(sent.message_id)]))
  expect(await alice.event('disposition-notification')).toMatchObject({ message_id: sent.message_id, state: 'delivered' })
  expect(await entriesOf(alice, 'alice', sent.message_id)).toMatchObject([{ state: 'delivered', contact: JULIET }])
})

test('a message that the contact’s server sends back has failed, and its sender is told why', async () => {
  const alice = await house.device('alice')
  const sent = { ...message('alice', 'x'), uri: `nobody@${CAPULET}` }
  await alice.request('account-message', sent)
  const heard = await capulet.next()
  const error = errorTo(heard, stanzaError('item-not-found'))
  if (!error) throw new Error('no error for that')
  await capulet.edge.send(error)
  await alice.event('disposition-notification', 'failed')
  expect(await entriesOf(alice, 'alice', sent.message_id)).toMatchObject([{ state: 'failed' }])
})

test('[X3] a message to a domain whose server is not there fails, and says so', async () => {
  const alice = await house.device('alice')
  const sent = { ...message('alice', 'x'), uri: `juliet@${NOWHERE}` }
  await alice.request('account-message', sent)
  expect(await alice.event('disposition-notification')).toMatchObject({ message_id: sent.message_id, state: 'failed', code: 408 })
})

test('what a contact on XMPP writes is in the journal, and on all devices; once it was shown she is told', async () => {
  const [laptop, phone] = [await house.device('alice'), await house.device('alice')]
  const [from, to] = [address(`${JULIET}/balcony`), address(ALICE)]
  await capulet.edge.send(
    stanza('message', { from, to, type: 'chat', id: 'm1' }, [bodyElement('art thou there?'), receiptRequest(), markable()]),
  )
  for (const device of [laptop, phone])
    expect(await device.event('message')).toMatchObject({
      ...{ message_id: 'm1', content: 'art thou there?', content_type: 'text/plain' },
      ...{ sender: { uri: JULIET }, disposition_notification: ['positive-delivery', 'display'] },
    })
  expect(await entriesOf(phone, 'alice', 'm1')).toMatchObject([{ direction: 'incoming', contact: JULIET }])
  const tell = (state: string) =>
    laptop.request('account-disposition-notification', {
      ...{ account: ALICE, uri: JULIET, message_id: 'm1', state, timestamp: '2026-07-17T08:41:52.123Z' },
    })
  await tell('delivered')
  expect(receivedId(await capulet.next())).toBe('m1')
  await tell('displayed')
  expect(markerOf(await capulet.next())).toEqual({ marker: 'displayed', id: 'm1' })
})

test('who keeps nothing here is written to by SIP, and what cannot be brought there comes back', async () => {
  const [from, to] = [address(`${JULIET}/balcony`), address(`tybalt@${DOMAIN}`)]
  await capulet.edge.send(stanza('message', { from, to, type: 'normal', id: 'm2' }, [bodyElement('hello?')]))
  expect(await capulet.hears()).toBe('m2: remote-server-not-found')
})

test('that a contact writes is told to devices that ask for it, and that a web user does to the contact', async () => {
  const asking = await house.device('alice', { composing_indications: true })
  const [from, to] = [address(`${JULIET}/balcony`), address(ALICE)]
  const state = (name: 'composing' | 'paused') =>
    capulet.edge.send(stanza('message', { from, to, type: 'chat' }, [chatStateElement(name)]))
  await state('composing')
  expect(await asking.event('composing-indication')).toMatchObject({ sender: { uri: JULIET }, state: 'active', refresh: 60 })
  await state('paused')
  expect(await asking.event('composing-indication')).toMatchObject({ sender: { uri: JULIET }, state: 'idle' })
  for (const [said, heard] of [
    ['active', 'composing'],
    ['idle', 'paused'],
  ] as const) {
    const writes = { content: composingText(said), content_type: 'application/im-iscomposing+xml' }
    await asking.request('account-message', { ...message('alice', 'x', writes), uri: JULIET })
    const told = await capulet.next()
    expect([chatStateOf(told), bodyOf(told)]).toEqual([heard, null])
  }
})

test('receipts and errors of messages that were never sent leave nothing in the journal', async () => {
  const alice = await house.device('alice')
  const before = await journalOf(alice, 'alice')
  const [from, to] = [address(`${JULIET}/balcony`), address(ALICE)]
  await capulet.edge.send(stanza('message', { from, to, type: 'chat' }, [receiptElement('never-1')]))
  await capulet.edge.send(stanza('message', { from, to, type: 'chat' }, [receiptElement('x'.repeat(4000))]))
  await capulet.edge.send(
    stanza('message', { from, to, type: 'error', id: 'never-2' }, [stanzaErrorElement(stanzaError('item-not-found'))]),
  )
  await capulet.edge.send(stanza('message', { from, to, type: 'chat', id: 'last' }, [bodyElement('and this?')]))
  expect(await alice.event('message')).toMatchObject({ message_id: 'last' })
  const after = await journalOf(alice, 'alice')
  expect(after.slice(before.length).map(({ message_id }) => message_id)).toEqual(['last'])
})

test('two messages of one id are two, whether from one contact or from two', async () => {
  const alice = await house.device('alice')
  const to = address(ALICE)
  for (const [name, text] of [
    ['juliet', 'one'],
    ['juliet', 'two'],
    ['nurse', 'three'],
  ] as const) {
    const from = address(`${name}@${CAPULET}/hall`)
    await capulet.edge.send(stanza('message', { from, to, type: 'chat', id: 'aab1' }, [bodyElement(text), receiptRequest()]))
  }
  const heard = [await alice.event('message'), await alice.event('message'), await alice.event('message')]
  const asked = Object.fromEntries(heard.map(({ content, disposition_notification }) => [content, disposition_notification]))
  expect(asked).toEqual({ one: ['positive-delivery'], two: null, three: null })
})
