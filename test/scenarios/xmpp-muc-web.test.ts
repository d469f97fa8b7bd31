import { withAttributes, type XmlElement } from '@weft/protocols/xmpp/xml'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../interop/port.ts'
import { comes, goes, isRoom, isSaid, isSelf, isThere, leaves, ROOM, says, subject } from './support/foreign-room-play.ts'
import { Meeting, of } from './support/meeting.ts'
import { DOMAIN } from './support/telephony.ts'
import { XmppServer } from './support/xmpp-edge.ts'
import { XmppStage } from './support/xmpp-stage.ts'

const CHAT = 'chat.shakespeare.lit'

let meeting: Meeting
let shakespeare: XmppServer
const stage = new XmppStage()

/** A server with browsers, and the server of the room over a stream. */
beforeAll(async () => {
  shakespeare = new XmppServer(CHAT, { encryption: 'off' })
  // Plays do not name the language, which is the stream's.
  const received = (stanza: XmlElement) => void stage.send(withAttributes(stanza, { 'xml:lang': null }))
  await shakespeare.edge.start({ domains: [CHAT], received }, '127.0.0.1')
  stage.use({ received: (stanza) => void shakespeare.edge.send(stanza) })
  const port = await freePort()
  meeting = await Meeting.open({
    'xmppgateway.ini': {
      general: {
        ...{ domains: DOMAIN, muc_domains: CHAT, local_ip: '127.0.0.1', local_port: port, starttls: 'off' },
        s2s_dns_override: `${CHAT}=127.0.0.1:${shakespeare.edge.port}`,
      },
    },
  })
  shakespeare.finds(DOMAIN, port)
})

afterAll(async () => {
  await meeting.close()
  shakespeare.edge.stop()
})

const play = (script: string) => stage.play(script.replaceAll('@sip.test', `@${DOMAIN}`))

test('[X29] somebody on the web comes into a room of another server, hears, writes, and leaves', async () => {
  const alice = await meeting.enter('alice', { uri: ROOM })
  const hears = (content: string) =>
    alice.client.next((event) => event.event === 'message' && `${event.content}`.startsWith(content))
  await play(`
    ${isRoom('alice')}
    ${comes('alice', 'Alice')}
    ${isThere('firstwitch', 'alice')}
    ${isSelf('Alice', 'alice')}
    ${subject('alice', 'toil and trouble')}
  `)
  await play(isSaid('firstwitch', 'thrice the brinded cat hath mewed', 'alice'))
  expect(await hears('thrice the brinded cat hath mewed')).toMatchObject({
    session: alice.session,
    sender: { uri: `coven/firstwitch@${CHAT}`, display_name: 'firstwitch' },
  })
  const said = { session: alice.session, message_id: 'w1', content: 'what is it ye do?', content_type: 'text/plain' }
  expect(await alice.client.request('videoroom-message', said)).toBe('ack')
  await play(`
    ${says('alice', said.content, 'w1')}
    ${isSaid('Alice', said.content, 'alice', 'w1')}
  `)
  expect(await of(alice.client, alice.session, 'message-delivery')).toMatchObject({ message_id: 'w1', delivered: true })
  await play(goes('firstwitch', 'alice'))
  expect(await hears(`firstwitch <coven/firstwitch@${CHAT}> has left the room`)).toMatchObject({ type: 'status' })
  await alice.client.request('videoroom-leave', { session: alice.session })
  await play(leaves('alice', 'Alice'))
})
