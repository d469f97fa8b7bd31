import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FakeJanus } from '../fake-janus/fake-janus.ts'
import { SylkClient } from '../scenarios/support/client.ts'
import { ALICE, accepted, BOB, ha1 } from '../scenarios/support/telephony.ts'
import { startWeft, type Weft } from './peers/weft.ts'
import { freePort } from './port.ts'
import { until } from './until.ts'

const ROUNDS = process.env.WEFT_LONG ? 50 : 5
/** Messages that are on their way at a time, over WebSocket and over SIP each. */
const LANES = 8
/** ms of a round, at most. */
const LONGEST = 300
const PATIENCE = 10_000

/** What was sent until the crash, and which of it was acknowledged. */
interface Round {
  readonly acknowledged: readonly string[]
  stop(): void
}

describe('a server that is killed while it takes messages', () => {
  let janus: FakeJanus
  let weft: Weft
  let sipPort: number
  beforeAll(async () => {
    janus = await FakeJanus.start()
    for (const [user, account] of [
      ['alice', ALICE],
      ['bob', BOB],
    ] as const)
      janus.sip.addUser(account, ha1(user))
    sipPort = await freePort()
    weft = await startWeft({
      janus,
      proxy: { host: '127.0.0.1', port: await freePort() },
      ini: {
        'config.ini': { Server: { default_application: 'webrtcgateway' }, SIP: { local_udp_port: sipPort } },
        'weft.ini': { Limits: { requests_per_second: 0 } },
      },
    })
  })
  afterAll(async () => {
    await weft.stop()
    await janus.stop()
  })

  async function device(user: string, account: string): Promise<SylkClient> {
    const client = await SylkClient.connect(`http://127.0.0.1:${weft.port}`)
    await accepted(client, 'account-add', { account, password: ha1(user) })
    await accepted(client, 'account-register', { account })
    await client.event('registration-state', 'registered')
    return client
  }

  /** The message ids of a whole journal, page by page. */
  async function journalOf(client: SylkClient, account: string): Promise<string[]> {
    const ids: string[] = []
    for (let last: string | undefined; ; last = ids.at(-1)) {
      await accepted(client, 'account-sync-conversations', { account, limit: 500, ...(last ? { message_id: last } : {}) })
      const { messages } = await client.event('sync-conversations')
      if (!Array.isArray(messages)) throw new Error('no journal')
      if (messages.length === 0) return ids
      ids.push(...messages.map(({ message_id }) => String(message_id)))
    }
  }

  test(`${ROUNDS} times: what it acknowledged is there, once, and it opens its journals at once`, {
    timeout: ROUNDS * 20_000,
  }, async () => {
    const kept = { web: new Set<string>(), sip: new Set<string>() }
    for (let round = 0; round < ROUNDS; round++) {
      const alice = await device('alice', ALICE)
      // Bob has a journal from his first registration on.
      if (round === 0) await (await device('bob', BOB)).close()
      const [web, sip] = [sendFromClient(alice, round), await sendBySip(sipPort, round)]
      // On a busy machine it may be long before the first is acknowledged.
      await until(
        'something is acknowledged',
        PATIENCE,
        async () => Math.min(web.acknowledged.length, sip.acknowledged.length) > 0,
      )
      await pause((round * 97) % LONGEST)
      await weft.kill()
      web.stop()
      sip.stop()
      for (const id of web.acknowledged) kept.web.add(id)
      for (const id of sip.acknowledged) kept.sip.add(id)
      await weft.restart()
      const [sender, recipient] = [await device('alice', ALICE), await device('bob', BOB)]
      const [sent, received] = [await journalOf(sender, ALICE), await journalOf(recipient, BOB)]
      for (const journal of [sent, received]) expect(new Set(journal).size).toBe(journal.length)
      expect([...kept.web].filter((id) => !sent.includes(id) || !received.includes(id))).toEqual([])
      expect([...kept.sip].filter((id) => !received.includes(id))).toEqual([])
      await sender.close()
      await recipient.close()
    }
  })
})

/** Alice writes to Bob, in several lanes, until the connection breaks. */
function sendFromClient(alice: SylkClient, round: number): Round {
  const acknowledged: string[] = []
  let count = 0
  let stopped = false
  const lane = async () => {
    while (!stopped) {
      const id = `web-${round}-${++count}`
      const text = { content: `message ${id}`, content_type: 'text/plain', timestamp: '2026-07-17T08:41:52.123Z' }
      const answer = await alice.request('account-message', { account: ALICE, uri: BOB, message_id: id, ...text })
      if (answer === 'ack') acknowledged.push(id)
    }
  }
  // What is never answered rejects in its own time.
  for (let n = 0; n < LANES; n++) lane().catch(() => {})
  return {
    acknowledged,
    stop: () => {
      stopped = true
    },
  }
}

/** Somebody elsewhere writes to Bob by SIP, in several lanes. */
async function sendBySip(port: number, round: number): Promise<Round> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const own = socket.address().port
  const acknowledged: string[] = []
  let count = 0
  let stopped = false
  const next = () => {
    const id = `sip-${round}-${++count}`
    const body = [
      ...['From: <sip:carol@elsewhere.test>', `To: <sip:${BOB}>`, 'DateTime: 2026-07-17T08:41:52Z'],
      ...['NS: imdn <urn:ietf:params:imdn>', `imdn.Message-ID: ${id}`, '', 'Content-Type: text/plain', '', `message ${id}`],
    ].join('\r\n')
    const head = [
      `MESSAGE sip:${BOB} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${own};branch=z9hG4bK-${id};rport`,
      ...['Max-Forwards: 70', `From: <sip:carol@elsewhere.test>;tag=${id}`, `To: <sip:${BOB}>`, `Call-ID: ${id}`],
      ...['CSeq: 1 MESSAGE', 'Content-Type: message/cpim', `Content-Length: ${Buffer.byteLength(body)}`],
    ].join('\r\n')
    socket.send(`${head}\r\n\r\n${body}`, port, '127.0.0.1')
  }
  socket.on('message', (bytes) => {
    const [, id] = /^Call-ID: (.*)$/im.exec(String(bytes)) ?? []
    if (String(bytes).startsWith('SIP/2.0 200') && id !== undefined) acknowledged.push(id.trim())
    if (!stopped) next()
  })
  for (let n = 0; n < LANES; n++) next()
  return {
    acknowledged,
    stop: () => {
      stopped = true
      socket.close()
    },
  }
}
