import { EarlyCandidates } from '../../../server/src/core/call/early-candidates.ts'
import type { Device } from '../../../server/src/core/devices.ts'
import type { RoomEvent } from '../../../server/src/core/room/room-event.ts'
import { RoomSessions } from '../../../server/src/core/room/room-sessions.ts'
import { SerialQueue } from '../../../server/src/core/serial-queue.ts'
import type { Log } from '../../../server/src/ports/log.ts'
import type { RoomsBench } from '../../scenarios/support/rooms-bench.ts'

/** What a client knows of its room, put together of nothing but what it was told. */
export interface View {
  state: 'joining' | 'present' | 'over'
  readonly others: Set<string>
  speakers: readonly string[]
  hands: readonly string[]
}

/** A client on a connection of its own, that joins under a new name each time and believes what it is told. */
export class TestClient {
  readonly name: string
  readonly sessions: RoomSessions
  readonly queue: SerialQueue
  /** What it was told against the rules of the protocol. */
  readonly wrong: string[] = []
  /** By room session, oldest first. */
  readonly views = new Map<string, View>()
  readonly #log: Log
  #joins = 0

  constructor(name: string, { rooms, clock, log }: Pick<RoomsBench, 'rooms' | 'clock' | 'log'>) {
    this.name = name
    this.#log = log
    this.sessions = new RoomSessions(rooms, { roomsPerConnection: 3, feedsPerRoom: 50 }, new EarlyCandidates(clock))
    this.queue = new SerialQueue((thrown) => this.wrong.push(`defect: ${String(thrown)}`))
  }

  /** The name it joined with last, if it has. */
  get session(): string | null {
    return [...this.views.keys()].at(-1) ?? null
  }

  get view(): View | null {
    return this.views.get(this.session ?? '') ?? null
  }

  /** Asks to come in, in its turn. Returns the name. */
  join(room: string, refused: (session: string) => void): string {
    const session = `${this.name}-${++this.#joins}`
    this.views.set(session, { state: 'joining', others: new Set(), speakers: [], hands: [] })
    const uri = `${session}@example.com`
    const device: Device = {
      ...{ party: { uri, displayName: '' }, clientAddress: '192.0.2.1', tell: () => {} },
      ha1: async () => null,
    }
    const entrant = {
      ...{ session, device, log: this.#log, hasProved: () => true },
      tell: (event: RoomEvent) => this.#take(session, event),
      enqueue: (job: () => void | Promise<void>) => this.queue.push(job),
    }
    this.request(
      () => this.sessions.join(entrant, { room, sdp: 'v=0', audio: true, video: true }),
      () => refused(session),
    )
    return session
  }

  /** Asks for something in its turn; what is refused is refused. */
  request(job: () => void | Promise<void>, refused: () => void = () => {}): void {
    this.queue.push(async () => {
      try {
        await job()
      } catch {
        refused()
      }
    })
  }

  #take(session: string, event: RoomEvent): void {
    const view = this.views.get(session)
    if (!view) return
    const blame = (what: string) => this.wrong.push(`${session}: ${what} (${JSON.stringify(event)})`)
    if (view.state === 'over') blame('told after the end')
    if (view.state === 'joining' && !['progress', 'accepted', 'terminated'].includes(event.kind)) blame('told before accepted')
    switch (event.kind) {
      case 'accepted':
        if (view.state !== 'joining') blame('accepted twice')
        view.state = 'present'
        break
      case 'terminated':
        view.state = 'over'
        break
      case 'present':
      case 'joined':
        for (const participant of event.participants) {
          if (view.others.has(participant.session)) blame('announced twice')
          view.others.add(participant.session)
        }
        break
      case 'left':
        for (const gone of event.sessions) if (!view.others.delete(gone)) blame('unknown one left')
        break
      case 'speakers':
        view.speakers = event.sessions
        break
      case 'hands':
        view.hands = event.sessions
        break
      default:
    }
  }
}
