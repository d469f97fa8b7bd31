import type { Body } from '../plugin.ts'
import type { FakePublisher, PublisherView } from './publisher.ts'
import type { ApiForm } from './rooms.ts'
import type { FakeSubscriber, SubscriptionView } from './subscriber.ts'

/** A room, as tests look at it. `settings` are those it was made with. */
export interface RoomView {
  readonly id: number
  readonly settings: Body
  readonly publishers: readonly PublisherView[]
  readonly subscriptions: readonly SubscriptionView[]
}

/** bit/s; Janus makes no room with less. */
const LOWEST_BITRATE = 64_000

/** A room and who is in it. */
export class FakeRoom {
  readonly id: number
  readonly form: ApiForm
  readonly settings: Body
  readonly subscribers = new Set<FakeSubscriber>()
  readonly #publishers = new Map<number, FakePublisher>()

  constructor(id: number, form: ApiForm, settings: Body) {
    this.id = id
    this.form = form
    this.settings = settings
  }

  get view(): RoomView {
    return {
      id: this.id,
      settings: this.settings,
      publishers: this.publishers.map(({ view }) => view),
      subscriptions: [...this.subscribers].map(({ view }) => view),
    }
  }

  get publishers(): readonly FakePublisher[] {
    return [...this.#publishers.values()]
  }

  get maxPublishers(): number {
    return Number(this.settings.publishers ?? 3)
  }

  get bitrate(): number {
    return Math.max(LOWEST_BITRATE, Number(this.settings.bitrate ?? 0))
  }

  get videoCodec(): string {
    return String(this.settings.videocodec ?? 'vp8')
  }

  get description(): string {
    return String(this.settings.description ?? `Room ${this.id}`)
  }

  newId(): number {
    const id = 1 + Math.floor(Math.random() * (2 ** 52 - 1))
    return this.#publishers.has(id) ? this.newId() : id
  }

  find(id: unknown): FakePublisher | undefined {
    return this.#publishers.get(Number(id))
  }

  enter(publisher: FakePublisher): void {
    this.#publishers.set(publisher.id, publisher)
  }

  leave(publisher: FakePublisher): void {
    this.#publishers.delete(publisher.id)
  }

  others(than: FakePublisher): readonly FakePublisher[] {
    return this.publishers.filter((publisher) => publisher !== than)
  }

  tellOthers(than: FakePublisher, event: Body): void {
    for (const publisher of this.others(than)) publisher.tell(event)
  }

  tellAll(event: Body): void {
    for (const publisher of this.publishers) publisher.tell(event)
  }
}
