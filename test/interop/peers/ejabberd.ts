import { execFileSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, isListening } from '../port.ts'
import { isRoot, startProcess, temporaryDirectory } from './process.ts'
import type { RunningXmppServer, XmppServerPlan } from './prosody.ts'

const USER = { name: 'ejabberd', group: 'ejabberd' }

/** Starts ejabberd with one domain, on loopback, with the security that Debian's has by default, or more. */
export async function startEjabberd(plan: XmppServerPlan): Promise<RunningXmppServer> {
  const directory = await temporaryDirectory('ejabberd')
  const at = (name: string) => join(directory.path, name)
  await Promise.all(['db', 'log'].map((name) => mkdir(at(name))))
  await writeFile(at('server.pem'), plan.identity.cert + plan.identity.key)
  await writeFile(at('authority.pem'), plan.authority)
  await writeFile(at('ejabberd.yml'), configuration(plan, at))
  await writeFile(at('inetrc'), resolver(plan.dnsPort))
  const node = await freePort()
  // With a port of its own, Erlang starts no daemon that would outlive it.
  await writeFile(
    at('ejabberdctl.cfg'),
    `ERLANG_NODE=weft${node}@localhost\nERL_DIST_PORT=${node}\nEJABBERD_PID_PATH=${at('pid')}\n`,
  )
  if (isRoot) {
    const id = (flag: string) => Number(execFileSync('id', [flag, USER.name], { encoding: 'utf8' }))
    const files = ['', 'db', 'log', 'server.pem', 'authority.pem', 'ejabberd.yml', 'inetrc', 'ejabberdctl.cfg']
    for (const file of files) chownSync(at(file), id('-u'), id('-g'))
  }
  const place = [
    ...['--config-dir', directory.path, '--config', at('ejabberd.yml'), '--ctl-config', at('ejabberdctl.cfg')],
    ...['--logs', at('log'), '--spool', at('db'), '--node', `weft${node}@localhost`],
  ]
  const command = { command: '/usr/sbin/ejabberdctl', user: USER, environment: { HOME: directory.path } }
  const ejabberd = await startProcess({
    ...{ ...command, name: 'ejabberd', args: [...place, 'foreground'] },
    ready: async () => (await isListening(plan.s2sPort)) && (await isListening(plan.c2sPort)),
    timeout: 40_000,
  })
  const stop = async () => {
    // What was started is a script, which would leave Erlang behind.
    process.kill(Number(await readFile(at('pid'), 'utf8')), 'SIGTERM')
    await ejabberd.ended
    await directory.remove()
  }
  for (const [user, password] of Object.entries(plan.users ?? {})) {
    const args = [...place, 'register', user, plan.domain, password]
    const registration = await startProcess({ ...command, name: 'ejabberdctl', args, ready: () => true })
    if ((await registration.ended).code === 0) continue
    await stop()
    throw new Error(`ejabberd did not register ${user}: ${registration.output()}`)
  }
  return { output: () => ejabberd.output(), stop }
}

function configuration({ domain, s2sPort, c2sPort, wantsCertificates }: XmppServerPlan, at: (name: string) => string): string {
  return `
hosts: ["${domain}"]
loglevel: debug
certfiles: ["${at('server.pem')}"]
ca_file: "${at('authority.pem')}"
s2s_use_starttls: ${wantsCertificates ? 'required_trusted' : 'required'}
outgoing_s2s_families: [ipv4]
auth_method: internal
listen:
  - { port: ${c2sPort}, ip: "127.0.0.1", module: ejabberd_c2s, access: all }
  - { port: ${s2sPort}, ip: "127.0.0.1", module: ejabberd_s2s_in, max_stanza_size: 524288 }
access_rules:
  s2s: { allow: all }
modules:
  mod_disco: {}
  mod_ping: {}
  mod_roster: {}
  ${wantsCertificates ? '' : 'mod_s2s_dialback: {}'}
`
}

/** Erlang's own resolver asks the DNS server of the test for SRV records; their target is looked up by the system. */
function resolver(dnsPort: number): string {
  return `{lookup, ["file", "dns"]}.
{host, {127,0,0,1}, ["localhost"]}.
{hosts_file, ""}.
{resolv_conf, ""}.
{nameserver, {127,0,0,1}, ${dnsPort}}.
`
}
