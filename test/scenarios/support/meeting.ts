import { browserSdp } from '../../contract/sdp.ts'
import type { Message, SylkClient } from './client.ts'
import type { Ini } from './server.ts'
import { accepted, DOMAIN, Telephony } from './telephony.ts'

export const ROOM = `team@videoconference.${DOMAIN}`

/** What a browser that only sends offers to a room. */
export const ROOM_OFFER = browserSdp({ type: 'offer', video: true }).replaceAll('a=sendrecv', 'a=sendonly')
export const FEED_ANSWER = browserSdp({ type: 'answer', video: true }).replaceAll('a=sendrecv', 'a=recvonly')

/** Somebody in a room: a connection with an account, and its session there. */
export interface Attendee {
  readonly client: SylkClient
  readonly session: string
  readonly account: string
}

/** A server with a fake Janus, and people who come to its rooms. */
export class Meeting {
  readonly telephony: Telephony
  readonly #clients: SylkClient[] = []
  #sessions = 0

  private constructor(telephony: Telephony) {
    this.telephony = telephony
  }

  static async open(ini: Ini = {}): Promise<Meeting> {
    const weft = ini['weft.ini'] ?? {}
    const janus = { reconnect_min: 0.1, reconnect_max: 0.2, ...weft.Janus }
    return new Meeting(await Telephony.start({ ...ini, 'weft.ini': { ...weft, Janus: janus } }))
  }

  /** A connection with an account, registered where it is alice's or dave's and `registered` says so. */
  async client(user: string, { registered = false } = {}): Promise<SylkClient> {
    const more = { display_name: nameOf(user) }
    const client = registered ? await this.telephony.registered(user, more) : await this.telephony.client(user, more)
    this.#clients.push(client)
    return client
  }

  /** Asks to come in; resolves with the answer. */
  async ask(client: SylkClient, user: string, session: string, more: object = {}): Promise<string> {
    return client.request('videoroom-join', { session, account: `${user}@${DOMAIN}`, uri: ROOM, sdp: ROOM_OFFER, ...more })
  }

  /** Comes in on a connection of its own; resolves when it has been told who is there. */
  async enter(
    user: string,
    more: object = {},
    options: { registered?: boolean; client?: SylkClient } = {},
  ): Promise<Attendee & { readonly present: readonly Message[] }> {
    const client = options.client ?? (await this.client(user, options))
    const session = `${user}-${++this.#sessions}`
    const answer = await this.ask(client, user, session, more)
    if (answer !== 'ack') throw new Error(`not let in: ${answer}`)
    const { publishers } = await of(client, session, 'initial-publishers')
    return { client, session, account: `${user}@${DOMAIN}`, present: publishers as readonly Message[] }
  }

  /** Attaches to what somebody sends, and answers; resolves when media flow. */
  async watch(watcher: Attendee, publisher: Attendee, feed: string): Promise<void> {
    await accepted(watcher.client, 'videoroom-feed-attach', { session: watcher.session, publisher: publisher.session, feed })
    await of(watcher.client, watcher.session, 'feed-attached')
    await accepted(watcher.client, 'videoroom-feed-answer', { session: watcher.session, feed, sdp: FEED_ANSWER })
    await of(watcher.client, watcher.session, 'feed-established')
  }

  /** Everybody goes; resolves when nothing is left of the rooms. */
  async end(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.close()))
  }

  async close(): Promise<void> {
    await this.end()
    await this.telephony.stop()
  }
}

export function nameOf(user: string): string {
  return `${user.slice(0, 1).toUpperCase()}${user.slice(1)}`
}

/** The next event of a room session of that name, optionally of that state. */
export function of(client: SylkClient, session: string, event: string, state?: string): Promise<Message> {
  return client.next(
    (message) =>
      message.sylkrtc === 'videoroom-event' &&
      message.session === session &&
      message.event === event &&
      (state === undefined || message.state === state),
  )
}

/** What a room session was told, worded `session-state progress`, `publishers-joined`. */
export function roomLog({ client, session }: Attendee): string[] {
  return client.events
    .filter((message) => message.session === session && message.sylkrtc === 'videoroom-event')
    .map(({ event, state }) => (state === undefined ? String(event) : `${event} ${state}`))
}
