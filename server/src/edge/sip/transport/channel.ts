import type { SipParseError } from '@weft/protocols/sip/sip-error'
import type { SipSource } from '../../../ports/sip-agent.ts'
import type { SocketAddress } from './way-back.ts'

/** Something that bytes go out on: the UDP socket, or one TCP or TLS connection. */
export interface Channel {
  readonly transport: SipSource['transport']
  /** Whether anything can still be sent. */
  readonly isOpen: boolean
  /** Sends one message; `failed` is called where that cannot be done, with why. `target` is for UDP: a connection has but one. */
  send(bytes: Uint8Array, target: SocketAddress, failed: (why: string) => void): void
}

/** What transports tell. */
export interface ChannelListener {
  /** The bytes of one message. */
  message(bytes: Uint8Array, source: SipSource, channel: Channel): void
  /** A stream in which nobody knows where a message ends; it is closed once the answer is out. */
  broken(error: SipParseError, source: SipSource, channel: Channel): void
  /** Nothing will come on it any more. */
  closed(channel: Channel): void
}
