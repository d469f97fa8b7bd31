import type { Config } from './assemble.ts'
import type { Entry } from './resolve.ts'
import type { Warning } from './warning.ts'
import { webDomainsOf } from './web-domains.ts'
import { PUBLIC_API_SECRET } from './webrtcgateway-ini.ts'

/** Warnings about settings that are valid but risky, or that Weft will never act on. */
export function advise(config: Config, entries: readonly Entry[]): Warning[] {
  const isGiven = (file: string, section: string, option: string) =>
    entries.some((entry) => entry.file === file && entry.section === section && entry.option === option && entry.source !== null)
  const findings: [found: boolean, file: string, section: string, option: string, reason: string][] = [
    [
      config.sip.trustedPeers === 'any',
      'config.ini',
      'SIP',
      'trusted_peers',
      'every host may send SIP requests in anybody’s name; name your proxies. Until then X-Sylk headers and the SIP API count only from loopback, private addresses and the outbound proxy',
    ],
    [
      config.janus.apiSecret === PUBLIC_API_SECRET,
      'webrtcgateway.ini',
      'Janus',
      'api_secret',
      'it is the secret that every SylkServer has in its sources; choose one of your own, here and in janus.jcfg',
    ],
    [
      config.gateway.httpManagementAuthSecret === null,
      'webrtcgateway.ini',
      'General',
      'http_management_auth_secret',
      'without it whoever reaches the management interface may use it',
    ],
    [
      hasTurn(config) && config.web.turnSecret === null && (config.web.turnUsername === null || config.web.turnPassword === null),
      'weft.ini',
      'Web',
      'ice_servers',
      'TURN servers want turn_secret, or turn_username and turn_password; without them the web app is told of none',
    ],
    [
      hasTurn(config) && config.web.turnSecret === null && config.web.turnPassword !== null,
      'weft.ini',
      'Web',
      'turn_password',
      'whoever opens the web app can read it, and use it for ever; with turn_secret there are credentials that expire',
    ],
    [
      config.web.guests && isGiven('weft.ini', 'Web', 'guests') && webDomainsOf(config).guests === null,
      'weft.ini',
      'Web',
      'guests',
      'guests have no domain that sip_domains in webrtcgateway.ini allows: they are not offered',
    ],
    [
      config.thorNetwork.enabled,
      'config.ini',
      'ThorNetwork',
      'enabled',
      'Weft has no SIP Thor clustering; the section has no effect',
    ],
    [
      config.registrar.enabled && config.registrar.domains.length === 0,
      'weft.ini',
      'Registrar',
      'domains',
      'the registrar has no domains: nobody can register',
    ],
    [
      config.cassandra.clusterContactPoints.length > 0,
      'webrtcgateway.ini',
      'Cassandra',
      'cluster_contact_points',
      'Weft does not use Cassandra; the section has no effect',
    ],
    [
      config.store.url !== null && isGiven('weft.ini', 'Store', 'path'),
      'weft.ini',
      'Store',
      'path',
      'url is given as well, and counts: everything is in PostgreSQL, and what may be in that file is not looked at',
    ],
  ]
  return findings
    .filter(([found]) => found)
    .map(([, file, section, option, reason]) => {
      const source = entries.find((entry) => entry.file === file && entry.section === section && entry.option === option)?.source
      return { file: source?.path ?? file, line: source?.line ?? null, section, option, reason, used: null }
    })
}

function hasTurn({ web }: Config): boolean {
  return web.iceServers.some((url) => url.startsWith('turn'))
}
