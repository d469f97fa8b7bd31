import { afterEach, expect, test } from 'vitest'
import { systemRandom } from '../../server/src/adapters/random/system.ts'
import { Echo } from '../../server/src/applications/echo/echo.ts'
import { ChatPhone } from './support/chat-phone.ts'
import { attribute, chatSdp, mediaOf, sessionSdp } from './support/chat-sdp.ts'
import { composingText } from './support/cpim-text.ts'
import { fastClock } from './support/fast-clock.ts'
import { RecordingLog } from './support/log.ts'
import { startMsrp } from './support/msrp-edge.ts'
import { startEdge } from './support/sip-edge.ts'

const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0).reverse()) close()
})

/** The echo with both edges, in a time that goes so many times as fast as ours. */
async function openEcho(speed = 1): Promise<() => Promise<ChatPhone>> {
  const msrp = await startMsrp()
  const echo = new Echo({
    agent: { send: () => Promise.reject(new Error('nothing is sent outside the call')) },
    ...{ sessions: msrp.edge, clock: fastClock(speed), random: systemRandom, log: new RecordingLog() },
  })
  const sip = await startEdge([echo])
  closers.push(
    () => msrp.edge.stop(),
    () => sip.edge.stop(),
  )
  return async () => {
    const phone = await ChatPhone.at(sip.udp, 'alice', { name: 'Alice' })
    closers.push(() => phone.close())
    return phone
  }
}

const sdpOf = (message: { readonly body: Uint8Array }) => Buffer.from(message.body).toString()

test('[E1] what is said to echo is reported on, and comes back with the same text and type', async () => {
  const phone = await openEcho()
  const alice = await phone()
  await alice.join('echo')
  expect(await alice.say('<i>hällo</i>', { type: 'text/html; charset="utf-8"' })).toBe('000 200 OK')
  const back = await alice.hear()
  expect([back.content, back.mime.get('Content-Type')]).toEqual(['<i>hällo</i>', 'text/html; charset="utf-8"'])
  expect(back.headers.get('From')).toBe('<sip:echo@weft.test>')
  expect(back.headers.get('To')).toBe('Alice <sip:alice@x.test>')
})

test('echo is no chat room, and takes nothing but a chat', async () => {
  const phone = await openEcho()
  const [alice, caller] = [await phone(), await phone()]
  const answer = sdpOf(await alice.invite('echo', { before: ['m=audio 4000 RTP/AVP 0'] }))
  expect(mediaOf(answer).map(([line]) => line?.split(' ')[1])).toEqual(['0', expect.stringMatching(/^[1-9]/)])
  expect(attribute(answer, 'chatroom', 1)).toBeNull()
  caller.call.invite('echo', {}, sessionSdp(['m=audio 4000 RTP/AVP 0']))
  await caller.call.answer(488)
})

test('that somebody writes does not come back, and what is no CPIM is told so', async () => {
  const phone = await openEcho()
  const alice = await phone()
  await alice.join('echo')
  expect(await alice.say(composingText('active'), { type: 'application/im-iscomposing+xml' })).toBe('000 200 OK')
  expect((await alice.report('hello')).headers.get('Status')).toBe('000 400 CPIM Parser Error')
  await alice.say('next')
  expect((await alice.hear()).content).toBe('next')
})

test('[E5] a chat with echo is over after ten minutes', async () => {
  const phone = await openEcho(2000)
  const alice = await phone()
  await alice.join('echo')
  await alice.hungUp()
})

test('who ends the chat, or loses his connection, is hung up on', async () => {
  const phone = await openEcho()
  const [alice, bob] = [await phone(), await phone()]
  await alice.join('echo')
  await alice.invite('echo', { port: 0, version: 2 })
  await alice.hungUp()
  await bob.join('echo')
  bob.msrp.close()
  await bob.hungUp()
})

test('who puts the chat on hold is answered that he does', async () => {
  const phone = await openEcho()
  const alice = await phone()
  await alice.connect(await alice.invite('echo'))
  const held = sdpOf(await alice.invite('echo', { version: 2, more: ['a=sendonly'] }))
  expect(attribute(held, 'recvonly')).not.toBeNull()
  expect(attribute(sdpOf(await alice.invite('echo', { version: 3 })), 'recvonly')).toBeNull()
})

test('a call to echo is kept up by re-INVITEs, to which nothing can be added', async () => {
  const phone = await openEcho()
  const alice = await phone()
  const first = await alice.invite('echo')
  await alice.connect(first)
  expect(sdpOf(await alice.invite('echo', { version: 2 }))).toBe(sdpOf(first))
  const more = ['m=audio 4000 RTP/AVP 0']
  const chat = chatSdp({ path: alice.msrp.path }).split('\r\n').slice(5, -1)
  alice.call.invite('echo', {}, sessionSdp([...chat, ...more], { version: 3 }))
  alice.call.ack(await alice.call.answer(488))
  await alice.say('still here')
  await alice.until('still here')
})
