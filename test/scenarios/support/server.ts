import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../../server/src/config/config.ts'
import { Weft } from '../../../server/src/main.ts'
import { RecordingLog } from './log.ts'

/** Options by file, section and name, as an operator would write them. */
export type Ini = Record<string, Record<string, Record<string, string | number>>>

export interface RunningWeft {
  /** Of its configuration, and of all it keeps. */
  readonly directory: string
  readonly url: string
  readonly log: RecordingLog
  readonly weft: Weft
  /** Takes over a changed configuration, as SIGHUP does. */
  reload(ini: Ini): void
  stop(): Promise<void>
}

/** A server of its own for one scenario: the real composition, on a free port of loopback, with these options over defaults that fit tests. */
export async function startWeft(ini: Ini = {}): Promise<RunningWeft> {
  const directory = mkdtempSync(join(tmpdir(), 'weft-scenario-'))
  const load = (options: Ini) => {
    for (const [file, text] of Object.entries(iniFiles(options, directory))) writeFileSync(join(directory, file), text)
    return loadConfig([{ path: directory, named: true }]).config
  }
  const log = new RecordingLog()
  const remove = () => rmSync(directory, { recursive: true, force: true })
  const { weft, url } = await begin(() => Weft.open(load(ini), log)).catch((error) => {
    remove()
    throw error
  })
  return {
    directory,
    url,
    log,
    weft,
    reload: (options) => weft.reload(load(options)),
    stop: async () => {
      await weft.stop()
      remove()
    },
  }
}

async function begin(make: () => Promise<Weft>): Promise<{ weft: Weft; url: string }> {
  const weft = await make()
  return { weft, ...(await weft.start()) }
}

const defaults = (directory: string): Ini => ({
  'config.ini': {
    Server: { spool_dir: join(directory, 'spool') },
    SIP: { local_ip: '127.0.0.1', local_udp_port: 0, local_tcp_port: 0, local_tls_port: 'off' },
    WebServer: { local_ip: '127.0.0.1', local_port: 0 },
  },
  'webrtcgateway.ini': {
    General: {
      outbound_sip_proxy: '127.0.0.1:5060',
      application_dir: join(directory, 'webrtcgateway'),
      http_management_interface: '127.0.0.1:0',
    },
    Janus: { api_url: 'ws://127.0.0.1:9', api_secret: 'scenario' },
  },
  'weft.ini': { Store: { path: join(directory, 'weft.db') } },
})

function iniFiles(ini: Ini, directory: string): Record<string, string> {
  const files: Record<string, string> = {}
  const usual = defaults(directory)
  for (const file of new Set([...Object.keys(usual), ...Object.keys(ini)])) {
    const sections = new Set([...Object.keys(usual[file] ?? {}), ...Object.keys(ini[file] ?? {})])
    const lines: string[] = []
    for (const section of sections) {
      const options = { ...usual[file]?.[section], ...ini[file]?.[section] }
      lines.push(`[${section}]`, ...Object.entries(options).map(([name, value]) => `${name} = ${value}`), '')
    }
    files[file] = lines.join('\n')
  }
  return files
}
