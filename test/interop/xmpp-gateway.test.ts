import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { XmppAuthority } from '../scenarios/support/xmpp-authority.ts'
import { describeWith } from './needs.ts'
import { startNameServer } from './peers/name-server.ts'
import { startProsody } from './peers/prosody.ts'
import { startWeft, type Weft } from './peers/weft.ts'
import { XmppUser } from './peers/xmpp-user.ts'
import { freePort } from './port.ts'

/** The whole server for weft.test, and Prosody for peer.test, which wants certificates; romeo has an account there. */
describeWith(['prosody', 'dnsmasq'], 'people on XMPP and the gateway', () => {
  const directory = mkdtempSync(join(tmpdir(), 'weft-gateway-'))
  const running: { stop(): unknown }[] = []
  let weft: Weft
  let romeo: XmppUser

  beforeAll(async () => {
    const authority = new XmppAuthority()
    const [ours, theirs] = [['weft.test', 'conference.weft.test'], ['peer.test']].map((names) =>
      authority.issue(names.map((name) => `DNS:${name}`)),
    )
    if (!ours || !theirs) throw new Error('there are no certificates')
    const file = (name: string, text: string) => {
      writeFileSync(join(directory, name), text)
      return join(directory, name)
    }
    const [dnsPort, port, s2sPort, c2sPort] = [await freePort(), await freePort(), await freePort(), await freePort()]
    const places = { 'weft.test': port, 'conference.weft.test': port, 'peer.test': s2sPort }
    running.push(await startNameServer(dnsPort, places))
    running.push(
      await startProsody({
        ...{ domain: 'peer.test', s2sPort, c2sPort, dnsPort, identity: theirs, authority: authority.certificate },
        ...{ wantsCertificates: true, users: { romeo: 'secret' } },
      }),
    )
    const general = {
      ...{ domains: 'weft.test', local_ip: '127.0.0.1', local_port: port },
      s2s_dns_override: `peer.test=127.0.0.1:${s2sPort}`,
      ...{ certificate: file('ours.pem', ours.cert + ours.key), authorities: file('authority.pem', authority.certificate) },
    }
    weft = await startWeft({
      janus: { url: 'ws://127.0.0.1:1', apiSecret: '' },
      proxy: null,
      ini: {
        'xmppgateway.ini': { general },
        'config.ini': { SIP: { local_udp_port: await freePort() } },
      },
    })
    running.push(weft)
    authority.remove()
    romeo = await XmppUser.login(c2sPort, 'romeo', 'peer.test', 'secret')
    running.push({ stop: () => romeo.leave() })
  })

  afterAll(async () => {
    for (const one of running.reverse()) await one.stop()
    rmSync(directory, { recursive: true })
  })

  test('[X1][X26] the gateway says what it is, to whoever asks', async () => {
    romeo.say("<iq type='get' id='v1' to='weft.test'><query xmlns='jabber:iq:version'/></iq>")
    const answer = await romeo.hears(/<iq [^>]*id=.v1.*?<\/iq>/)
    expect(answer).toContain("type='result'")
    expect(answer).toContain('<name>Weft</name>')
    romeo.say("<iq type='get' id='d1' to='conference.weft.test'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>")
    expect(await romeo.hears(/<iq [^>]*id=.d1.*?<\/iq>/)).toContain('http://jabber.org/protocol/muc')
    romeo.say("<iq type='get' id='p1' to='juliet@weft.test'><vCard xmlns='vcard-temp'/></iq>")
    expect(await romeo.hears(/<iq [^>]*id=.p1.*?<\/iq>/)).toContain('service-unavailable')
  })

  test('[X8] what is for nobody on SIP comes back with its id', async () => {
    romeo.say("<message type='chat' id='m1' to='nobody@weft.test'><body>hello?</body></message>")
    const answer = await romeo.hears(/<message [^>]*id=.m1.*?<\/message>/)
    expect(answer).toContain("type='error'")
  })

  test('[X21] somebody on XMPP comes into a room, is told that he is in, and hears what he says', async () => {
    romeo.say("<presence to='den@conference.weft.test/Romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>")
    const self = await romeo.hears(/<presence [^>]*from=.den@conference\.weft\.test\/Romeo.*?<\/presence>/)
    expect(self).toMatch(/code=.110/)
    romeo.say("<message type='groupchat' id='g1' to='den@conference.weft.test'><body>anybody?</body></message>")
    const reflected = await romeo.hears(/<message [^>]*id=.g1.*?<\/message>/)
    expect(reflected).toMatch(/from=.den@conference\.weft\.test\/Romeo/)
    expect(reflected).toContain('<body>anybody?</body>')
    romeo.say("<presence type='unavailable' to='den@conference.weft.test/Romeo'/>")
    const left = await romeo.hears(/<presence [^>]*from=.den@conference\.weft\.test\/Romeo.*?<\/presence>/)
    expect(left).toMatch(/type=.unavailable/)
  })

  test('the log says how both proved who they are, and nothing of what was written', () => {
    expect(weft.output()).toMatch(/"proof":"external".*an XMPP stream is ready/)
    expect(weft.output()).not.toContain('hello?')
  })
})
