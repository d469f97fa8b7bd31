import { parseJid } from '@weft/protocols/xmpp/jid'
import { pingElement } from '@weft/protocols/xmpp/service-query'
import { stanza } from '@weft/protocols/xmpp/stanza'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../server/src/adapters/clock/system.ts'
import { XmppComponent } from '../../server/src/edge/xmpp/xmpp-component.ts'
import type { XmppElement } from '../../server/src/ports/xmpp.ts'
import { Inbox } from '../contract/inbox.ts'
import { RecordingLog } from '../scenarios/support/log.ts'
import { XmppAuthority } from '../scenarios/support/xmpp-authority.ts'
import { describeWith } from './needs.ts'
import { startProsody } from './peers/prosody.ts'
import { freePort } from './port.ts'

const running: { stop(): unknown }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})

async function prosodyAt(port: number) {
  const authority = new XmppAuthority()
  const prosody = await startProsody({
    ...{ domain: 'peer.test', s2sPort: await freePort(), c2sPort: await freePort(), dnsPort: await freePort() },
    ...{ identity: authority.issue(['DNS:peer.test']), authority: authority.certificate, wantsCertificates: true },
    component: { port, domain: 'sip.peer.test', secret: 'shared' },
  })
  authority.remove()
  return prosody
}

function componentAt(port: number, secret: string) {
  const log = new RecordingLog()
  const inbox = new Inbox<XmppElement>('stanza')
  const component = new XmppComponent({ place: { host: '127.0.0.1', port }, secret }, { clock: systemClock, log, trace: null })
  running.push({ stop: () => component.stop() })
  void component.start({ domains: ['sip.peer.test'], received: (element) => inbox.put(element) })
  const ask = (id: string) =>
    component.send(
      stanza('iq', { type: 'get', id, from: parseJid('a@sip.peer.test'), to: parseJid('peer.test') }, [pingElement()]),
    )
  return { log, inbox, ask }
}

describeWith(['prosody'], 'a component of Prosody', () => {
  test('asks, and is answered, through its server', async () => {
    const port = await freePort()
    running.push(await prosodyAt(port))
    const { inbox, ask } = componentAt(port, 'shared')
    expect(await ask('p1')).toBe(true)
    expect((await inbox.next()).attributes).toMatchObject({ type: 'result', id: 'p1', from: 'peer.test' })
  })

  test('that comes before its server waits for it, and what it was to send with it', async () => {
    const port = await freePort()
    const { inbox, ask, log } = componentAt(port, 'shared')
    const sent = ask('p1')
    await log.line('no XMPP server for the component')
    running.push(await prosodyAt(port))
    expect(await sent).toBe(true)
    expect((await inbox.next(10_000)).attributes).toMatchObject({ type: 'result', id: 'p1' })
  })

  test('that has another secret is told so in the log', async () => {
    const port = await freePort()
    running.push(await prosodyAt(port))
    const { log } = componentAt(port, 'wrong')
    expect(await log.line('an XMPP component has lost its server')).toContain('"condition":"not-authorized"')
  })
})
