import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../port.ts'
import { until } from '../until.ts'
import { startProcess, temporaryDirectory } from './process.ts'

export interface LinphoneOptions {
  readonly user: string
  readonly password: string
  readonly domain: string
  /** Its registrar and outbound proxy. */
  readonly proxy: { readonly host: string; readonly port: number }
  readonly transport?: 'udp' | 'tcp'
}

/** A chat client: it wraps what it sends in CPIM, asks for delivery notifications and sends them. */
export interface Linphone {
  /** `user@domain`. */
  readonly address: string
  readonly logFile: string
  /** Sends a text. */
  say(address: string, text: string): void
  /** Everything its screen has shown: messages that came, and what became of those that went. */
  output(): string
  /** Unregisters. */
  stop(): Promise<void>
}

/** Starts a linphonec on loopback and resolves when its registrar has taken it. */
export async function startLinphone(options: LinphoneOptions): Promise<Linphone> {
  const { user, domain } = options
  const directory = await temporaryDirectory('linphone')
  const file = join(directory.path, 'linphonerc')
  // Without that folder its message database cannot be opened, and it crashes on its first message.
  for (const folder of ['.local/share/linphone', '.config/linphone'])
    await mkdir(join(directory.path, folder), { recursive: true })
  await writeFile(file, configuration(options, await freePort(), await freePort(40)))
  const linphone = await startProcess({
    name: `linphone-${user}`,
    command: 'stdbuf',
    args: ['-oL', 'linphonec', '-c', file],
    environment: { HOME: directory.path },
    ready: () => true,
  })
  const end = async () => {
    linphone.type('quit')
    await linphone.stop()
    await directory.remove()
  }
  try {
    await until(`${user} registers`, 10_000, async () => {
      linphone.type('status register')
      await pause(200)
      return linphone.output().includes('registered, identity=')
    })
  } catch (error) {
    await end()
    throw error
  }
  return {
    address: `${user}@${domain}`,
    logFile: linphone.logFile,
    say: (address, text) => linphone.type(`chat sip:${address} ${text}`),
    output: () => linphone.output(),
    stop: end,
  }
}

function configuration({ user, password, domain, proxy, transport = 'udp' }: LinphoneOptions, port: number, rtp: number): string {
  const server = `<sip:${proxy.host}:${proxy.port};transport=${transport}`
  const sections: Record<string, Record<string, string | number>> = {
    sip: {
      sip_port: transport === 'udp' ? port : -1,
      sip_tcp_port: transport === 'tcp' ? port : -1,
      sip_tls_port: -1,
      bind_address: '127.0.0.1',
      use_ipv6: 0,
      default_proxy: 0,
      deliver_imdn: 1,
      im_notif_policy: 'all',
      contact: `"${user}" <sip:${user}@${domain}>`,
      media_encryption: 'none',
    },
    net: { dns_srv_enabled: 0 },
    rtp: { audio_rtp_port: `${rtp}-${rtp + 19}`, video_rtp_port: `${rtp + 20}-${rtp + 39}` },
    video: { enabled: 0, capture: 0, display: 0 },
    proxy_0: {
      reg_proxy: `${server}>`,
      reg_route: `${server};lr>`,
      reg_identity: `"${user}" <sip:${user}@${domain}>`,
      reg_expires: 600,
      reg_sendregister: 1,
      publish: 0,
      cpim_in_basic_chat_rooms_enabled: 1,
    },
    auth_info_0: { username: user, userid: user, passwd: password, realm: domain, domain },
  }
  return Object.entries(sections)
    .map(
      ([name, values]) =>
        `[${name}]\n${Object.entries(values)
          .map(([option, value]) => `${option}=${value}\n`)
          .join('')}`,
    )
    .join('\n')
}
