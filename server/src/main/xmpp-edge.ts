import { existsSync, readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import { parseDomain } from '@weft/protocols/xmpp/domain'
import type { TraceFile } from '../adapters/trace/trace-file.ts'
import type { Config } from '../config/config.ts'
import { readTlsIdentity } from '../edge/http/certificate.ts'
import { CONNECTION_LIMITS, ConnectionCount } from '../edge/msrp/connection-limits.ts'
import { mayConnectTo } from '../edge/msrp/reachable.ts'
import { TokenBucket } from '../edge/websocket/token-bucket.ts'
import type { XmppIdentity } from '../edge/xmpp/peer-identity.ts'
import { XmppComponent } from '../edge/xmpp/xmpp-component.ts'
import { XmppEdge, type XmppEdgeNeeds } from '../edge/xmpp/xmpp-edge.ts'
import { XmppTrace } from '../edge/xmpp/xmpp-trace.ts'
import type { Log } from '../ports/log.ts'

/** XMPP as configured: with all servers, or with the one that we are a component of. `here`: the IP address that this server has; `file`: xmpp_trace.log. */
export function xmppEdgeOf(
  config: Config,
  here: () => string,
  needs: Pick<XmppEdgeNeeds, 'clock' | 'random' | 'dns' | 'log'>,
  file: TraceFile | null,
): XmppEdge | XmppComponent {
  const { xmpp } = config
  const { clock, log } = needs
  const trace = file && new XmppTrace((entry) => file.write(entry))
  if (xmpp.component !== null)
    return new XmppComponent({ place: xmpp.component, secret: xmpp.componentSecret }, { clock, log, trace })
  const { stanzasPerSecond } = xmpp
  // What the original calls tcp is not encrypted.
  const encryption = xmpp.transport === 'tcp' ? 'off' : xmpp.starttls
  const overrides = xmpp.s2sDnsOverride.flatMap(({ domain, ...place }) => formsOf([domain]).map((form) => [form, place] as const))
  return new XmppEdge(
    {
      ports: { s2s: xmpp.localPort, directTls: encryption === 'off' ? null : xmpp.directTlsPort },
      encryption,
      proofs: { external: xmpp.auth.includes('external'), dialback: xmpp.auth.includes('dialback') },
      bidi: xmpp.bidi,
      identity: encryption === 'off' ? null : xmppIdentityOf(config, log),
      ca: authoritiesOf(config, log),
      welcome: formsOf(xmpp.s2sWhitelist),
      unwelcome: formsOf(xmpp.s2sBlacklist),
      overrides: new Map(overrides),
    },
    {
      ...needs,
      trace,
      count: new ConnectionCount(CONNECTION_LIMITS),
      allowance: () => new TokenBucket(stanzasPerSecond, 2 * stanzasPerSecond, clock.now()),
      mayConnectTo: (address) => mayConnectTo(address, here()),
    },
  )
}

/** The certificate, with the chain where there is one; without one that can be used nobody can connect, but the server runs. */
export function xmppIdentityOf({ xmpp }: Config, log: Log): XmppIdentity | null {
  try {
    return readTlsIdentity(xmpp.certificate, existsSync(xmpp.caFile) ? xmpp.caFile : null)
  } catch (error) {
    log.warn('no certificate for XMPP', { error: error instanceof Error ? error.message : String(error) })
    return null
  }
}

/** Null: those that Node knows alone. */
function authoritiesOf({ xmpp }: Config, log: Log): readonly string[] | null {
  if (xmpp.authorities === null) return null
  try {
    return [...rootCertificates, readFileSync(xmpp.authorities, 'utf8')]
  } catch (error) {
    log.warn('authorities cannot be read', { error: String(error) })
    return null
  }
}

function formsOf(domains: readonly string[]): readonly string[] {
  return domains.flatMap((domain) => parseDomain(domain) ?? [])
}
