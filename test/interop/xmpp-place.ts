import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { XmppAuthority } from '../scenarios/support/xmpp-authority.ts'
import { startEjabberd } from './peers/ejabberd.ts'
import type { Janus } from './peers/janus.ts'
import { startNameServer } from './peers/name-server.ts'
import { type OwnDomain, startOwnDomain } from './peers/own-domain.ts'
import { temporaryDirectory } from './peers/process.ts'
import { type RunningXmppServer, startProsody, type XmppServerPlan } from './peers/prosody.ts'
import { XmppUser } from './peers/xmpp-user.ts'
import { freePort } from './port.ts'

/** Of accounts at either XMPP server. */
const PASSWORD = 'secret'
const OURS = 'weft.test'
/** SIP users who have their registrar elsewhere, and are on XMPP through us as well. */
const PHONES = 'phone.test'
const THEIRS = { prosody: 'peer.test', ejabberd: 'capulet.test' } as const
const THEIR_ROOMS = 'rooms.peer.test'

type ServerName = keyof typeof THEIRS

interface XmppPlaceOptions {
  readonly janus: Janus
  /** Names of those with an account at weft.test, whose passwords are that and `pw`. */
  readonly users: readonly string[]
  /** Names of those with an account at each XMPP server. */
  readonly prosody: readonly string[]
  readonly ejabberd?: readonly string[]
}

/** Weft for weft.test, where it is the registrar, and phone.test; Prosody for peer.test and the rooms of rooms.peer.test, ejabberd for capulet.test. */
export interface XmppPlace {
  readonly weft: OwnDomain
  /** Somebody logs in. */
  logIn(server: ServerName, user: string): Promise<XmppUser>
  /** Ends one of the XMPP servers; resolves with what starts it again, in the same place. */
  stopServer(server: ServerName): Promise<() => Promise<void>>
  stop(): Promise<void>
}

/** Starts all of it, everybody with certificates that the others believe. Rejects, with nothing left behind, where a part does not start. */
export async function startXmppPlace({ janus, users, ...accounts }: XmppPlaceOptions): Promise<XmppPlace> {
  const ends: (() => unknown)[] = []
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const directory = await temporaryDirectory('xmpp-place')
    ends.push(directory.remove)
    const authority = new XmppAuthority()
    ends.push(() => authority.remove())
    const [dnsPort, port] = [await freePort(), await freePort()]
    const planOf = async (server: ServerName, names: readonly string[]): Promise<XmppServerPlan> => ({
      ...{ domain: THEIRS[server], s2sPort: await freePort(), c2sPort: await freePort(), dnsPort },
      identity: authority.issue([`DNS:${THEIRS[server]}`, ...(server === 'prosody' ? [`DNS:${THEIR_ROOMS}`] : [])]),
      ...{ authority: authority.certificate, wantsCertificates: true, users: passwordsOf(names) },
      ...(server === 'prosody' ? { rooms: THEIR_ROOMS } : {}),
    })
    const plans = {
      prosody: await planOf('prosody', accounts.prosody),
      ejabberd: await planOf('ejabberd', accounts.ejabberd ?? []),
    }
    const theirs = {
      [THEIRS.prosody]: plans.prosody.s2sPort,
      [THEIR_ROOMS]: plans.prosody.s2sPort,
      [THEIRS.ejabberd]: plans.ejabberd.s2sPort,
    }
    const ours = [OURS, `conference.${OURS}`, PHONES]
    const dns = await startNameServer(dnsPort, { ...theirs, ...Object.fromEntries(ours.map((domain) => [domain, port])) })
    ends.push(() => dns.stop())

    const running = new Map<ServerName, RunningXmppServer>()
    const start = async (server: ServerName) => {
      running.set(server, await (server === 'prosody' ? startProsody : startEjabberd)(plans[server]))
    }
    ends.push(() => Promise.all([...running.values()].map((server) => server.stop())))
    await Promise.all([start('prosody'), ...(accounts.ejabberd ? [start('ejabberd')] : [])])

    const identity = authority.issue(ours.map((domain) => `DNS:${domain}`))
    const [certificate, authorities] = [join(directory.path, 'ours.pem'), join(directory.path, 'authority.pem')]
    await writeFile(certificate, identity.cert + identity.key)
    await writeFile(authorities, authority.certificate)
    const general = {
      ...{ domains: `${OURS}, ${PHONES}`, muc_domains: THEIR_ROOMS },
      ...{ local_ip: '127.0.0.1', local_port: port, certificate, authorities },
      s2s_dns_override: Object.entries(theirs)
        .map(([domain, at]) => `${domain}=127.0.0.1:${at}`)
        .join(', '),
    }
    const onXmpp = Object.values(THEIRS).map((domain) => `${domain}:xmppgateway`)
    const weft = await startOwnDomain({
      ...{ domain: OURS, users: Object.fromEntries(users.map((user) => [user, `${user}pw`])), janus },
      ini: {
        'config.ini': {
          Server: { application_map: [...onXmpp, `${THEIR_ROOMS}:conference`].join(', ') },
          MSRP: { use_tls: 'no' },
        },
        'weft.ini': { MSRP: { tcp_port: await freePort(), tls_port: 'off' } },
        'xmppgateway.ini': { general },
      },
    })
    ends.push(() => weft.stop())
    return {
      weft,
      stop,
      logIn: (server, user) => XmppUser.login(plans[server].c2sPort, user, THEIRS[server], PASSWORD),
      async stopServer(server) {
        await running.get(server)?.stop()
        running.delete(server)
        return () => start(server)
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function passwordsOf(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, PASSWORD]))
}
