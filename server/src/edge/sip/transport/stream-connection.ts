import type { Socket } from 'node:net'
import { SipFraming } from '@weft/protocols/sip/framing'
import type { Clock } from '../../../ports/clock.ts'
import type { SipSource } from '../../../ports/sip-agent.ts'
import { plainAddress } from '../gate/trusted-peers.ts'
import type { Channel, ChannelListener } from './channel.ts'
import type { SocketAddress } from './way-back.ts'

/** ms that one message may take to come, or to go. */
const PATIENCE = 30_000
/** Bytes that may wait for a peer that does not read, and what each message that waits costs beyond its own. */
const MOST_WAITING = 2 * 1024 * 1024
const COST_OF_WAITING = 512
const PONG = Buffer.from('\r\n')

export interface StreamTraits {
  /** Fresh lower-case hex. */
  readonly name: string
  /** Who opened the connection sends the keepalives (RFC 5626 §3.5.1). */
  readonly opened: 'by-us' | 'by-peer'
  /** ms without a byte either way after which it is closed. */
  readonly silence: number
}

/** One TCP or TLS connection that carries SIP, whoever opened it. */
export class StreamConnection implements Channel {
  readonly transport: 'tcp' | 'tls'
  /** Lower-case hex; no other connection has it, of this server or of the one before a restart. */
  readonly name: string
  readonly #socket: Socket
  readonly #source: SipSource
  readonly #framing: SipFraming
  readonly #listener: ChannelListener
  readonly #clock: Clock
  #stopWaiting: (() => void) | null = null
  /** Ends the wait for a peer to read; null while nothing waits for it. */
  #stopStall: (() => void) | null = null
  /** Writes that are not out. */
  #unwritten = 0
  #pongIsUnwritten = false

  /** `socket` is connected. */
  constructor(
    socket: Socket,
    transport: 'tcp' | 'tls',
    { name, opened, silence }: StreamTraits,
    listener: ChannelListener,
    clock: Clock,
  ) {
    this.transport = transport
    this.#socket = socket
    this.name = name
    this.#source = {
      transport,
      address: plainAddress(socket.remoteAddress ?? ''),
      port: socket.remotePort ?? 0,
      connection: name,
    }
    this.#framing = new SipFraming(opened === 'by-us' ? 'pong' : 'ping')
    this.#listener = listener
    this.#clock = clock
    socket.setNoDelay(true)
    socket.setTimeout(silence, () => socket.destroy())
    socket.on('data', (bytes) => this.#receive(bytes))
    socket.on('close', () => {
      this.#stopWaiting?.()
      this.#stopStall?.()
      listener.closed(this)
    })
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable
  }

  send(bytes: Uint8Array, _target: SocketAddress, failed: (why: string) => void): void {
    if (!this.isOpen) {
      failed('the connection is closed')
      return
    }
    if (this.#socket.writableLength + this.#unwritten * COST_OF_WAITING > MOST_WAITING) this.#hangUpOnDeaf()
    this.#write(bytes, (error) => {
      if (error) failed(error.message)
    })
  }

  /** Closes once what was sent is out. */
  close(): void {
    this.#socket.destroySoon()
  }

  #write(bytes: Uint8Array, written: (error: Error | null | undefined) => void): void {
    this.#unwritten++
    this.#socket.write(bytes, (error) => {
      this.#unwritten--
      this.#stopStall?.()
      this.#stopStall = null
      this.#watchStall()
      written(error)
    })
    this.#watchStall()
  }

  /** What the system took at once does not wait. */
  #watchStall(): void {
    if (this.isOpen && this.#socket.writableLength > 0)
      this.#stopStall ??= this.#clock.after(PATIENCE, () => this.#hangUpOnDeaf())
  }

  #hangUpOnDeaf(): void {
    this.#socket.destroy(new Error('the peer does not read'))
  }

  /** One that is still to go out answers all pings that came meanwhile: who sends pings and does not read costs no more than one. */
  #pong(): void {
    if (this.#pongIsUnwritten || !this.isOpen) return
    this.#pongIsUnwritten = true
    this.#write(PONG, () => {
      this.#pongIsUnwritten = false
    })
  }

  #receive(bytes: Uint8Array): void {
    let hasEnded = false
    for (const event of this.#framing.push(bytes)) {
      switch (event.kind) {
        case 'message':
          hasEnded = true
          this.#listener.message(event.bytes, this.#source, this)
          break
        case 'ping':
          this.#pong()
          break
        case 'pong':
          break
        case 'error':
          this.#listener.broken(event.error, this.#source, this)
          this.close()
      }
    }
    if (hasEnded || !this.#framing.isWaiting) {
      this.#stopWaiting?.()
      this.#stopWaiting = null
    }
    if (this.#framing.isWaiting) this.#stopWaiting ??= this.#clock.after(PATIENCE, () => this.#socket.destroy())
  }
}
