import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mediaAddress } from '../address.ts'
import { freePort, isListening } from '../port.ts'
import { startProcess, temporaryDirectory } from './process.ts'

const SAMPLES = new URL('../../../packaging/janus/', import.meta.url)

export interface JanusOptions {
  /** IPv4 address for media with browsers, null for every one but loopback; the test network's own when left out. */
  readonly mediaAddress?: string | null
  /** IPv4 address for SIP and RTP with phones and the proxy; 127.0.0.1 when left out. */
  readonly sipAddress?: string
  readonly apiSecret?: string
  readonly wsPort?: number
}

export interface Janus {
  /** `ws://127.0.0.1:PORT`, the same after a restart. */
  readonly url: string
  readonly apiSecret: string
  /** Its admin API, for whoever looks into it. */
  readonly admin: { readonly url: string; readonly secret: string }
  readonly logFile: string
  /** Of this run of it. */
  readonly pid: number
  /** Resolves when this run of it has ended, whoever ended it. */
  readonly ended: Promise<unknown>
  /** Orderly end; its files go. */
  stop(): Promise<void>
  /** SIGKILL, as a crash would be. `restart` brings it back. */
  kill(): Promise<void>
  /** Comes back empty, with the same address and secret; ends the run before it, if that is still there. */
  restart(): Promise<void>
}

/** Starts a Janus of our own from the packaged configuration, on a free port, with nothing to share with the machine's. */
export async function startJanus(options: JanusOptions = {}): Promise<Janus> {
  const port = options.wsPort ?? (await freePort())
  const apiSecret = options.apiSecret ?? randomBytes(16).toString('hex')
  const media = options.mediaAddress === undefined ? mediaAddress() : options.mediaAddress
  const sip = options.sipAddress ?? '127.0.0.1'
  const directory = await temporaryDirectory('janus')
  const adminSecret = randomBytes(16).toString('hex')
  const adminPort = await freePort()
  const general: Settings = { api_secret: apiSecret, admin_secret: adminSecret }
  const settings: Readonly<Record<string, Settings>> = {
    'janus.jcfg': media === null ? general : { ...general, ice_enforce_list: media },
    'janus.transport.websockets.jcfg': { ws_port: port, admin_ws: true, admin_ws_ip: '127.0.0.1', admin_ws_port: adminPort },
    'janus.plugin.sip.jcfg': { local_ip: sip, sdp_ip: sip },
    'janus.plugin.videoroom.jcfg': {},
  }
  for (const [file, changes] of Object.entries(settings)) {
    const sample = await readFile(new URL(file, SAMPLES), 'utf8')
    await writeFile(join(directory.path, file), withSettings(sample, changes))
  }

  const run = () =>
    startProcess({
      name: 'janus',
      command: 'janus',
      args: ['--configs-folder', directory.path, '--config', join(directory.path, 'janus.jcfg')],
      ready: () => isListening(port),
    })
  let current = await run().catch(async (error) => {
    await directory.remove()
    throw error
  })
  return {
    url: `ws://127.0.0.1:${port}`,
    apiSecret,
    admin: { url: `ws://127.0.0.1:${adminPort}`, secret: adminSecret },
    get logFile() {
      return current.logFile
    },
    get pid() {
      return current.pid
    },
    get ended() {
      return current.ended
    },
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

type Settings = Readonly<Record<string, string | number | boolean>>

/** The sample with the values of these keys replaced; one that stands there as a comment comes to life. Throws for a key it does not have. */
function withSettings(sample: string, settings: Settings): string {
  let text = sample
  for (const [key, value] of Object.entries(settings)) {
    const line = new RegExp(`^(\\s*)#?${key} = .*$`, 'm')
    if (!line.test(text)) throw new Error(`the sample has no ${key}`)
    text = text.replace(line, (_, indent: string) => `${indent}${key} = ${JSON.stringify(value)}`)
  }
  return text
}
