import { fileURLToPath } from 'node:url'
import { startProcess } from '../../interop/peers/process.ts'
import { startWeft } from '../../interop/peers/weft.ts'
import { freePort, isListening } from '../../interop/port.ts'
import type { RoomServer } from './msrp-generator.ts'

const BARE = fileURLToPath(new URL('../servers/bare-fan-out.ts', import.meta.url))

/** A server with rooms, a process of its own. */
export interface RunningRooms {
  readonly variant: 'weft' | 'bare'
  readonly server: RoomServer
  readonly pid: number
  stop(): Promise<void>
}

/** Weft as it is run, with MSRP over TCP and without a Janus. */
export async function startWeftRooms(): Promise<RunningRooms> {
  const [sip, msrp] = [await freePort(), await freePort()]
  const { pid, stop } = await startWeft({
    janus: { url: `ws://127.0.0.1:${await freePort()}`, apiSecret: 'nobody' },
    proxy: null,
    ini: {
      'config.ini': {
        Server: { default_application: 'conference' },
        SIP: { local_udp_port: sip },
        MSRP: { use_tls: 'False' },
      },
      'weft.ini': { MSRP: { tcp_port: msrp, tls_port: 'off' } },
    },
  })
  return { variant: 'weft', server: { kind: 'weft', sip }, pid, stop }
}

/** The least that a server of rooms can do. */
export async function startBareRooms(): Promise<RunningRooms> {
  const port = await freePort()
  const { pid, stop } = await startProcess({
    name: 'bare-fan-out',
    command: process.execPath,
    args: [BARE, String(port)],
    ready: () => isListening(port),
  })
  return { variant: 'bare', server: { kind: 'bare', port }, pid, stop }
}
