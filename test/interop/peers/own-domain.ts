import { createHash } from 'node:crypto'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SqliteStore } from '../../../server/src/adapters/store/sqlite/sqlite-store.ts'
import { makeCertificate } from '../certificate.ts'
import { freePort } from '../port.ts'
import { until } from '../until.ts'
import { temporaryDirectory } from './process.ts'
import { type IniFiles, startWeft, type Weft } from './weft.ts'

export interface OwnDomainOptions {
  readonly domain: string
  /** User name to password. */
  readonly users: Readonly<Record<string, string>>
  /** Of SIP, UDP and TCP. */
  readonly sipPort?: number
  /** Of HTTP. */
  readonly port?: number
  /** Listens for TLS as well. */
  readonly tls?: boolean
  readonly janus?: { readonly url: string; readonly apiSecret: string }
  /** More options than those of the registrar. */
  readonly ini?: IniFiles
}

/** Weft as the registrar and proxy of a domain. */
export interface OwnDomain extends Weft {
  readonly domain: string
  readonly host: '127.0.0.1'
  /** Of SIP. */
  readonly sipPort: number
  /** Null when it was not asked for. `certificate` is the PEM file of what it shows, for `localhost` and 127.0.0.1; signed by itself. */
  readonly tls: { readonly port: number; readonly certificate: string } | null
  /** The Contact URIs registered for a user, in no order. */
  contacts(user: string): Promise<string[]>
}

/** Starts Weft with the embedded registrar, for one domain and its users. */
export async function startOwnDomain({ domain, users, ini = {}, ...options }: OwnDomainOptions): Promise<OwnDomain> {
  const sipPort = options.sipPort ?? (await freePort())
  const directory = await temporaryDirectory('own-domain')
  const file = join(directory.path, 'users.htdigest')
  await writeFile(file, htdigest(domain, users))
  const tls = options.tls ? { port: await freePort(), certificate: await identityIn(directory.path) } : null
  const store = ini['weft.ini']?.Store?.path ?? join(directory.path, 'weft.db')
  const weft = await startWeft({
    janus: options.janus ?? { url: `ws://127.0.0.1:${await freePort()}`, apiSecret: 'none' },
    proxy: null,
    ...(options.port === undefined ? {} : { port: options.port }),
    ini: {
      ...ini,
      'config.ini': {
        ...ini['config.ini'],
        Server: { ...(tls ? { certificate: tls.certificate } : {}), ...ini['config.ini']?.Server },
        SIP: {
          ...{ local_udp_port: sipPort, local_tcp_port: sipPort, local_tls_port: tls?.port ?? '' },
          ...ini['config.ini']?.SIP,
        },
      },
      'weft.ini': {
        ...ini['weft.ini'],
        Registrar: { enabled: 'yes', domains: domain, users_file: file, ...ini['weft.ini']?.Registrar },
        Store: { path: store },
      },
    },
  }).catch(async (error) => {
    await directory.remove()
    throw error
  })
  // HTTP, which it is waited for by, listens first.
  const ready = () => until('SIP', 10_000, () => weft.output().includes('"msg":"ready"'))
  await ready()
  const { restart, stop } = weft
  return Object.assign(weft, {
    ...({ domain, host: '127.0.0.1', sipPort, tls } as const),
    contacts: (user: string) => contactsIn(String(store), `${user}@${domain}`),
    restart: async () => {
      await restart()
      await ready()
    },
    stop: async () => {
      await stop()
      await directory.remove()
    },
  })
}

/** Beside the server, as anybody may who can read its file. */
async function contactsIn(path: string, address: string): Promise<string[]> {
  const store = new SqliteStore(path)
  const bindings = await store.location.bindings(address, Date.now())
  await store.close()
  return bindings.map(({ uri }) => uri)
}

/** A file with a certificate and its key. */
async function identityIn(directory: string): Promise<string> {
  const { certificate, key } = await makeCertificate(directory)
  await appendFile(certificate, await readFile(key))
  return certificate
}

function htdigest(domain: string, users: OwnDomainOptions['users']): string {
  const lines = Object.entries(users).map(([user, password]) => {
    const ha1 = createHash('md5').update(`${user}:${domain}:${password}`).digest('hex')
    return `${user}:${domain}:${ha1}\n`
  })
  return lines.join('')
}
