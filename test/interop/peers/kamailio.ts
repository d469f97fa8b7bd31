import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Certificate, makeCertificate } from '../certificate.ts'
import { freePort, isListening } from '../port.ts'
import { startProcess, temporaryDirectory } from './process.ts'

const CONFIGURATION = fileURLToPath(new URL('../../../packaging/kamailio/kamailio.cfg', import.meta.url))

export interface KamailioOptions {
  /** The SIP domain, which is the digest realm as well. It needs no DNS. */
  readonly domain: string
  /** User name to password. */
  readonly users: Readonly<Record<string, string>>
  readonly port?: number
  /** MB of memory that its processes share, 32 without it, which a few hundred calls a second fill. */
  readonly memory?: number
  /** Listens for TLS as well. */
  readonly tls?: boolean
  /** A Weft that gets every message as well, at an address of its own. */
  readonly gateway?: { readonly host: string; readonly port: number }
}

export interface Kamailio {
  readonly host: '127.0.0.1'
  /** UDP and TCP. */
  readonly port: number
  readonly domain: string
  /** Null when it was not asked for. `certificate` is the PEM file of what it shows, for `localhost` and 127.0.0.1; signed by itself. */
  readonly tls: { readonly port: number; readonly certificate: string } | null
  readonly logFile: string
  /** All its processes. */
  pids(): number[]
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<unknown>
  /** The Contact URIs registered for a user, in no order. */
  contacts(user: string): Promise<string[]>
  stop(): Promise<void>
  /** SIGKILL for all its processes; what was registered is gone with them. */
  kill(): Promise<void>
}

/** Starts a registrar and proxy of our own from the packaged configuration, for one domain and its users. */
export async function startKamailio(options: KamailioOptions): Promise<Kamailio> {
  const { domain } = options
  const port = options.port ?? (await freePort())
  const directory = await temporaryDirectory('kamailio')
  const accounts = join(directory.path, 'accounts')
  await mkdir(accounts)
  await writeFile(join(accounts, 'version'), 'table_name(string) table_version(int)\nsubscriber:7\n')
  await writeFile(join(accounts, 'subscriber'), subscribers(domain, options.users))

  const tls = options.tls ? { port: await freePort(), ...(await makeCertificate(directory.path)) } : null
  const kamailio = await startProcess({
    name: 'kamailio',
    command: 'kamailio',
    // -DD -E: in the foreground, log to stderr; -m, -M: MB of memory, shared and for each process.
    args: [
      ...['-DD', '-E', '-m', String(options.memory ?? 32), '-M', '8', '-Y', directory.path, '-f', CONFIGURATION],
      ...define('SIP_DOMAIN', `"${domain}"`),
      ...define('SUBSCRIBERS', `"text://${accounts}"`),
      ...define('LISTEN_UDP', `udp:127.0.0.1:${port}`),
      ...define('LISTEN_TCP', `tcp:127.0.0.1:${port}`),
      ...(tls ? tlsDefinitions(tls) : []),
      ...(options.gateway ? gatewayDefinitions(options.gateway) : []),
    ],
    ready: () => isListening(port),
  }).catch(async (error) => {
    await directory.remove()
    throw error
  })

  return {
    host: '127.0.0.1',
    port,
    domain,
    tls: tls && { port: tls.port, certificate: tls.certificate },
    logFile: kamailio.logFile,
    ended: kamailio.ended,
    pids: () => [kamailio.pid, ...childrenOf(kamailio.pid)],
    async contacts(user) {
      const socket = `unixs:${join(directory.path, 'kamailio_ctl')}`
      const dump = await promisify(execFile)('kamcmd', ['-s', socket, 'ul.dump'], { cwd: directory.path, timeout: 5000 })
      return contactsOf(`${user}@${domain}`, dump.stdout)
    },
    async stop() {
      await kamailio.stop()
      await directory.remove()
    },
    kill: () => kamailio.kill(),
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

/** A parameter of kamailio.cfg. */
function define(name: string, value: string): string[] {
  return ['-A', `${name}=${value}`]
}

function tlsDefinitions(tls: Certificate & { port: number }): string[] {
  return [
    ...['-A', 'WITH_TLS'],
    ...define('LISTEN_TLS', `tls:127.0.0.1:${tls.port}`),
    ...define('TLS_CERTIFICATE', `"${tls.certificate}"`),
    ...define('TLS_KEY', `"${tls.key}"`),
  ]
}

function gatewayDefinitions({ host, port }: NonNullable<KamailioOptions['gateway']>): string[] {
  return [...['-A', 'WITH_GATEWAY'], ...define('GATEWAY', `"sip:${host}:${port}"`), ...define('GATEWAY_IP', `"${host}"`)]
}

/** Kamailio's text database: a line of column names, then one line an account, parts divided by colons. */
function subscribers(domain: string, users: KamailioOptions['users']): string {
  const lines = Object.entries(users).map(([user, password]) => {
    const ha1 = createHash('md5').update(`${user}:${domain}:${password}`).digest('hex')
    return `${user}:${domain}:${ha1}\n`
  })
  return `username(string) domain(string) ha1(string)\n${lines.join('')}`
}

/** Out of kamcmd's print of every binding: `AoR: alice@…` begins an account's, `Address: sip:…` is one contact. */
function contactsOf(address: string, dump: string): string[] {
  const contacts: string[] = []
  let mine = false
  for (const line of dump.split('\n')) {
    const [, key, value = ''] = /^\s*(AoR|Address): (.*)$/.exec(line) ?? []
    if (key === 'AoR') mine = value === address
    else if (key === 'Address' && mine) contacts.push(value)
  }
  return contacts
}
