import type { HeldPublication } from '../../scenarios/support/memory-video-rooms.ts'
import { roomsBench } from '../../scenarios/support/rooms-bench.ts'
import { TestClient, type View } from './test-client.ts'

/** What is known of one joining without looking into the rooms. */
interface Joining {
  readonly room: string
  answered: boolean
  over: boolean
}

/** Rooms with clients and a back end, and beside them the simple model: who was let in and has not gone is there. */
export class RoomsUnderTest {
  readonly #bench = roomsBench('manual')
  readonly #clients: TestClient[]
  readonly #gone: TestClient[] = []
  readonly #joinings = new Map<string, Joining>()
  #generation = 0

  constructor(clients: number) {
    this.#clients = Array.from({ length: clients }, () => this.#newClient())
  }

  get media() {
    return this.#bench.media
  }

  get maxBitrate(): number {
    return this.#bench.settings.maxBitrate
  }

  get wrong(): readonly string[] {
    return [...this.#clients, ...this.#gone].flatMap((client) => client.wrong)
  }

  async join(at: number, room: string): Promise<void> {
    const client = this.#client(at)
    const session = client.join(room, (refused) => this.#end(refused))
    this.#joinings.set(session, { room, answered: false, over: false })
    await this.pause()
  }

  leave(at: number): void {
    const client = this.#client(at)
    const { session } = client
    if (session === null) return
    client.request(() => {
      client.sessions.leave(session)
      this.#end(session)
    })
  }

  /** The connection is gone, and somebody new comes. */
  drop(at: number): void {
    const client = this.#client(at)
    client.queue.close()
    client.sessions.close()
    for (const session of client.views.keys()) this.#end(session)
    this.#gone.push(client)
    this.#clients[at % this.#clients.length] = this.#newClient()
  }

  ask(what: 'attach' | 'detach' | 'speak' | 'hand' | 'expel', at: number, which: number): void {
    const client = this.#client(at)
    const { session, view } = client
    if (session === null || view === null) return
    const others = [...view.others]
    const other = others[which % Math.max(1, others.length)] ?? session
    const feed = `${session}-feed-${which}`
    client.request(() => {
      if (what === 'attach') return client.sessions.attach(session, feed, other)
      if (what === 'detach') return client.sessions.detach(session, feed)
      const { room, member } = client.sessions.seat(session)
      if (what === 'speak') room.chooseSpeakers(member, [...new Set([session, other])].slice(which % 2))
      else if (what === 'hand') room.toggleHand(member, other)
      else {
        room.remove(member, [other])
        this.#end(other)
      }
    })
  }

  tellPublication(which: number, what: 'answer' | 'media-up' | 'break'): void {
    const { publications } = this.media
    const publication = publications[which % Math.max(1, publications.length)]
    const joining = publication && this.#joinings.get(sessionOf(publication))
    if (!publication || !joining) return
    if (what === 'break') {
      publication.tell({ kind: 'ended', reason: 'ICE failed' })
      this.#end(sessionOf(publication))
    } else if (what === 'media-up' && joining.answered) publication.tell({ kind: 'media-up' })
    else if (what === 'answer' && !joining.answered) {
      joining.answered = true
      publication.tell({ kind: 'answered', sdp: 'v=0', feed: publication.feed })
    }
  }

  tellSubscription(which: number, what: 'offer' | 'break-feed'): void {
    const { subscriptions } = this.media
    const subscription = subscriptions[which % Math.max(1, subscriptions.length)]
    subscription?.tell(what === 'offer' ? { kind: 'offered', sdp: 'v=0' } : { kind: 'ended', reason: 'ICE failed' })
  }

  die(): void {
    for (const publication of this.media.publications) this.#end(sessionOf(publication))
    this.media.die()
  }

  /** Whatever can go on by itself does. */
  async pause(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }

  /** For a moment all goes well: what waits is let through, and whoever asked to come in is answered. */
  async flow(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) {
      this.media.settle(0)
      await this.pause()
    }
    for (const at of this.media.publications.keys()) this.tellPublication(at, 'answer')
    await this.pause()
  }

  /** Everything that waits is let through. */
  async settle(): Promise<void> {
    do {
      this.media.settle(0)
      await new Promise((resolve) => setImmediate(resolve))
    } while (this.media.pending > 0)
    await this.#bench.rooms.settled()
  }

  /** Whose joining was answered and has not ended. */
  expectedIn(room: string): string[] {
    return this.inUse(room).filter((session) => this.#joinings.get(session)?.answered)
  }

  /** Also who waits for the answer. */
  inUse(room: string): string[] {
    return [...this.#joinings].flatMap(([session, joining]) => (joining.room === room && !joining.over ? [session] : []))
  }

  view(session: string): View | undefined {
    return this.#clients.map(({ views }) => views.get(session)).find((view) => view !== undefined)
  }

  publicationOf(session: string): HeldPublication | undefined {
    return this.media.publications.find((publication) => sessionOf(publication) === session)
  }

  #end(session: string): void {
    const joining = this.#joinings.get(session)
    if (joining) joining.over = true
  }

  #client(at: number): TestClient {
    const client = this.#clients[at % this.#clients.length]
    if (!client) throw new Error('no clients')
    return client
  }

  #newClient(): TestClient {
    return new TestClient(`c${++this.#generation}`, this.#bench)
  }
}

function sessionOf({ request }: HeldPublication): string {
  return request.display.slice(0, request.display.lastIndexOf('@'))
}
