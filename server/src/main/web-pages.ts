import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config/config.ts'
import { webDomainsOf } from '../config/web-domains.ts'
import { PICTURE_TYPES } from '../config/web-values.ts'
import { type Picture, pageConfigRoutes } from '../edge/http/page-config-routes.ts'
import type { HttpRoutes } from '../edge/http/server.ts'
import { turnCredentials } from '../edge/http/turn-credentials.ts'
import { webAppRoutes } from '../edge/http/web-app-routes.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'

/** Where `npm run build` puts the web application: beside the server in a checkout and in the package. */
const WEB_ROOT = fileURLToPath(new URL('../../../web/dist', import.meta.url))
/** Characters of the id that tells credentials apart. */
const TURN_USER_LENGTH = 12

interface WebPageNeeds {
  readonly clock: Clock
  readonly random: Random
  /** As it was read last. */
  config(): Config
  /** `https://gateway.example:8888`, as clients reach this server. */
  baseUrl(): string
}

/** The web app, and what it is told about this place. */
export function webPagesOf(needs: WebPageNeeds): readonly HttpRoutes[] {
  const config = pageConfigRoutes({ document: () => pageConfig(needs), logo: () => logoOf(needs.config()) })
  return needs.config().web.static ? [webAppRoutes(WEB_ROOT), config] : [config]
}

/** One entry of RTCConfiguration.iceServers (W3C WebRTC §4.2.2). */
interface IceServer {
  readonly urls: readonly string[]
  readonly username?: string
  readonly credential?: string
}

/**
 * What config.json says. The names that clients of the original know are theirs: wsServer, defaultDomain, defaultConferenceDomain, defaultGuestDomain,
 * iceServers, fileTransferUrl, fileSharingUrl, publicUrl, nonSipDomains.
 */
function pageConfig({ clock, random, config, baseUrl }: WebPageNeeds): object {
  const { auth, files, janus, web } = config()
  const gateway = `${baseUrl()}/webrtcgateway`
  const domains = webDomainsOf(config())
  return {
    wsServer: `${gateway.replace(/^http/, 'ws')}/ws`,
    publicUrl: gateway,
    fileTransferUrl: `${gateway}/filetransfer`,
    fileSharingUrl: `${gateway}/filesharing`,
    // Bytes of one file; more is refused.
    maxFileSize: files.maxFileSize,
    defaultDomain: domains.accounts,
    defaultConferenceDomain: domains.rooms,
    defaultGuestDomain: domains.guests,
    guests: domains.guests !== null,
    // Accounts whose password goes to the gateway as it was typed.
    nonSipDomains: auth.enabled ? auth.domains.names.filter((name) => auth.domains.of(name).authType !== 'SIP') : [],
    iceServers: iceServersOf(config(), clock.now(), random),
    // Seconds after which to ask again, so that credentials for TURN are always good.
    iceServersExpire: web.turnSecret === null ? null : web.turnLifetime / 1000,
    // Of rooms that say nothing else: in VP8, pictures can be sent in several sizes.
    videoCodec: janus.videoCodec,
    branding: {
      name: web.name,
      logo: web.logo === null ? null : `${gateway}/logo`,
      accentColour: web.accentColour,
      supportUrl: web.supportUrl,
    },
  }
}

/** STUN servers need no credentials; TURN servers are left out where there are none. */
function iceServersOf({ web }: Config, now: number, random: Random): readonly IceServer[] {
  const stun = web.iceServers.filter((url) => url.startsWith('stun'))
  const turn = web.iceServers.filter((url) => url.startsWith('turn'))
  const servers: IceServer[] = stun.length === 0 ? [] : [{ urls: stun }]
  if (turn.length === 0) return servers
  const { turnSecret, turnLifetime, turnUsername, turnPassword } = web
  if (turnSecret !== null) {
    const user = random.id().slice(0, TURN_USER_LENGTH)
    servers.push({ urls: turn, ...turnCredentials(turnSecret, now + turnLifetime, user) })
  } else if (turnUsername !== null && turnPassword !== null)
    servers.push({ urls: turn, username: turnUsername, credential: turnPassword })
  return servers
}

function logoOf({ web }: Config): Picture | null {
  const type = web.logo === null ? undefined : PICTURE_TYPES[extname(web.logo).toLowerCase()]
  return web.logo === null || type === undefined ? null : { path: web.logo, type }
}
