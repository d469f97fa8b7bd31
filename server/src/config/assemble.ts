import { authIni } from './auth-ini.ts'
import { conferenceIni } from './conference-ini.ts'
import { configIni } from './config-ini.ts'
import { freezeDeep } from './freeze.ts'
import { ircconferenceIni } from './ircconference-ini.ts'
import type { Layer } from './layers.ts'
import { playbackIni } from './playback-ini.ts'
import type { Resolver } from './resolve.ts'
import { webrtcgatewayIni } from './webrtcgateway-ini.ts'
import { weftIni } from './weft-ini.ts'
import { xmppgatewayIni } from './xmppgateway-ini.ts'

/** All ini files, in the order in which `check-config` shows them. */
export const TABLES = [
  configIni,
  webrtcgatewayIni,
  conferenceIni,
  xmppgatewayIni,
  authIni,
  playbackIni,
  ircconferenceIni,
  weftIni,
]

/** Everything the operator decides, validated and frozen. Times are in milliseconds, bit rates in bit/s, paths absolute. */
export type Config = ReturnType<typeof assemble>

/** The order matters: defaults refer to options of config.ini and to earlier ones of their own file. */
export function assemble(resolver: Resolver, layers: (file: string) => readonly Layer[]) {
  const main = resolver.resolve(configIni, layers(configIni.file)).sections
  const gateway = resolver.resolve(webrtcgatewayIni, layers(webrtcgatewayIni.file))
  const conference = resolver.resolve(conferenceIni, layers(conferenceIni.file))
  const xmpp = resolver.resolve(xmppgatewayIni, layers(xmppgatewayIni.file)).sections
  const auth = resolver.resolve(authIni, layers(authIni.file))
  const playback = resolver.resolve(playbackIni, layers(playbackIni.file))
  const irc = resolver.resolve(ircconferenceIni, layers(ircconferenceIni.file))
  const weft = resolver.resolve(weftIni, layers(weftIni.file)).sections
  return freezeDeep({
    server: main.Server,
    sip: main.SIP,
    /** [MSRP] of config.ini and of weft.ini. */
    msrp: { ...main.MSRP, ...weft.MSRP },
    rtp: main.RTP,
    webServer: main.WebServer,
    thorNetwork: main.ThorNetwork,
    /** [General] of webrtcgateway.ini. */
    gateway: gateway.sections.General,
    /** [Janus] of webrtcgateway.ini and of weft.ini. */
    janus: { ...gateway.sections.Janus, ...weft.Janus },
    cassandra: gateway.sections.Cassandra,
    fileStorage: gateway.sections.FileStorage,
    /** Video rooms: `of(room@domain)` always answers. */
    rooms: withDefault(gateway),
    /** [Rooms] of weft.ini. */
    roomLimits: weft.Rooms,
    conference: conference.sections.Conference,
    /** Chat rooms, likewise. */
    chatRooms: withDefault(conference),
    xmpp: xmpp.general,
    auth: {
      enabled: auth.sections.ExternalAuth.enable,
      imapCaCertFile: auth.sections.ExternalAuth.imapCaCertFile,
      domains: withDefault(auth),
    },
    /** `users.find(user@domain or user)`: null where nothing is to be played. */
    playback: { ...playback.sections.Playback, users: playback.named },
    ircRooms: withDefault(irc),
    limits: weft.Limits,
    dns: weft.Dns,
    trust: weft.Trust,
    calls: weft.Calls,
    web: weft.Web,
    registrar: weft.Registrar,
    files: weft.Files,
    store: weft.Store,
  })
}

/** Settings by name where everything without a section of its own has the defaults. */
export interface BySection<T> {
  /** Names that have a section. */
  readonly names: readonly string[]
  of(name: string): T
}

function withDefault<T>(resolved: {
  readonly named: { readonly names: readonly string[]; find(name: string): T | null }
  readonly unnamed: T
}): BySection<T> {
  const { named, unnamed } = resolved
  return { names: named.names, of: (name) => named.find(name) ?? unnamed }
}
