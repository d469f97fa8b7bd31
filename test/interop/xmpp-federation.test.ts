import { parseJid } from '@weft/protocols/xmpp/jid'
import { pingElement } from '@weft/protocols/xmpp/service-query'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { afterAll, afterEach, expect, test } from 'vitest'
import { systemClock } from '../../server/src/adapters/clock/system.ts'
import { DnsResolver } from '../../server/src/adapters/dns/resolver.ts'
import type { XmppIdentity } from '../../server/src/edge/xmpp/peer-identity.ts'
import { XmppAuthority } from '../scenarios/support/xmpp-authority.ts'
import { XmppServer } from '../scenarios/support/xmpp-edge.ts'
import { describeWith } from './needs.ts'
import { startEjabberd } from './peers/ejabberd.ts'
import { startNameServer } from './peers/name-server.ts'
import { type RunningXmppServer, startProsody, type XmppServerPlan } from './peers/prosody.ts'
import { freePort } from './port.ts'

const OURS = 'weft.test'
const THEIRS = 'peer.test'
const authority = new XmppAuthority()
afterAll(() => authority.remove())

const running: { stop(): unknown }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})

type Start = (plan: XmppServerPlan) => Promise<RunningXmppServer>

/** Ours and a real one, which know each other by DNS; `ours` and `theirs` are what their certificates are. */
async function federation(start: Start, ours: XmppIdentity, theirs: XmppIdentity, wantsCertificates: boolean) {
  const dnsPort = await freePort()
  const [s2sPort, c2sPort] = [await freePort(), await freePort()]
  const resolver = new DnsResolver({ nameservers: [`127.0.0.1:${dnsPort}`], timeout: 3000 }, systemClock)
  const dns = { srv: (name: string) => resolver.srv(name), addresses: (name: string) => resolver.addresses(name) }
  const server = new XmppServer(OURS, { ca: [authority.certificate], identity: ours, overrides: new Map(), dns })
  await server.start()
  running.push({ stop: () => server.edge.stop() })
  running.push(await startNameServer(dnsPort, { [OURS]: server.edge.port ?? 0, [THEIRS]: s2sPort }))
  const plan = {
    domain: THEIRS,
    s2sPort,
    c2sPort,
    dnsPort,
    identity: theirs,
    authority: authority.certificate,
    wantsCertificates,
  }
  const peer = await start(plan)
  running.push(peer)
  return { server, peer }
}

/** A question that the other server answers over a stream of its own; what its answer is. */
async function ping(server: XmppServer): Promise<string> {
  const question = { type: 'get', id: 'p1', from: parseJid(`a@${OURS}`), to: parseJid(THEIRS) }
  const isSent = await server.edge.send(stanza('iq', question, [pingElement()]))
  const answer = await server.next(30_000)
  return `${isSent ? 'sent' : 'came back'}, ${answer.attributes.type} to ${answer.attributes.id}`
}

const good = (domain: string) => authority.issue([`DNS:${domain}`])
const expired = (domain: string) => authority.issue([`DNS:${domain}`], 'expired')
const wrong = () => authority.issue(['DNS:other.test'])
const own = (domain: string) => authority.issue([`DNS:${domain}`], 'self-signed')

const servers = [
  ['prosody', startProsody],
  ['ejabberd', startEjabberd],
] as const

for (const [peer, start] of servers)
  describeWith([peer, 'dnsmasq'], `federation with ${peer}`, () => {
    test(`[X1] ${peer} with its default security: TLS, and certificates that are good`, async () => {
      const { server } = await federation(start, good(OURS), good(THEIRS), false)
      expect(await ping(server)).toBe('sent, result to p1')
      expect(server.log.text).toContain('"proof":"external"')
    })

    test(`[X1] ${peer} that wants certificates`, async () => {
      const { server } = await federation(start, good(OURS), good(THEIRS), true)
      expect(await ping(server)).toBe('sent, result to p1')
    })

    test.each([
      ['ours has expired', expired(OURS), good(THEIRS)],
      ['ours is for another name', wrong(), good(THEIRS)],
      ['ours is signed by itself', own(OURS), good(THEIRS)],
      ['theirs has expired', good(OURS), expired(THEIRS)],
      ['theirs is signed by itself', good(OURS), own(THEIRS)],
    ])(`[X1] ${peer} by dialback over TLS, where the certificate will not do: %s`, async (_, ours, theirs) => {
      const { server } = await federation(start, ours, theirs, false)
      expect(await ping(server)).toBe('sent, result to p1')
      expect(server.log.text).toContain('"proof":"dialback"')
    })

    test(`${peer} that wants certificates is not reached with one that has expired, and what was sent comes back`, async () => {
      const { server } = await federation(start, expired(OURS), good(THEIRS), true)
      expect(await ping(server)).toBe('came back, error to p1')
    })
  })
