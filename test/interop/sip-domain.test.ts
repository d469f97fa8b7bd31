import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { describeWith } from './needs.ts'
import { startBaresip } from './peers/baresip.ts'
import { startKamailio } from './peers/kamailio.ts'
import { startLinphone } from './peers/linphone.ts'
import { startOwnDomain } from './peers/own-domain.ts'
import { until } from './until.ts'

const DOMAIN = 'weft.test'
const PASSWORDS = { alice: 'alicepw', bob: 'bobpw', carol: 'carolpw', erin: 'erinpw' }

interface SipDomain {
  readonly host: string
  readonly port: number
  stop(): Promise<void>
}

// What people's phones do with each other through the registrar and proxy of their domain.
const SERVERS: Readonly<Record<string, () => Promise<SipDomain>>> = {
  Kamailio: () => startKamailio({ domain: DOMAIN, users: PASSWORDS }),
  'the embedded registrar': async () => {
    const { host, sipPort, stop } = await startOwnDomain({ domain: DOMAIN, users: PASSWORDS })
    return { host, port: sipPort, stop }
  },
}

describeWith(['kamailio', 'baresip', 'linphone'], 'phones in one domain', () => {
  describe.each(Object.entries(SERVERS))('of %s', (_name, start) => {
    let proxy: SipDomain
    beforeAll(async () => {
      proxy = await start()
    })
    afterAll(async () => {
      await proxy.stop()
    })
    const account = (user: keyof typeof PASSWORDS) => ({ user, password: PASSWORDS[user], domain: DOMAIN, proxy })

    test.each(['udp', 'tcp'] as const)('two baresips call each other over %s, hear each other and hang up', async (transport) => {
      const alice = await during(startBaresip({ ...account('alice'), transport, video: null }))
      const bob = await during(startBaresip({ ...account('bob'), transport, video: null }))
      await alice.dial(bob.address)
      await bob.event('CALL_ESTABLISHED')
      await alice.event('CALL_ESTABLISHED')
      await until('both hear each other', 10_000, async () => {
        const [there, here] = [await alice.media(), await bob.media()]
        return there.audio.receivedPackets > 50 && here.audio.receivedPackets > 50
      })
      await bob.hangUp()
      await alice.event('CALL_CLOSED')
    })

    test.each(['udp', 'tcp'] as const)('linphones over UDP and %s chat, and hear that it was delivered', async (transport) => {
      const carol = await during(startLinphone(account('carol')))
      const erin = await during(startLinphone({ ...account('erin'), transport }))
      carol.say(erin.address, 'hello erin')
      await until('erin reads it', 10_000, async () =>
        erin.output().includes(`Message received from sip:${carol.address}: hello erin`),
      )
      await until('carol is told', 10_000, async () => carol.output().includes('<status><delivered/></status>'))
      erin.say(carol.address, 'hello carol')
      await until('carol reads it', 10_000, async () =>
        carol.output().includes(`Message received from sip:${erin.address}: hello carol`),
      )
      expect(erin.output()).not.toContain('Error')
    })
  })
})

/** A phone that is stopped with its test. */
async function during<P extends { stop(): Promise<void> }>(starting: Promise<P>): Promise<P> {
  const peer = await starting
  onTestFinished(() => peer.stop())
  return peer
}
