import { createSocket } from 'node:dgram'

/** TEST-NET-1 (RFC 5737): routed by default everywhere and used nowhere. Connecting a UDP socket sends nothing, it only picks the route. */
const ANYWHERE = '192.0.2.1'
const DISCARD_PORT = 9

/** The machine's own IPv4 address on its default route; loopback where it has none. */
export function defaultRouteAddress(): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const done = (address: string) => {
      socket.close()
      resolve(address)
    }
    socket.on('error', () => done('127.0.0.1'))
    socket.connect(DISCARD_PORT, ANYWHERE, () => done(socket.address().address))
  })
}
