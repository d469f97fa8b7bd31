import { createSocket } from 'node:dgram'

/** TEST-NET-1 (RFC 5737): routed by default everywhere and used nowhere. Connecting a UDP socket sends nothing, it only picks the route. */
const ANYWHERE = '192.0.2.1'
const DISCARD_PORT = 9
const LOOPBACK = '127.0.0.1'

/** The machine's own IPv4 address on its way to `destination`, by default on its default route; loopback where there is no way. */
export function defaultRouteAddress(destination = ANYWHERE): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const done = (address: string) => {
      socket.close()
      resolve(address)
    }
    // Events and no callback: that one is called after a failure as well, when the socket's address is 0.0.0.0, which means all of them.
    socket.once('error', () => done(LOOPBACK))
    socket.once('connect', () => done(socket.address().address))
    socket.connect(DISCARD_PORT, destination)
  })
}
