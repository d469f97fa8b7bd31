import { createServer, type Socket } from 'node:net'
import { Inbox } from '../../contract/inbox.ts'
import { SipPeer } from './sip-peer.ts'

/** A place on loopback that the server connects to. */
export interface TcpListener {
  readonly port: number
  /** Who connected, in order. */
  readonly peers: Inbox<SipPeer>
  close(): void
}

export async function listenTcp(): Promise<TcpListener> {
  const peers = new Inbox<SipPeer>('connection')
  const server = createServer((socket: Socket) => peers.put(SipPeer.over(socket, 'by-peer')))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, peers, close: () => server.close() }
}
