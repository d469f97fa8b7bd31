import { fileURLToPath } from 'node:url'
import { startProcess } from '../interop/peers/process.ts'
import { startWeft } from '../interop/peers/weft.ts'
import { freePort, isListening } from '../interop/port.ts'

/** A server under load, a process of its own. */
export interface ServerProcess {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

/** The bare WebSocket server that Weft is compared with. */
export async function startBareServer(): Promise<ServerProcess> {
  const port = await freePort()
  const file = fileURLToPath(new URL('servers/bare-ws.ts', import.meta.url))
  const { pid, stop } = await startProcess({
    name: 'bare-ws',
    command: process.execPath,
    args: [file, String(port)],
    ready: () => isListening(port),
  })
  return { port, pid, stop }
}

/** Weft as it is run, without limits on what one client may ask, and without a Janus: nobody calls. */
export async function startIdleWeft(): Promise<ServerProcess> {
  const nobody = { host: '127.0.0.1', port: 9 }
  return startWeft({
    janus: { url: `ws://${nobody.host}:${nobody.port}`, apiSecret: 'nobody' },
    proxy: nobody,
    ini: { 'weft.ini': { Limits: { requests_per_second: 0 } } },
  })
}
