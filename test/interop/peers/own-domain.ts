import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../port.ts'
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
}

/** Starts Weft with the embedded registrar, for one domain and its users. */
export async function startOwnDomain({ domain, users, ini = {}, ...options }: OwnDomainOptions): Promise<OwnDomain> {
  const sipPort = options.sipPort ?? (await freePort())
  const directory = await temporaryDirectory('own-domain')
  const file = join(directory.path, 'users.htdigest')
  await writeFile(file, htdigest(domain, users))
  const weft = await startWeft({
    janus: options.janus ?? { url: `ws://127.0.0.1:${await freePort()}`, apiSecret: 'none' },
    proxy: null,
    ...(options.port === undefined ? {} : { port: options.port }),
    ini: {
      ...ini,
      'config.ini': {
        ...ini['config.ini'],
        SIP: { local_udp_port: sipPort, local_tcp_port: sipPort, ...ini['config.ini']?.SIP },
      },
      'weft.ini': {
        ...ini['weft.ini'],
        Registrar: { enabled: 'yes', domains: domain, users_file: file, ...ini['weft.ini']?.Registrar },
        Store: { path: join(directory.path, 'weft.db'), ...ini['weft.ini']?.Store },
      },
    },
  }).catch(async (error) => {
    await directory.remove()
    throw error
  })
  const stopWeft = weft.stop
  return Object.assign(weft, {
    ...({ domain, host: '127.0.0.1', sipPort } as const),
    stop: async () => {
      await stopWeft()
      await directory.remove()
    },
  })
}

function htdigest(domain: string, users: OwnDomainOptions['users']): string {
  const lines = Object.entries(users).map(([user, password]) => {
    const ha1 = createHash('md5').update(`${user}:${domain}:${password}`).digest('hex')
    return `${user}:${domain}:${ha1}\n`
  })
  return lines.join('')
}
