import { type Body, type Plugin, PluginError, type PluginHost, type PluginJsep } from '../plugin.ts'
import { FakePublisher } from './publisher.ts'
import type { FakeRooms } from './rooms.ts'
import { FakeSubscriber } from './subscriber.ts'

/** The VideoRoom plugin on one handle: nobody yet, a publisher or a subscriber. */
export class FakeVideoRoomPlugin implements Plugin {
  readonly tag = { videoroom: 'event' }
  readonly prompt: ReadonlySet<string> = new Set(['create', 'destroy', 'list', 'listparticipants', 'kick', 'moderate'])
  readonly #host: PluginHost
  readonly #rooms: FakeRooms
  #publisher: FakePublisher | null = null
  #subscriber: FakeSubscriber | null = null

  constructor(host: PluginHost, rooms: FakeRooms) {
    this.#host = host
    this.#rooms = rooms
  }

  get who(): string | null {
    return this.#publisher?.display ?? null
  }

  answer(body: Body): Body {
    try {
      return this.#rooms.answer(body)
    } catch (error) {
      return this.#failure(error)
    }
  }

  message(body: Body, jsep: PluginJsep | null, transaction: string): void {
    try {
      const answer = this.#carryOut(body, jsep, transaction)
      if (answer) this.#host.push(answer, { transaction })
    } catch (error) {
      this.#host.push(this.#failure(error), { transaction })
    }
  }

  mediaUp(): void {
    this.#publisher?.mediaUp()
    this.#subscriber?.mediaUp()
  }

  mediaLost(): void {
    this.#publisher?.mediaLost()
    this.#subscriber?.mediaLost()
  }

  detached(): void {
    this.#publisher?.leave()
    this.#subscriber?.leave()
  }

  /** Null where the answer is on its way already. */
  #carryOut(body: Body, jsep: PluginJsep | null, transaction: string): Body | null {
    const name = String(body.request)
    if (this.#publisher) return this.#asPublisher(this.#publisher, name, body)
    if (this.#subscriber) return this.#asSubscriber(this.#subscriber, name, body)
    if (name !== 'join' && name !== 'joinandconfigure') throw new PluginError(424, 'Invalid request on unconfigured participant')
    const room = this.#rooms.find(body.room)
    if (body.ptype === 'publisher' && jsep) {
      this.#publisher = new FakePublisher(this.#host, room, body, jsep)
      this.#publisher.join(transaction)
    } else if (body.ptype === 'subscriber') {
      this.#subscriber = new FakeSubscriber(this.#host, room, body)
      this.#subscriber.join(transaction)
    } else throw new PluginError(430, 'Invalid element (ptype)')
    return null
  }

  #asPublisher(publisher: FakePublisher, name: string, body: Body): Body {
    if (name === 'configure') return publisher.configure(body)
    throw alreadyIn(name, 'publisher')
  }

  #asSubscriber(subscriber: FakeSubscriber, name: string, body: Body): Body {
    if (name === 'configure') return subscriber.configure(body)
    if (name === 'start') return subscriber.start()
    throw alreadyIn(name, 'subscriber')
  }

  #failure(error: unknown): Body {
    if (!(error instanceof PluginError)) throw error
    return { ...this.tag, error_code: error.code, error: error.message }
  }
}

function alreadyIn(name: string, role: string): PluginError {
  if (name === 'join' || name === 'joinandconfigure') return new PluginError(425, `Already in as a ${role} on this handle`)
  return new PluginError(423, `Unknown request '${name}'`)
}
