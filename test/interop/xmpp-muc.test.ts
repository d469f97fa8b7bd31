import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fieldOf } from '@weft/protocols/sip/message'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ChatPhone } from '../scenarios/support/chat-phone.ts'
import { XmppAuthority } from '../scenarios/support/xmpp-authority.ts'
import { describeWith } from './needs.ts'
import { startNameServer } from './peers/name-server.ts'
import { startProsody } from './peers/prosody.ts'
import { startWeft } from './peers/weft.ts'
import { XmppUser } from './peers/xmpp-user.ts'
import { freePort } from './port.ts'

const ROOM = 'coven@chat.peer.test'
const MUC = 'http://jabber.org/protocol/muc'

/** The whole server for weft.test, and Prosody for peer.test, with a room that romeo, who has an account there, has made. */
describeWith(['prosody', 'dnsmasq'], 'people on SIP in a room of Prosody', () => {
  const directory = mkdtempSync(join(tmpdir(), 'weft-muc-'))
  const running: { stop(): unknown }[] = []
  let romeo: XmppUser
  let sipPort: number

  beforeAll(async () => {
    const authority = new XmppAuthority()
    const certify = (...names: string[]) => authority.issue(names.map((name) => `DNS:${name}`))
    const ours = certify('weft.test', 'conference.weft.test')
    const file = (name: string, text: string) => {
      writeFileSync(join(directory, name), text)
      return join(directory, name)
    }
    const [dnsPort, port, s2sPort, c2sPort] = [await freePort(), await freePort(), await freePort(), await freePort()]
    const places = { 'weft.test': port, 'conference.weft.test': port, 'peer.test': s2sPort, 'chat.peer.test': s2sPort }
    running.push(await startNameServer(dnsPort, places))
    running.push(
      await startProsody({
        ...{ domain: 'peer.test', rooms: 'chat.peer.test', s2sPort, c2sPort, dnsPort, authority: authority.certificate },
        ...{ identity: certify('peer.test', 'chat.peer.test'), wantsCertificates: true, users: { romeo: 'secret' } },
      }),
    )
    const general = {
      ...{ domains: 'weft.test', muc_domains: 'chat.peer.test', local_ip: '127.0.0.1', local_port: port },
      s2s_dns_override: `peer.test=127.0.0.1:${s2sPort}, chat.peer.test=127.0.0.1:${s2sPort}`,
      ...{ certificate: file('ours.pem', ours.cert + ours.key), authorities: file('authority.pem', authority.certificate) },
    }
    sipPort = await freePort()
    running.push(
      await startWeft({
        ...{ janus: { url: 'ws://127.0.0.1:1', apiSecret: '' }, proxy: null },
        ini: {
          'xmppgateway.ini': { general },
          'config.ini': {
            Server: { application_map: 'chat.peer.test:conference' },
            SIP: { local_udp_port: sipPort },
            MSRP: { use_tls: 'no' },
          },
          'weft.ini': { MSRP: { tcp_port: await freePort(), tls_port: 'off' } },
        },
      }),
    )
    authority.remove()
    romeo = await XmppUser.login(c2sPort, 'romeo', 'peer.test', 'secret')
    running.push({ stop: () => romeo.leave() })
    romeo.say(`<presence to='${ROOM}/Romeo'><x xmlns='${MUC}'/></presence>`)
    await romeo.hears(/<presence [^>]*from=.coven@chat\.peer\.test\/Romeo.*?<\/presence>/)
    romeo.say(
      `<iq type='set' id='o1' to='${ROOM}'><query xmlns='${MUC}#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>`,
    )
    await romeo.hears(/<iq [^>]*id=.o1.*?>/)
    romeo.say(`<message type='groupchat' id='g0' to='${ROOM}'><body>before you came</body></message>`)
    await romeo.hears(/<message [^>]*id=.g0.*?<\/message>/)
  })

  afterAll(async () => {
    for (const one of running.reverse()) await one.stop()
    rmSync(directory, { recursive: true })
  })

  async function called(user: string, name: string): Promise<ChatPhone> {
    const phone = await ChatPhone.at(sipPort, user, { domain: 'weft.test', name })
    running.push({ stop: () => phone.close() })
    await phone.ring(ROOM)
    await phone.letIn()
    return phone
  }

  test('[X29] two phones come into a room, hear what was said before, talk with who is there and each other, and are put out', async () => {
    const juliet = await called('juliet', 'Juliet')
    expect(await romeo.hears(/<presence [^>]*from=.coven@chat\.peer\.test\/Juliet.*?<\/presence>/)).not.toContain('unavailable')
    const past = await juliet.until('before you came')
    expect(past.headers.get('From')).toBe('Romeo <sip:coven/Romeo@chat.peer.test>')
    const nurse = await called('nurse', 'Romeo')
    await romeo.hears(/<presence [^>]*from=.coven@chat\.peer\.test\/Romeo_2.*?<\/presence>/)

    romeo.say(`<message type='groupchat' id='g1' to='${ROOM}'><body>good night</body></message>`)
    await juliet.until('good night')
    await nurse.until('good night')
    expect(await juliet.say('a thousand times good night')).toBe('000 200 OK')
    await romeo.hears(/from=.coven@chat\.peer\.test\/Juliet.*?<body>a thousand times good night<\/body>/)
    expect((await nurse.until('a thousand times good night')).headers.get('From')).toBe('Juliet <sip:juliet@weft.test>')
    for (const phone of [juliet, nurse]) expect(phone.heard.filter((line) => line === 'good night')).toHaveLength(1)

    expect(await juliet.say('parting', { to: '<sip:coven/Romeo@chat.peer.test>' })).toBe('000 200 OK')
    await romeo.hears(/type=.chat.*?<body>parting<\/body>/)
    romeo.say(`<message type='chat' id='p1' to='${ROOM}/Juliet'><body>sweet sorrow</body></message>`)
    await juliet.until('sweet sorrow')

    expect(await juliet.nickname('Romeo')).toBe(425)
    expect(await juliet.nickname('Capulet')).toBe(200)
    await romeo.hears(/<presence [^>]*from=.coven@chat\.peer\.test\/Capulet.*?<\/presence>/)

    romeo.say(`<iq type='set' id='k1' to='${ROOM}'><query xmlns='${MUC}#admin'><item nick='Capulet' role='none'/></query></iq>`)
    expect(fieldOf(await juliet.hungUp(), 'Reason')).toContain('Removed by')
    await nurse.leave()
    await romeo.hears(
      /<presence [^>]*from=.coven@chat\.peer\.test\/Romeo_2[^>]*type=.unavailable|type=.unavailable[^>]*from=.coven@chat\.peer\.test\/Romeo_2/,
    )
  })

  test('[X29] a room that nobody has made is not there', async () => {
    const phone = await ChatPhone.at(sipPort, 'juliet', { domain: 'weft.test' })
    running.push({ stop: () => phone.close() })
    await phone.ring('nowhere@chat.peer.test')
    await phone.call.answer(404)
  })
})
