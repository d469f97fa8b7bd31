import type { SipRequest } from '@weft/protocols/sip/message'
import { afterEach } from 'vitest'
import type { SipApplication } from '../../../server/src/ports/sip-application.ts'
import { CallingPhone } from './calling-phone.ts'
import { type EdgeOptions, type RunningEdge, startEdge } from './sip-edge.ts'
import { SipPeer } from './sip-peer.ts'

/** What the tests of one file set up; after each test it ends, the newest first. */
export interface SipScenes {
  endsWith(end: () => unknown): void
  /** An edge with this application on it. */
  edgeWith(application: SipApplication<SipRequest>, options?: EdgeOptions): Promise<RunningEdge>
  /** A phone that talks to the edge over UDP, or over TCP. */
  phoneAt(edge: Pick<RunningEdge, 'udp'>): Promise<CallingPhone>
  tcpPhoneAt(edge: Pick<RunningEdge, 'tcp'>): Promise<CallingPhone>
}

/** To be called once, where a file begins. */
export function sipScenes(): SipScenes {
  const endings: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end()
  })
  const endsWith = (end: () => unknown) => void endings.push(end)
  return {
    endsWith,
    async edgeWith(application, options) {
      const running = await startEdge([application], options)
      endsWith(() => running.edge.stop())
      return running
    },
    async phoneAt({ udp }) {
      const peer = await SipPeer.udp(udp)
      endsWith(() => peer.close())
      return new CallingPhone(peer)
    },
    async tcpPhoneAt({ tcp }) {
      const peer = await SipPeer.tcp(tcp)
      endsWith(() => peer.close())
      return new CallingPhone(peer, 'TCP')
    },
  }
}
