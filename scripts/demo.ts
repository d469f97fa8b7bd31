// The demo behind `npm start`: Janus and Weft on this machine, with a SIP domain of its own and two accounts, until SIGINT or SIGTERM.
import { mediaAddress } from '../test/interop/address.ts'
import { startJanus } from '../test/interop/peers/janus.ts'
import { type OwnDomain, startOwnDomain } from '../test/interop/peers/own-domain.ts'
import { freePort } from '../test/interop/port.ts'
import { isInstalled } from '../test/interop/program.ts'
import { ensureWebApp } from './web-app.ts'

/** A name nobody else can have (RFC 6761 §6.2). It is the digest realm as well, and never looked up: Weft serves it itself. */
const DOMAIN = 'weft.test'
/** Where the chat rooms of its video rooms are. */
const ROOMS = `conference.${DOMAIN}`
const USERS = { alice: 'alicepw', bob: 'bobpw' }
const HTTP_PORT = 10_888
const SIP_PORT = 5060
const MSRP_PORT = 2855

interface Running {
  readonly logFile: string
  readonly ended: Promise<unknown>
  stop(): Promise<void>
}

const running: Running[] = []
/** What is on its way up. */
let starting: Promise<unknown> = Promise.resolve()
let stopping: Promise<void> | null = null

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(0))
try {
  ensureWebApp()
  const { url, sipPort } = await start()
  console.log(`SIP phones on this machine register at ${DOMAIN} through the proxy 127.0.0.1:${sipPort}`)
  console.log(
    `SIP clients with MSRP over TCP chat in rooms such as sip:team@${ROOMS}, with who is in the video room team@video${ROOMS}`,
  )
  const accounts = Object.keys(USERS).map((user) => `${user}@${DOMAIN}`)
  console.log(`Weft is ready: ${url} (accounts ${accounts.join(' and ')}, passwords ${Object.values(USERS).join(' and ')})`)
} catch (error) {
  if (!stopping) console.error(error instanceof Error ? error.message : error)
  await stop(1)
}

/** Starts what is installed, Weft last, and watches over it. */
async function start(): Promise<OwnDomain> {
  if (!isInstalled('janus')) console.error('janus is not installed (npm run setup says how): no calls')
  const janus = isInstalled('janus') ? await launch('janus', () => startJanus({ mediaAddress: media() })) : null
  return launch('Weft', async () =>
    startOwnDomain({
      domain: DOMAIN,
      users: USERS,
      sipPort: await freePort(1, SIP_PORT),
      port: await freePort(1, HTTP_PORT),
      // Without a certificate there is no MSRP over TLS; and nobody else is on loopback.
      ini: {
        'config.ini': { Server: { application_map: `echo:echo, ${ROOMS}:conference` }, MSRP: { use_tls: 'no' } },
        'weft.ini': { MSRP: { tcp_port: await freePort(1, MSRP_PORT), tls_port: 'off' } },
      },
      // Where nobody is, Weft keeps trying.
      ...(janus === null ? {} : { janus }),
    }),
  )
}

/** Starts one of them and watches over it, unless everything is to stop already. */
async function launch<P extends Running>(name: string, begin: () => Promise<P>): Promise<P> {
  if (stopping) throw new Error(`${name} is not wanted any more`)
  const peer = begin()
  starting = peer
  watch(name, await peer)
  return peer
}

function media(): string | null {
  const address = mediaAddress()
  if (address === null)
    console.error('this machine has no address but loopback, which Janus does not use: calls will have no sound')
  return address
}

/** When one of them ends without being told to, everything does. */
function watch(name: string, peer: Running): void {
  running.unshift(peer)
  peer.ended.then(() => {
    if (stopping) return
    console.error(`${name} has ended; its log is ${peer.logFile}`)
    stop(1)
  })
}

/** Stops everything, the last started first, and ends with `code`. Asked again, it goes on with what it does. */
function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    await Promise.allSettled([starting])
    for (const peer of running) await peer.stop()
    process.exit(code)
  })()
  return stopping
}
