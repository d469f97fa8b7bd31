import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { ContractEnvironment } from '../contract/environment.ts'
import { realEnvironment } from '../contract/real-environment.ts'
import { browserSdp } from '../contract/sdp.ts'
import { SylkClient } from '../scenarios/support/client.ts'
import { accepted } from '../scenarios/support/telephony.ts'
import { describeWith } from './needs.ts'
import { startWeft, type Weft } from './peers/weft.ts'

const OFFER = browserSdp({ type: 'offer' })

// What clients read on the wire, with everything behind the server real. What people see is in calls.test.ts.
describeWith(['janus', 'kamailio'], 'the language, with real peers', () => {
  let environment: ContractEnvironment
  let weft: Weft
  let client: SylkClient
  let alice: string
  beforeAll(async () => {
    environment = await realEnvironment()
    alice = `alice@${environment.domain}`
    weft = await startWeft({ janus: environment, proxy: environment.route })
  })
  afterEach(async () => {
    await client.close()
    await environment.tidy()
  })
  afterAll(async () => {
    await weft.stop()
    await environment.stop()
  })

  async function connect(server: Weft = weft, password = environment.secretOf('alice')): Promise<SylkClient> {
    client = await SylkClient.connect(`http://127.0.0.1:${server.port}`)
    await accepted(client, 'account-add', { account: alice, password })
    return client
  }

  test('[12.24] the registrar refuses a wrong password: 904', async () => {
    await connect(weft, '0'.repeat(32))
    await accepted(client, 'account-register', { account: alice })
    expect((await client.event('registration-state', 'failed')).reason).toMatch(/^904 /)
  })

  test('[12.39] a phone that is busy: one terminated, 486', async () => {
    await connect()
    const phone = await environment.phone('bob')
    await accepted(client, 'session-create', { session: 's', account: alice, uri: phone.address, sdp: OFFER })
    const call = await phone.nextCall()
    call.reject(486)
    expect((await client.event('state', 'terminated')).reason).toMatch(/^486 /)
    await client.settled()
    expect(client.sessionLog('s')).toEqual(['state progress', 'state terminated'])
  })

  test('[12.44] a caller that gives up: terminated 487, then missed', async () => {
    await connect()
    await accepted(client, 'account-register', { account: alice })
    await client.event('registration-state', 'registered')
    const phone = await environment.phone('bob')
    const call = phone.call(alice)
    await client.event('incoming-session')
    call.cancel()
    expect((await client.event('state', 'terminated')).reason).toMatch(/^487 /)
    expect((await client.event('missed-session')).originator).toEqual({ uri: phone.address, display_name: '' })
  })

  test('[12.40] the client gives up: terminated 487, and the phone is cancelled', async () => {
    await connect()
    const phone = await environment.phone('bob')
    await accepted(client, 'session-create', { session: 's', account: alice, uri: phone.address, sdp: OFFER })
    const call = await phone.nextCall()
    call.ring()
    await client.event('state', 'ringing')
    await accepted(client, 'session-terminate', { session: 's' })
    expect((await client.event('state', 'terminated')).reason).toMatch(/^487 /)
    expect(await call.ended()).toBe('cancel')
  })

  test('[12.25] a domain that nobody knows: an error that says DNS', async () => {
    const ini = { 'webrtcgateway.ini': { General: { outbound_sip_proxy: '' } }, 'weft.ini': { Dns: { timeout: 2 } } }
    const alone = await startWeft({ janus: environment, proxy: environment.route, ini })
    await connect(alone)
    expect(await client.request('account-register', { account: alice })).toMatch(/^DNS lookup error: /)
    const call = { session: 's', account: alice, uri: 'bob@nowhere.example', sdp: OFFER }
    expect(await client.request('session-create', call)).toMatch(/^DNS lookup error: .*nowhere\.example/)
    await alone.stop()
  })
})
