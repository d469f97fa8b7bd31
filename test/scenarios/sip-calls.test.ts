import { fieldOf } from '@weft/protocols/sip/message'
import { afterEach, expect, test, vi } from 'vitest'
import { CallingPhone } from './support/calling-phone.ts'
import { type EdgeOptions, type RunningEdge, startEdge } from './support/sip-edge.ts'
import { SipPeer } from './support/sip-peer.ts'
import { Switchboard, sdpOf } from './support/switchboard.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

interface Scene extends RunningEdge {
  readonly board: Switchboard
}

async function scene(options?: EdgeOptions): Promise<Scene> {
  const board = new Switchboard()
  const running = await startEdge([board], options)
  endings.push(() => running.edge.stop())
  return { ...running, board }
}

async function phoneAt({ udp }: RunningEdge): Promise<CallingPhone> {
  const peer = await SipPeer.udp(udp)
  endings.push(() => peer.close())
  return new CallingPhone(peer)
}

async function tcpPhoneAt({ tcp }: RunningEdge): Promise<CallingPhone> {
  const peer = await SipPeer.tcp(tcp)
  endings.push(() => peer.close())
  return new CallingPhone(peer, 'TCP')
}

for (const [transport, open] of Object.entries({ UDP: phoneAt, TCP: tcpPhoneAt })) {
  test(`a call over ${transport}: INVITE, 200, ACK, BYE`, async () => {
    const { edge, board, ...running } = await scene()
    const phone = await open({ edge, ...running })
    phone.invite('anybody')
    const answer = await phone.answer(200)
    expect(Buffer.from(answer.body).toString()).toBe(sdpOf('weft').toString())
    expect(fieldOf(answer, 'Contact')).toContain(`:${transport === 'UDP' ? running.udp : running.tcp}`)
    phone.ack(answer)
    const call = await board.calls.next()
    expect(call.offer).toBe(sdpOf('phone').toString())
    await call.next('confirmed')
    expect(edge.sessions.size).toBe(1)
    await phone.ask('BYE', 200)
    expect(await call.next('ended')).toMatchObject({ by: 'peer', why: 'bye' })
    expect(edge.sessions.size).toBe(0)
  })

  test(`over ${transport} the application hangs up`, async () => {
    const { edge, board, ...running } = await scene()
    const phone = await open({ edge, ...running })
    await phone.call('hangup')
    const bye = await phone.asked('BYE')
    phone.respond(bye, 200)
    const call = await board.calls.next()
    await call.next('confirmed')
    expect(await call.next('ended')).toMatchObject({ by: 'us', why: 'bye' })
    await vi.waitUntil(() => edge.sessions.size === 0)
  })
}

test('a call that is refused, by its application or since that is broken', async () => {
  const running = await scene()
  for (const [user, status] of [
    ['busy', 486],
    ['defect', 500],
  ] as const) {
    const phone = await phoneAt(running)
    phone.invite(user)
    phone.ack(await phone.answer(status))
  }
  await vi.waitUntil(() => running.edge.sessions.size === 0)
})

test('a caller that gives up gets 200 for its CANCEL and 487 for its INVITE', async () => {
  const running = await scene()
  const phone = await phoneAt(running)
  phone.invite('ring')
  await phone.answer(180)
  phone.cancel()
  await phone.answer(200)
  phone.ack(await phone.answer(487))
  const call = await running.board.calls.next()
  expect(await call.next('ended')).toMatchObject({ by: 'peer', why: 'cancelled' })
  expect(running.edge.sessions.size).toBe(0)
})
