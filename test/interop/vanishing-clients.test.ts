import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { SipRequest, SipResponse } from '@weft/protocols/sip/message'
import { parseMessage } from '@weft/protocols/sip/parse-message'
import { printMessage } from '@weft/protocols/sip/print-message'
import { responseTo } from '@weft/protocols/sip/response'
import { expect, test } from 'vitest'
import { browserSdp, demandsSrtp } from '../contract/sdp.ts'
import { SylkClient } from '../scenarios/support/client.ts'
import { accepted } from '../scenarios/support/telephony.ts'
import { describeWith } from './needs.ts'
import { startJanus } from './peers/janus.ts'
import { startWeft } from './peers/weft.ts'

const OFFER = browserSdp({ type: 'offer' })
/** Janus crashed within some twenty, and at the latest within a hundred and fifty of them. */
const ATTEMPTS = 160
const AT_A_TIME = 4

describeWith(['janus'], 'clients that vanish', () => {
  test('while their calls are set up, Janus lives on and serves others', { timeout: 120_000 }, async () => {
    const phone = await ringingPhone()
    const janus = await startJanus()
    const weft = await startWeft({ janus, proxy: { host: '127.0.0.1', port: phone.port } })
    const call = async (account: string): Promise<SylkClient> => {
      const client = await SylkClient.connect(`http://127.0.0.1:${weft.port}`)
      await accepted(client, 'account-add', { account, password: 'a'.repeat(32) })
      client.send('session-create', { session: 's', account, uri: 'bob@weft.test', sdp: OFFER })
      return client
    }
    const vanish = async (guest: number) => {
      for (let attempt = guest; attempt < ATTEMPTS; attempt += AT_A_TIME) {
        const client = await call(`guest${guest}@weft.test`)
        await pause((attempt * 37) % 150)
        if (attempt % 3 > 0) {
          await client.request('session-terminate', { session: 's' })
          await pause(200)
        }
        client.socket.terminate()
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, (_, guest) => vanish(guest)))
    const other = await call('other@weft.test')
    expect(await other.event('state', 'ringing')).toMatchObject({ session: 's' })
    await other.close()
    await weft.stop()
    await janus.stop()
    phone.close()
  })
})

/** It takes no SRTP, rings, and never says more, not even when a call is cancelled. */
async function ringingPhone(): Promise<{ readonly port: number; close(): void }> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  socket.on('message', (bytes, { port }) => {
    const request = parseMessage(bytes)
    if (request.kind === 'response') return
    for (const response of responsesOf(request)) socket.send(printMessage(response), port, '127.0.0.1')
  })
  return { port: socket.address().port, close: () => socket.close() }
}

function responsesOf(request: SipRequest): SipResponse[] {
  if (request.method === 'ACK') return []
  if (request.method !== 'INVITE') return [responseTo(request, 200, 'OK', 'phone')]
  if (demandsSrtp(new TextDecoder().decode(request.body))) return [responseTo(request, 488, 'Not Acceptable Here', 'phone')]
  return [responseTo(request, 100, 'Trying', null), responseTo(request, 180, 'Ringing', 'phone')]
}
