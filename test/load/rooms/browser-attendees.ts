/** What a page of `installAttendees` can do. Rejects with what went wrong. */
interface Attendees {
  /** One more comes in, sending sound and a small picture; resolves with its session once its media are up. */
  attend(): Promise<string>
  /** One of this page watches another; resolves once media can come. */
  watch(watcher: string, publisher: string): Promise<void>
  /** Pictures decoded so far, of each that is watched in this page. */
  frames(): Promise<readonly number[]>
}

declare global {
  interface Window {
    attendees?: Attendees
  }
}

/** How it begins when something does not come in time. */
export const TOO_LONG = 'waited too long for'

export interface AttendeesOptions {
  /** Of Weft's WebSocket. */
  readonly server: string
  readonly room: string
  readonly width: number
  readonly height: number
  /** Pictures a second. */
  readonly rate: number
  /** TOO_LONG, which a page knows nothing of. */
  readonly tooLong: string
}

/**
 * Runs in a page, and makes `window.attendees` there: participants of a room who speak SylkRTC by themselves, with a connection to the server and peer connections
 * of their own, and as little around them as possible; all send what one camera shows, each encoded for itself.
 */
export async function installAttendees({ server, room, width, height, rate, tooLong }: AttendeesOptions): Promise<void> {
  type Message = { readonly [field: string]: unknown }
  type Client = {
    readonly request: (name: string, fields: object) => Promise<void>
    readonly next: (wanted: Message) => Promise<Message>
  }
  const patience = 15_000
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width, height, frameRate: rate } })
  const clients = new Map<string, Client>()
  const watched: RTCPeerConnection[] = []

  const connect = async (): Promise<Client> => {
    const socket = new WebSocket(server, 'sylkRTC-2')
    let waiting: { readonly wanted: Message; readonly resolve: (message: Message) => void }[] = []
    socket.addEventListener('message', ({ data }) => {
      const message: Message = JSON.parse(data)
      const come = waiting.filter(({ wanted }) => Object.entries(wanted).every(([name, value]) => message[name] === value))
      waiting = waiting.filter((one) => !come.includes(one))
      for (const { resolve } of come) resolve(message)
    })
    const next = (wanted: Message) =>
      new Promise<Message>((resolve, reject) => {
        setTimeout(() => reject(new Error(`${tooLong} ${JSON.stringify(wanted)}`)), patience)
        waiting.push({ wanted, resolve })
      })
    const request = async (name: string, fields: object) => {
      const transaction = crypto.randomUUID()
      const answer = next({ transaction })
      socket.send(JSON.stringify({ sylkrtc: name, transaction, ...fields }))
      const { sylkrtc, error } = await answer
      if (sylkrtc !== 'ack') throw new Error(`${name}: ${error}`)
    }
    await next({ sylkrtc: 'ready-event' })
    return { request, next }
  }

  /** The description with all candidates in it. */
  const described = async (peer: RTCPeerConnection): Promise<string> => {
    await peer.setLocalDescription()
    while (peer.iceGatheringState !== 'complete')
      await new Promise((resolve) => peer.addEventListener('icegatheringstatechange', resolve, { once: true }))
    return peer.localDescription?.sdp ?? ''
  }

  window.attendees = {
    async attend() {
      const client = await connect()
      const session = crypto.randomUUID()
      const account = `${session}@load.test`
      await client.request('account-add', { account, password: '0'.repeat(32) })
      const peer = new RTCPeerConnection()
      for (const track of stream.getTracks()) peer.addTransceiver(track, { direction: 'sendonly', streams: [stream] })
      const accepted = client.next({ session, event: 'session-state', state: 'accepted' })
      const established = client.next({ session, event: 'session-state', state: 'established' })
      await client.request('videoroom-join', { session, account, uri: room, sdp: await described(peer) })
      await peer.setRemoteDescription({ type: 'answer', sdp: String((await accepted).sdp) })
      await established
      clients.set(session, client)
      return session
    },

    async watch(watcher, publisher) {
      const client = clients.get(watcher)
      if (!client) throw new Error(`${watcher} is not here`)
      const [session, feed] = [watcher, crypto.randomUUID()]
      const attached = client.next({ session, event: 'feed-attached', feed })
      const established = client.next({ session, event: 'feed-established', feed })
      await client.request('videoroom-feed-attach', { session, publisher, feed })
      const peer = new RTCPeerConnection()
      watched.push(peer)
      await peer.setRemoteDescription({ type: 'offer', sdp: String((await attached).sdp) })
      await client.request('videoroom-feed-answer', { session, feed, sdp: await described(peer) })
      await established
    },

    frames() {
      return Promise.all(
        watched.map(async (peer) => {
          const rows = [...(await peer.getStats()).values()]
          return rows.reduce((sum, row) => sum + (row.framesDecoded ?? 0), 0)
        }),
      )
    },
  }
}
