import type { Request, RequestOf } from '@weft/wire/request'
import type { ServerMessage } from '@weft/wire/server-message'
import { Connection, type World } from '../../core/connection.ts'
import type { ClientEvent } from '../../core/events.ts'
import { Failure } from '../../core/failure.ts'
import type { ClientChannel, ClientConversation } from '../../ports/clients.ts'
import type { Log } from '../../ports/log.ts'
import { messageOf } from './client-messages.ts'
import type { Stamp } from './dialog-messages.ts'
import type { RequestContext } from './request-handlers.ts'
import { carryOut, type QueuedName } from './request-table.ts'

/** Bytes of requests that may wait in one conversation; a larger one waits alone. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024

/**
 * One client's conversation: every request is carried out to its end and answered before the next one or any event is looked at, so that effects
 * keep their order and events follow the ack of what caused them (sylkrtc-protocol §1.6). Only `ping` does not wait.
 */
export class Conversation implements ClientConversation<Request> {
  readonly #channel: ClientChannel<ServerMessage>
  readonly #connection: Connection
  readonly #context: RequestContext
  readonly #stamp: Stamp
  readonly #log: Log
  readonly #over: () => void
  #waitingBytes = 0
  #closing: Promise<void> | null = null

  constructor(world: World, stamp: Stamp, channel: ClientChannel<ServerMessage>, over: () => void) {
    this.#channel = channel
    this.#over = over
    this.#log = world.log.with({ connection: channel.id, address: channel.address })
    const { address } = channel
    this.#connection = new Connection(world, { address, log: this.#log, tell: (event) => this.#tell(event) })
    this.#stamp = stamp
    const { messaging, addressBooks } = world
    this.#context = { connection: this.#connection, messaging, addressBooks, stamp, log: this.#log }
  }

  get callCount(): number {
    return this.#connection.callCount
  }

  receive(request: Request, bytes: number): void {
    if (request.sylkrtc === 'ping') this.#ack(request)
    else if (!this.#hasRoomFor(bytes)) this.#refuse(request, new Failure('too-many-requests'))
    else {
      this.#waitingBytes += bytes
      this.#connection.enqueue(() => {
        this.#waitingBytes -= bytes
        return this.#answer(request)
      })
    }
  }

  closed(): void {
    void this.close()
  }

  /** Gives back everything the client holds. */
  close(): Promise<void> {
    this.#over()
    this.#closing ??= this.#connection.close()
    return this.#closing
  }

  #hasRoomFor(bytes: number): boolean {
    return this.#connection.hasRoom && (this.#waitingBytes === 0 || this.#waitingBytes + bytes <= MOST_WAITING_BYTES)
  }

  async #answer(request: RequestOf<QueuedName>): Promise<void> {
    try {
      await carryOut(this.#context, request)
    } catch (thrown) {
      this.#refuse(request, Failure.from(thrown), thrown)
      return
    }
    this.#ack(request)
  }

  #ack(request: Request): void {
    this.#channel.send({ sylkrtc: 'ack', transaction: request.transaction })
  }

  #refuse(request: Request, failure: Failure, thrown: unknown = failure): void {
    const fields = { request: request.sylkrtc, failure: failure.failure, fault: failure.class.fault }
    // A defect of ours carries its stack; the request itself may hold secrets and is never logged.
    if (failure.failure === 'internal')
      this.#log.error('request failed', { ...fields, error: thrown instanceof Error ? thrown.stack : String(thrown) })
    // Clients can make as many of their own mistakes as they may send requests.
    else this.#log[failure.class.fault === 'client' ? 'debug' : 'info']('request refused', fields)
    this.#channel.send({ sylkrtc: 'error', transaction: request.transaction, error: failure.text })
  }

  #tell(event: ClientEvent): void {
    const message = messageOf(event, this.#stamp)
    if (message.send) this.#channel.send(message.message)
    else this.#log.debug('event not sent', { reason: message.reason })
  }
}
