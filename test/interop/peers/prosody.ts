import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { XmppIdentity } from '../../../server/src/edge/xmpp/peer-identity.ts'
import { isListening } from '../port.ts'
import { isRoot, startProcess, temporaryDirectory } from './process.ts'

export interface XmppServerPlan {
  readonly domain: string
  readonly s2sPort: number
  readonly c2sPort: number
  readonly dnsPort: number
  readonly identity: XmppIdentity
  /** Authority in PEM that it believes. */
  readonly authority: string
  /** Whether others have to show a good certificate; else dialback will do, over TLS in any case. */
  readonly wantsCertificates: boolean
  /** Accounts with their passwords. */
  readonly users?: Readonly<Record<string, string>>
  /** The domain of its chat rooms, if it has any. */
  readonly rooms?: string
  /** A domain that a component may serve on that port, with its secret. */
  readonly component?: { readonly port: number; readonly domain: string; readonly secret: string }
}

export interface RunningXmppServer {
  readonly output: () => string
  stop(): Promise<void>
}

/** Starts Prosody with one domain, on loopback, with the security that it has by default, or more. */
export async function startProsody(plan: XmppServerPlan): Promise<RunningXmppServer> {
  const directory = await temporaryDirectory('prosody')
  const at = (name: string) => join(directory.path, name)
  await writeFile(at('certificate.pem'), plan.identity.cert)
  await writeFile(at('key.pem'), plan.identity.key)
  await writeFile(at('authority.pem'), plan.authority)
  await writeFile(at('prosody.cfg.lua'), configuration(plan, at))
  const prosody = await startProcess({
    name: 'prosody',
    command: 'prosody',
    args: ['-F', '--config', at('prosody.cfg.lua')],
    ready: async () => (await isListening(plan.s2sPort)) && (await isListening(plan.c2sPort)),
  })
  for (const [user, password] of Object.entries(plan.users ?? {}))
    await promisify(execFile)('prosodyctl', ['--config', at('prosody.cfg.lua'), 'register', user, plan.domain, password])
  return {
    output: () => prosody.output(),
    stop: async () => {
      await prosody.stop()
      await directory.remove()
    },
  }
}

function configuration(plan: XmppServerPlan, at: (name: string) => string): string {
  const { domain, s2sPort, c2sPort, dnsPort, wantsCertificates, component, rooms } = plan
  return `
run_as_root = ${isRoot}
daemonize = false
pidfile = "${at('prosody.pid')}"
data_path = "${at('data')}"
interfaces = { "127.0.0.1" }
c2s_ports = { ${c2sPort} }
c2s_direct_tls_ports = { }
s2s_ports = { ${s2sPort} }
s2s_direct_tls_ports = { }
component_ports = { ${component?.port ?? ''} }
modules_enabled = { "roster", "saslauth", "tls", "dialback", "disco", "ping", "presence", "message", "iq", "s2s", "c2s", "register", "s2s_auth_certs", "smacks" }
allow_registration = true
authentication = "internal_plain"
allow_unencrypted_plain_auth = true
c2s_require_encryption = false
s2s_require_encryption = true
s2s_secure_auth = ${wantsCertificates}
ssl = { key = "${at('key.pem')}"; certificate = "${at('certificate.pem')}"; cafile = "${at('authority.pem')}"; capath = "" }
log = { { levels = { min = "debug" }, to = "console" } }
-- ".test" is one of the zones that unbound says do not exist, unless it is told otherwise.
unbound = { resolvconf = false, hoststxt = false, forward = { "127.0.0.1@${dnsPort}" }, options = { ["do-not-query-localhost:"] = "no", ["local-zone:"] = "test. transparent" } }
VirtualHost "${domain}"
${rooms ? `Component "${rooms}" "muc"` : ''}
${component ? `Component "${component.domain}"\n  component_secret = "${component.secret}"` : ''}
`
}
