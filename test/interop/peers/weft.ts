import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, isListening } from '../port.ts'
import { startProcess, temporaryDirectory } from './process.ts'

const CLI = fileURLToPath(new URL('../../../server/src/cli.ts', import.meta.url))

/** File name to section to option to value, as in `{'auth.ini': {'a.test': {auth_type: 'IMAP'}}}`. */
export type IniFiles = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string | number>>>>>>

export interface WeftOptions {
  readonly janus: { readonly url: string; readonly apiSecret: string }
  /** Where registrations and calls go; null where each domain's own server is looked for. */
  readonly proxy: { readonly host: string; readonly port: number } | null
  readonly port?: number
  /** More options, and others than these here. */
  readonly ini?: IniFiles
  /** On top of our own environment. */
  readonly environment?: NodeJS.ProcessEnv
}

export interface Weft {
  /** HTTP port on 127.0.0.1. */
  readonly port: number
  /** The web app: `http://localhost:PORT/webrtcgateway/`, an origin that browsers give the microphone to. */
  readonly url: string
  /** `ws://127.0.0.1:PORT/webrtcgateway/ws`, for clients of subprotocol `sylkRTC-2`. */
  readonly websocketUrl: string
  readonly logFile: string
  /** Of this run of it. */
  readonly pid: number
  /** Resolves when this run of it has ended, whoever ended it. */
  readonly ended: Promise<unknown>
  /** What this run of it has logged so far. */
  output(): string
  /** Orderly end; its files go. */
  stop(): Promise<void>
  /** SIGKILL, as a crash would be. `restart` brings it back. */
  kill(): Promise<void>
  /** Comes back at the same address with the same files; ends the run before it, if that is still there. */
  restart(): Promise<void>
}

/** Starts the real server, as an operator would, with a configuration of its own; it listens on loopback only. */
export async function startWeft(options: WeftOptions): Promise<Weft> {
  const port = options.port ?? (await freePort())
  const directory = await temporaryDirectory('weft')
  const files = merge(
    {
      'config.ini': {
        Server: { trace_dir: directory.path, spool_dir: join(directory.path, 'spool') },
        SIP: { local_ip: '127.0.0.1', local_udp_port: '', local_tcp_port: '', local_tls_port: '', trusted_peers: '127.0.0.1/32' },
        WebServer: { local_ip: '127.0.0.1', local_port: port, hostname: 'localhost' },
      },
      'webrtcgateway.ini': {
        General: {
          outbound_sip_proxy: options.proxy ? `${options.proxy.host}:${options.proxy.port}` : 'none',
          application_dir: join(directory.path, 'webrtcgateway'),
          http_management_interface: '127.0.0.1:0',
        },
        Janus: { api_url: options.janus.url, api_secret: options.janus.apiSecret },
      },
      'weft.ini': { Store: { path: join(directory.path, 'weft.db') } },
    },
    options.ini ?? {},
  )
  for (const [name, sections] of Object.entries(files)) await writeFile(join(directory.path, name), iniText(sections))

  const run = () =>
    startProcess({
      name: 'weft',
      command: process.execPath,
      args: [
        ...['--conditions=weft-source', CLI, 'serve', '--no-fork'],
        ...['--config-dir', directory.path, '--runtime-dir', directory.path],
      ],
      ...(options.environment ? { environment: options.environment } : {}),
      ready: () => isListening(port),
    })
  let current = await run().catch(async (error) => {
    await directory.remove()
    throw error
  })
  return {
    port,
    url: `http://localhost:${port}/webrtcgateway/`,
    websocketUrl: `ws://127.0.0.1:${port}/webrtcgateway/ws`,
    get logFile() {
      return current.logFile
    },
    get pid() {
      return current.pid
    },
    get ended() {
      return current.ended
    },
    output: () => current.output(),
    async stop() {
      await current.stop()
      await directory.remove()
    },
    kill: () => current.kill(),
    async restart() {
      await current.stop()
      current = await run()
    },
  }
}

function merge(base: IniFiles, more: IniFiles): IniFiles {
  const files: Record<string, IniFiles[string]> = { ...base }
  for (const [file, sections] of Object.entries(more)) {
    const merged = { ...files[file] }
    for (const [section, values] of Object.entries(sections)) merged[section] = { ...merged[section], ...values }
    files[file] = merged
  }
  return files
}

function iniText(sections: IniFiles[string]): string {
  const section = ([name, values]: [string, IniFiles[string][string]]) =>
    `[${name}]\n${Object.entries(values ?? {})
      .map(([option, value]) => `${option} = ${value}\n`)
      .join('')}`
  return Object.entries(sections).map(section).join('\n')
}
