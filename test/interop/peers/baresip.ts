import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, isListening } from '../port.ts'
import { until } from '../until.ts'
import { BaresipControl, type BaresipEvent } from './baresip-control.ts'
import { startProcess, temporaryDirectory } from './process.ts'

export interface BaresipOptions {
  readonly user: string
  readonly password: string
  readonly domain: string
  /** Its registrar and outbound proxy. */
  readonly proxy: { readonly host: string; readonly port: number }
  readonly transport?: 'udp' | 'tcp'
  /** Null: a phone without video. VP8 when left out. */
  readonly video?: 'vp8' | 'h264' | null
  /** SDES (RFC 4568): `optional` offers it beside RTP/AVP, `mandatory` takes nothing else. None when left out. */
  readonly srtp?: 'none' | 'optional' | 'mandatory'
  /** Manual: a call rings until `answer`. Answers by itself when left out. */
  readonly answer?: 'auto' | 'manual'
}

/** What went through the current call so far. */
export interface BaresipMedia {
  readonly audio: StreamCount
  /** Null in a call without video. */
  readonly video: (StreamCount & { readonly decodedFrames: number }) | null
}

export interface StreamCount {
  readonly receivedPackets: number
  readonly sentPackets: number
}

/** A SIP phone: it says a 440 Hz tone, shows a test picture, and says what it receives. */
export interface Baresip {
  /** `user@domain`. */
  readonly address: string
  readonly logFile: string
  dial(address: string): Promise<void>
  answer(): Promise<void>
  /** Ends the current call; a ringing one it declines. */
  hangUp(): Promise<void>
  hold(): Promise<void>
  resume(): Promise<void>
  media(): Promise<BaresipMedia>
  /** The first event of one of these types that nobody has taken yet (baresip-control.ts); `timeout` in ms, 10 000 when left out. */
  event(types: string | readonly string[], timeout?: number): Promise<BaresipEvent>
  /** Everything it printed; an incoming MESSAGE or INFO shows there only. */
  output(): string
  /** Unregisters. */
  stop(): Promise<void>
}

/** Starts a phone on loopback and resolves when its registrar has taken it. */
export async function startBaresip(options: BaresipOptions): Promise<Baresip> {
  const directory = await temporaryDirectory('baresip')
  // It takes the port after its SIP port as well (TLS).
  const [sip, control, rtp] = [await freePort(2), await freePort(), await freePort(20)]
  await writeFile(join(directory.path, 'accounts'), accountLine(options))
  await writeFile(join(directory.path, 'contacts'), '')
  await writeFile(join(directory.path, 'config'), configuration({ sip, control, rtp, video: options.video !== null }))
  const baresip = await startProcess({
    name: `baresip-${options.user}`,
    command: 'baresip',
    args: ['-f', directory.path],
    ready: () => isListening(control),
  })
  const phone = await BaresipControl.open(control)
  const end = async () => {
    await baresip.stop()
    phone.close()
    await directory.remove()
  }
  try {
    // Its events say so only to those who were connected in time, so ask.
    await until(`${options.user} registers`, 10_000, async () => {
      const registrations = await phone.command('reginfo')
      if (registrations.includes('ERR')) throw new Error(`baresip: the registrar refuses ${options.user}`)
      return registrations.includes('OK ')
    })
  } catch (error) {
    await end()
    throw error
  }
  const run = async (command: string, params?: string) => {
    await phone.command(command, params)
  }
  return {
    address: `${options.user}@${options.domain}`,
    logFile: baresip.logFile,
    dial: (address) => run('dial', `sip:${address}`),
    answer: () => run('accept'),
    hangUp: () => run('hangup'),
    hold: () => run('hold'),
    resume: () => run('resume'),
    async media() {
      const audio = streamCount(await phone.command('audio_debug'))
      const picture = await phone.command('video_debug')
      const frames = /vidisp: .* frames=(\d+)/.exec(picture)?.[1]
      return { audio, video: frames === undefined ? null : { ...streamCount(picture), decodedFrames: Number(frames) } }
    },
    event: (types, timeout = 10_000) => phone.event(typeof types === 'string' ? [types] : types, timeout),
    output: () => baresip.output(),
    stop: end,
  }
}

/** Out of a stream's debug print: "IP=127.0.0.1:31090 psent=0 rcvd=135" and "TX: packets=135, octets=33795". */
function streamCount(print: string): StreamCount {
  const number = (pattern: RegExp) => Number(pattern.exec(print)?.[1] ?? 0)
  return { receivedPackets: number(/rcvd=(\d+)/), sentPackets: number(/TX: packets=(\d+)/) }
}

function accountLine(options: BaresipOptions): string {
  const { user, password, domain, proxy, transport = 'udp', video = 'vp8', srtp = 'none', answer = 'auto' } = options
  const encryption = { none: '', optional: ';mediaenc=srtp', mandatory: ';mediaenc=srtp-mand' }[srtp]
  const parameters = [
    `auth_user=${user}`,
    `auth_pass=${password}`,
    `outbound="sip:${proxy.host}:${proxy.port};transport=${transport}"`,
    `answermode=${answer}`,
    'audio_codecs=opus/48000/2',
    `video_codecs=${video ?? ''}`,
    'ptime=20',
    'regint=300',
    // Whoever is called, it is for us: the registrar sends to the Contact, whose user part is baresip's own idea.
    'catchall=yes',
  ]
  return `<sip:${user}@${domain}>;${parameters.join(';')}${encryption}\n`
}

/** `ausine` needs two channels, or a call never gets its 200. Without a terminal there must be no `stdio` module. */
function configuration(use: { sip: number; control: number; rtp: number; video: boolean }): string {
  // An empty video_codecs does not switch video off; leaving the modules out does.
  const video = ['module vp8.so', 'module avcodec.so', 'avcodec_h264enc libx264', 'module swscale.so', 'module fakevideo.so']
  const lines = [
    'poll_method epoll',
    `sip_listen 127.0.0.1:${use.sip}`,
    'call_local_timeout 60',
    'call_max_calls 4',
    'audio_path /usr/share/baresip',
    'audio_source ausine,440',
    'audio_player aubridge,nowhere',
    'audio_alert aubridge,nowhere',
    'ausrc_srate 48000',
    'auplay_srate 48000',
    'ausrc_channels 2',
    'auplay_channels 2',
    'video_size 320x240',
    'video_bitrate 300000',
    'video_fps 15',
    'video_source fakevideo,nil',
    'video_display fakevideo,nil',
    `rtp_ports ${use.rtp}-${use.rtp + 19}`,
    // The address, not `lo`.
    'net_interface 127.0.0.1',
    'module_path /usr/lib/baresip/modules',
    'module opus.so',
    'module g711.so',
    ...(use.video ? video : []),
    'module ausine.so',
    'module aubridge.so',
    'module srtp.so',
    'module uuid.so',
    'module_tmp account.so',
    'module_app menu.so',
    'statmode_default off',
    'module_app debug_cmd.so',
    'module_app ctrl_tcp.so',
    `ctrl_tcp_listen 127.0.0.1:${use.control}`,
  ]
  return `${lines.join('\n')}\n`
}
